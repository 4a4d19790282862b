//! The camera that sees a frame.

use crate::calibration::Calibration;
use crate::image_size::ImageSize;

/// A camera: its place beside the LiDAR, and its image.
#[derive(Clone, Debug, PartialEq)]
pub struct Camera {
    /// The relation of its frame to that of the LiDAR.
    pub calibration: Calibration,
    /// The size of its image.
    pub image: ImageSize,
}
