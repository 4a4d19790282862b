//! The part of the surroundings that is scanned.

use std::f64::consts::{FRAC_PI_4, TAU};

use voxelnet_kitti::{Calibration, ImageSize};
use voxelnet_scene::Point;

/// Half the sector around +x that holds the camera's field of view, radians.
const CAMERA_SECTOR: f64 = FRAC_PI_4;

/// The part of the surroundings that is scanned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum View {
    /// The part in the camera's image.
    Image,
    /// Everything.
    FullCircle,
}

/// Whether an azimuth in [0, 2 pi) lies in the sector that holds the camera's field of view.
pub(crate) fn in_camera_sector(azimuth: f64) -> bool {
    azimuth <= CAMERA_SECTOR || azimuth >= TAU - CAMERA_SECTOR
}

/// Whether the camera's image shows a point.
pub(crate) fn is_in_image(point: &Point, calibration: &Calibration) -> bool {
    let ImageSize { width, height } = ImageSize::default();
    let pixel = calibration.image_from_camera(calibration.camera_from_lidar(point.position()));
    pixel.is_some_and(|pixel| {
        (0.0..f64::from(width)).contains(&pixel.x) && (0.0..f64::from(height)).contains(&pixel.y)
    })
}
