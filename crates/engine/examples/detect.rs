//! Finds objects in scans: `cargo run --release -p voxelnet-engine --example detect SCAN ...`
//!
//! With `--weights FILE` before the scans it uses that network instead of the shipped one, which knows simulated scans
//! alone.

use std::error::Error;
use std::path::PathBuf;

use voxelnet_engine::{Box3d, Detector, NativeDetector, read_scan};

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths: Vec<PathBuf> = std::env::args_os().skip(1).map(PathBuf::from).collect();
    // One detector for all scans: it keeps its memory.
    let mut detector = if paths.first().is_some_and(|first| first.as_os_str() == "--weights") {
        let weights = paths.get(1).ok_or("give a file after --weights")?;
        let detector = NativeDetector::load(weights)?;
        paths.drain(..2);
        detector
    } else {
        NativeDetector::shipped()?
    };
    for path in paths {
        let scan = read_scan(&path)?;
        for detection in detector.detect(&scan.cloud).kept {
            let class = detector.config().class_name(detection.class);
            let Box3d { center, size, yaw } = detection.box3d;
            println!(
                "{}: {class} {:.2} at {:.2} {:.2} {:.2}, {:.2} x {:.2} x {:.2} m, yaw {yaw:.2}",
                path.display(),
                detection.score,
                center.x,
                center.y,
                center.z,
                size.length,
                size.width,
                size.height,
            );
        }
    }
    Ok(())
}
