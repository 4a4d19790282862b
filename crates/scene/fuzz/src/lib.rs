//! Checks that must hold of any bytes that claim to be a scan.

use voxelnet_scene::{IntensityScale, Point, ScanFormat, ScanOptions, decode_scan};

/// Reads the bytes, which must not panic, and checks what came out.
///
/// # Panics
///
/// When a point is not finite, or the message of an error is no single short line.
pub fn check(bytes: &[u8], format: ScanFormat, columns: Option<usize>) {
    let options = ScanOptions { columns, intensity_scale: IntensityScale::Auto };
    match decode_scan(bytes, format, &options) {
        Ok(scan) => assert!(scan.cloud.points.iter().all(Point::is_finite)),
        Err(problem) => {
            let message = problem.to_string();
            assert!(!message.contains(char::is_control) && message.len() < 1000, "{message:?}");
        }
    }
}
