//! The road plane of a frame.

use nalgebra::{Matrix3, Point3, Vector3};
use voxelnet_kitti::Calibration;

use crate::ground::Ground;

/// The plane of the ground ahead as a, b, c, d of a x + b y + c z + d = 0 in the rectified camera frame;
/// (a, b, c) is a unit vector that points up.
pub(crate) fn camera_plane(ground: &Ground, calibration: &Calibration) -> [f64; 4] {
    let plane = plane_ahead(ground);
    let up = Vector3::new(-plane.x, -plane.y, 1.).normalize();
    let foot = Point3::new(0., 0., plane.z);
    let camera_foot = calibration.camera_from_lidar(foot);
    let normal = calibration.camera_from_lidar(foot + up) - camera_foot;
    [normal.x, normal.y, normal.z, -normal.dot(&camera_foot.coords)]
}

/// The plane z = a x + b y + c that the ground ahead of the sensor departs least from.
fn plane_ahead(ground: &Ground) -> Vector3<f64> {
    let places =
        (0..=8).flat_map(|i| (-4..=4).map(move |j| (f64::from(i) * 5., f64::from(j) * 2.)));
    let (mut normal_matrix, mut right_side) = (Matrix3::zeros(), Vector3::zeros());
    for (x, y) in places {
        let row = Vector3::new(x, y, 1.);
        normal_matrix += row * row.transpose();
        right_side += row * ground.height(x, y);
    }
    // Places on a grid never lie on one line.
    normal_matrix.cholesky().map_or_else(Vector3::zeros, |factor| factor.solve(&right_side))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calibration::kitti_like;

    #[test]
    fn level_ground_lies_below_the_camera_with_its_normal_up() {
        let calibration = kitti_like(1.73);
        let [a, b, c, d] = camera_plane(&Ground::level(1.73), &calibration);
        assert!((a * a + b * b + c * c - 1.).abs() < 1e-12 && b < -0.99);
        for (x, y) in [(0., 0.), (30., -8.), (12., 5.)] {
            let place = calibration.camera_from_lidar(Point3::new(x, y, -1.73));
            assert!((a * place.x + b * place.y + c * place.z + d).abs() < 1e-9);
        }
    }

    #[test]
    fn the_plane_ahead_is_that_of_the_mounting() {
        let plane = plane_ahead(&Ground::level(1.6).tilted(0.01, -0.02));
        assert!((plane - Vector3::new(0.01, -0.02, -1.6)).norm() < 1e-9, "{plane}");
    }
}
