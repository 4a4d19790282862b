//! The camera the labels are drawn for: one KITTI-like rig for all frames.

use nalgebra::{Matrix3x4, Rotation3, Vector3, matrix};
use voxelnet_kitti::Calibration;

/// Height of the camera above the road, metres (Geiger et al., IJRR 2013, figure 3).
const CAMERA_HEIGHT: f64 = 1.65;

/// The left colour camera of a KITTI-like car: 1242 x 375 pixels, 27 cm ahead of the LiDAR and 1.65 m
/// above the road, mounted some tenths of a degree off the axes of a LiDAR that is `lidar_height` metres
/// above the road.
///
/// # Panics
/// Never: the matrices are constants that a test covers.
pub(crate) fn kitti_like(lidar_height: f64) -> Calibration {
    let p2 = matrix![
        721.5377, 0., 609.5593, 44.857;
        0., 721.5377, 172.854, 0.216;
        0., 0., 1., 0.003
    ];
    // x right = -y, y down = -z, z forward = x.
    let camera_axes = matrix![0., -1., 0.; 0., 0., -1.; 1., 0., 0.];
    let mounting = Rotation3::from_euler_angles(0.0145, 0.007, 0.0005).into_inner() * camera_axes;
    let mut tr_velo_to_cam = Matrix3x4::zeros();
    tr_velo_to_cam.fixed_columns_mut::<3>(0).copy_from(&mounting);
    tr_velo_to_cam.set_column(3, &Vector3::new(0., CAMERA_HEIGHT - lidar_height, -0.27));
    // Rectification turns the images by less than a degree.
    let r0_rect = Rotation3::from_euler_angles(-0.004, 0.0075, 0.0095).into_inner();
    Calibration::new(p2, r0_rect, tr_velo_to_cam).expect("a constant rigid rig")
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;

    use super::*;

    #[test]
    fn what_lies_ahead_on_the_road_appears_below_the_middle_of_the_image() {
        let rig = kitti_like(1.73);
        let pixel = |x, y, z| {
            rig.image_from_camera(rig.camera_from_lidar(Point3::new(x, y, z)))
                .unwrap_or_else(|| panic!("not in front"))
        };
        let ahead = pixel(20., 0., -1.);
        assert!((580.0..640.).contains(&ahead.x) && (190.0..240.).contains(&ahead.y), "{ahead}");
        assert!(pixel(20., 5., -1.).x < ahead.x, "left is left");
        assert!(pixel(20., 0., 1.).y < ahead.y, "up is up");
    }
}
