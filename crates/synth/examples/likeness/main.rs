//! Compares simulated scans with real ones: both columns, side by side.
//!
//!     cargo run --release -p voxelnet-synth --example likeness -- KITTI [FRAMES [SEED]]
//!
//! KITTI is a folder in KITTI layout with real full-circle scans of an HDL-64E. The street scenario is
//! simulated in full circles. A row is within when the mean of the simulated scans lies between the
//! least and the greatest of the real ones, widened by 20%. Then every unoccluded car of the real scans
//! is simulated alone, at its own pose and size. The exit code is 1 when anything is not within.

mod cars;
mod scan_measures;

use std::{env, error::Error, path::PathBuf, process::ExitCode};

use rayon::prelude::*;
use voxelnet_kitti::KittiDataset;
use voxelnet_scene::read_scan;
use voxelnet_synth::{Class, Scenario, Sensor, Simulator, SimulatorOptions};

use crate::scan_measures::Measured;

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut args = env::args().skip(1);
    let root = PathBuf::from(args.next().ok_or("expected a folder in KITTI layout")?);
    let num_frames: u64 = args.next().map_or(Ok(60), |text| text.parse())?;
    let seed: u64 = args.next().map_or(Ok(1), |text| text.parse())?;

    let dataset = KittiDataset::open(&root)?;
    let frames = dataset.frame_ids("train")?;
    let real: Vec<Measured> = frames
        .iter()
        .map(|id| Ok(Measured::of(&read_scan(&dataset.scan_path(id)?)?.cloud)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    if frames.is_empty() || num_frames == 0 {
        return Err("no scans to compare, expected at least one real and one simulated".into());
    }
    let simulator = Simulator::new(SimulatorOptions {
        seed,
        sensor: Sensor::load("hdl-64e")?,
        scenario: Scenario::Street,
        classes: Class::ALL.to_vec(),
        full_circle: true,
    });
    let (simulated, num_triangles): (Vec<Measured>, Vec<usize>) = (0..num_frames)
        .into_par_iter()
        .map(|index| simulator.frame(index))
        .map(|frame| (Measured::of(&frame.cloud), frame.num_triangles_in_view))
        .unzip();

    println!("{} real scans, {num_frames} simulated ones of seed {seed}\n", real.len());
    let least = num_triangles.iter().min().copied().unwrap_or_default();
    let mean = num_triangles.iter().sum::<usize>() / num_triangles.len();
    println!("triangles in view of a simulated scan: least {least}, mean {mean}\n");
    let scans_are_alike = scan_measures::print(&real, &simulated);
    println!();
    let cars_are_alike = cars::print(&dataset, &frames, &simulator)?;
    let all_within = scans_are_alike && cars_are_alike;
    Ok(if all_within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
