//! Scans that other tests change: simulated ones whose objects the program's own weights find.

use std::fs;
use std::path::Path;

use voxelnet_scene::{Point, ScanFormat, ScanOptions, decode_scan};

/// A street of 15187 points, in which 9 objects are found.
pub fn street() -> Vec<Point> {
    points("street.bin")
}

/// The 3686 points around three cars of the same street.
pub fn cars() -> Vec<Point> {
    points("cars.bin")
}

/// The content of a `.bin` file with four columns.
pub fn bin(points: &[Point]) -> Vec<u8> {
    let numbers = points.iter().flat_map(|p| [p.x, p.y, p.z, p.intensity]);
    numbers.flat_map(f32::to_le_bytes).collect()
}

fn points(name: &str) -> Vec<Point> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/data/scans");
    let bytes = fs::read(folder.join(name)).unwrap();
    decode_scan(&bytes, ScanFormat::Bin, &ScanOptions::default()).unwrap().cloud.points
}
