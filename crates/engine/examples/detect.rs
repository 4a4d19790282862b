//! Finds objects in scans: `cargo run --release -p voxelnet-engine --example detect WEIGHTS SCAN ...`

use std::error::Error;
use std::path::PathBuf;

use voxelnet_detection::Detector;
use voxelnet_engine::NativeDetector;
use voxelnet_scene::read_scan;

fn main() -> Result<(), Box<dyn Error>> {
    let mut paths = std::env::args_os().skip(1).map(PathBuf::from);
    let weights = paths.next().ok_or("give a weights file and scans")?;
    // One detector for all scans: it keeps its memory.
    let mut detector = NativeDetector::load(&weights)?;
    for path in paths {
        let scan = read_scan(&path)?;
        for detection in detector.detect(&scan.cloud).kept {
            let class = detector.config().class_name(detection.class);
            let center = detection.box3d.center;
            println!("{} {class} {:.2} at {center:.2?}", path.display(), detection.score);
        }
    }
    Ok(())
}
