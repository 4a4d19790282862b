//! Real cars, each simulated alone at its own pose and size.

use std::error::Error;

use rayon::prelude::*;
use voxelnet_kitti::{Calibration, CameraBox, KittiDataset};
use voxelnet_scene::{Point, PointCloud};
use voxelnet_synth::Simulator;

use crate::{
    box_frame::{BoxFrame, InBox},
    labelled_scan::LabelledScan,
};

/// Cars of different make and paint that are simulated in the place of a real one.
const NUM_CARS: u64 = 96;

/// Allowed deviation of the number of points, and of the geometric mean of all ratios.
const SINGLE: f64 = 0.35;
const TOGETHER: f64 = 0.15;

/// Prints a row per unoccluded car of the frames; whether all are within.
pub fn print(
    dataset: &KittiDataset,
    frames: &[String],
    simulator: &Simulator,
) -> Result<bool, Box<dyn Error>> {
    println!(
        "{:<8} {:>8} {:>6} {:>12} {:>12} {:>8} {:>8}  ratio",
        "frame", "distance", "yaw", "real points", "sim. least", "mean", "greatest"
    );
    let (mut logarithms, mut all_within) = (Vec::new(), true);
    for frame in frames {
        let LabelledScan { cloud, calibration, labels } = LabelledScan::read(dataset, frame)?;
        for label in labels {
            if !label.is_kind("Car") || label.occlusion != 0 {
                continue;
            }
            let bounds = calibration.lidar_box_from_camera(&label.camera_box);
            let real = num_points_inside(&cloud, &label.camera_box, &calibration);
            let counts: Vec<usize> = (0..NUM_CARS)
                .into_par_iter()
                .map(|index| simulator.lone_car(&bounds, index).len())
                .collect();
            let mean = counts.iter().sum::<usize>() as f64 / counts.len() as f64;
            let ratio = mean / real as f64;
            let within = (ratio - 1.).abs() <= SINGLE;
            all_within &= within;
            logarithms.push(ratio.ln());
            println!(
                "{frame:<8} {:>7.1}m {:>5.0}° {real:>12} {:>12} {mean:>8.1} {:>8}  {ratio:.2} {}",
                bounds.center.coords.xy().norm(),
                bounds.yaw.to_degrees(),
                counts.iter().min().unwrap_or(&0),
                counts.iter().max().unwrap_or(&0),
                if within { "within" } else { "NOT WITHIN" }
            );
        }
    }
    let together = (logarithms.iter().sum::<f64>() / logarithms.len() as f64).exp();
    let within = (together - 1.).abs() <= TOGETHER;
    println!(
        "geometric mean of the ratios {together:.3} {}",
        if within { "within" } else { "NOT WITHIN" }
    );
    Ok(all_within && within)
}

/// Number of points inside a box.
fn num_points_inside(
    scan: &PointCloud,
    camera_box: &CameraBox,
    calibration: &Calibration,
) -> usize {
    let (frame, size) = (BoxFrame::of(camera_box), camera_box.size);
    let is_inside = |point: &&Point| {
        let InBox { along, across, up } =
            frame.local(calibration.camera_from_lidar(point.position()));
        along.abs() <= size.length / 2.
            && across.abs() <= size.width / 2.
            && (0.0..=size.height).contains(&up)
    };
    scan.points.iter().filter(is_inside).count()
}
