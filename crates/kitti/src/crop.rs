//! The part of a scan that the camera sees.

use voxelnet_scene::{Point, PointCloud};

use crate::calibration::Calibration;
use crate::image_size::ImageSize;

/// The points of a scan that project into the image, in their order.
///
/// KITTI's labels exist only there, so that networks are trained and evaluated on it alone
/// (VoxelNet, arXiv:1711.06396, section 3.1).
pub fn crop_to_image(
    cloud: &PointCloud,
    calibration: &Calibration,
    image: ImageSize,
) -> PointCloud {
    let (width, height) = (f64::from(image.width), f64::from(image.height));
    let is_seen = |point: &&Point| {
        calibration.image_from_camera(calibration.camera_from_lidar(point.position())).is_some_and(
            |pixel| (0. ..width).contains(&pixel.x) && (0. ..height).contains(&pixel.y),
        )
    };
    PointCloud::new(cloud.points.iter().filter(is_seen).copied().collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::tests::slightly_turned;

    #[test]
    fn points_behind_beside_and_above_the_image_are_left_out() {
        let seen = Point::new(20., 0., 0., 0.5);
        let cloud = PointCloud::new(vec![
            Point::new(-20., 0., 0., 0.1),
            seen,
            Point::new(10., 15., 0., 0.1),
            Point::new(10., 0., 8., 0.1),
        ]);
        let cropped = crop_to_image(&cloud, &slightly_turned(), ImageSize::default());
        assert_eq!(cropped.points, [seen]);
    }
}
