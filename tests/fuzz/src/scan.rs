//! Scans.

use voxelnet_scene::{Point, ScanFormat, ScanOptions, decode_scan};

use crate::message;

/// Reads the bytes, which must not panic, and checks what came out.
///
/// # Panics
///
/// When a point is not finite, an intensity is not from 0 to 1, or a message is not as it should be.
pub fn check(bytes: &[u8], format: ScanFormat, columns: Option<usize>) {
    let apply_viewpoint = bytes.len().is_multiple_of(2);
    let options = ScanOptions { columns, apply_viewpoint, ..ScanOptions::default() };
    match decode_scan(bytes, format, &options) {
        Ok(scan) => {
            assert!(scan.cloud.points.iter().all(Point::is_finite));
            let mut intensities = scan.cloud.points.iter().map(|point| point.intensity);
            assert!(intensities.all(|intensity| (0. ..=1.).contains(&intensity)));
            scan.warnings.iter().for_each(|warning| message::check(warning));
        }
        Err(problem) => message::check(&problem),
    }
}
