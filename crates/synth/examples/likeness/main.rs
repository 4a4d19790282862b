//! Compares simulated scans with real ones: both columns, side by side.
//!
//!     cargo run --release -p voxelnet-synth --example likeness -- KITTI [FRAMES [SEED [LABELS [SCENARIO]]]]
//!
//! KITTI is a folder in KITTI layout with real scans of an HDL-64E and their labels. FRAMES full circles of
//! the scenario, `street` by default, are simulated. When the real scans lack what lies behind the sensor,
//! it is left out of the simulated ones, too. LABELS is a folder of label files for the statistics of
//! labels; without it, or with `-`, those of KITTI are taken.
//!
//! The sections are: scans (`scan_rows.rs` has the rule), thin structures, tightness of boxes, labels
//! (`pooled.rs` has their rule), and every unoccluded car of the real scans simulated alone, at its own
//! pose and size. The exit code is 1 when anything is not within.

mod arguments;
mod box_frame;
mod cars;
mod clutter;
mod label_statistics;
mod labelled_scan;
mod length_by_view;
mod local_ground;
mod pooled;
mod scan_measures;
mod scan_report;
mod scan_rows;
mod statistics;
mod thin_structures;
mod tightness;

use std::{error::Error, path::Path, process::ExitCode};

use rayon::prelude::*;
use voxelnet_kitti::{KittiDataset, Label, file_stems, read_labels};
use voxelnet_synth::{Class, Sensor, Simulator, SimulatorOptions};

use crate::{
    arguments::Arguments,
    labelled_scan::{LabelledScan, objects},
    scan_report::{ScanReport, labels_of, rear_of},
};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let Arguments { root, num_frames, seed, labels, scenario } = Arguments::parse()?;
    let dataset = KittiDataset::open(&root)?;
    let frames = dataset.frame_ids("all")?;
    if frames.is_empty() || num_frames == 0 {
        return Err("no scans to compare, expected at least one real and one simulated".into());
    }
    let real: Vec<ScanReport> = frames
        .iter()
        .map(|id| Ok(ScanReport::of(&LabelledScan::read(&dataset, id)?)))
        .collect::<Result<_, Box<dyn Error>>>()?;
    let rear = rear_of(&real);
    let simulator = Simulator::new(SimulatorOptions {
        seed,
        sensor: Sensor::load("hdl-64e")?,
        scenario,
        classes: Class::ALL.to_vec(),
        full_circle: true,
    });
    let (simulated, num_triangles): (Vec<ScanReport>, Vec<usize>) = (0..num_frames)
        .into_par_iter()
        .map(|index| simulator.frame(index))
        .map(|frame| {
            let num_triangles = frame.num_triangles_in_view;
            (ScanReport::of(&LabelledScan::simulated(frame, rear)), num_triangles)
        })
        .unzip();

    println!(
        "{} real scans, {num_frames} simulated ones of scenario {scenario}, seed {seed}\n",
        real.len()
    );
    let least = num_triangles.iter().min().copied().unwrap_or_default();
    let mean = num_triangles.iter().sum::<usize>() / num_triangles.len();
    println!("triangles in view of a simulated scan: least {least}, mean {mean}\n");
    let real_labels = match labels {
        Some(folder) => labels_in(&folder)?,
        None => labels_of(&real),
    };
    let scans_are_alike = scan_report::print(&real, &simulated, &real_labels);
    let cars_are_alike = cars::print(&dataset, &frames, &simulator)?;
    let all_within = scans_are_alike && cars_are_alike;
    Ok(if all_within { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}

/// The objects of each label file of a folder.
fn labels_in(folder: &Path) -> Result<Vec<Vec<Label>>, Box<dyn Error>> {
    let read = |stem: &String| read_labels(&folder.join(stem).with_extension("txt")).map(objects);
    Ok(file_stems(folder, "txt")?.iter().map(read).collect::<Result<_, _>>()?)
}
