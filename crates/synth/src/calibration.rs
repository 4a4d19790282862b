//! The camera the labels are drawn for: one KITTI-like rig for all frames.

use nalgebra::{Matrix3, Matrix3x4, Rotation3, Vector3, matrix};
use voxelnet_kitti::Calibration;

/// The left colour camera of a KITTI-like car: 1242 x 375 pixels, 27 cm ahead of the LiDAR and 8 cm
/// below it, mounted some tenths of a degree off its axes.
///
/// # Panics
/// Never: the matrices are constants that a test covers.
pub(crate) fn kitti_like() -> Calibration {
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
    tr_velo_to_cam.set_column(3, &Vector3::new(0., -0.08, -0.27));
    Calibration::new(p2, Matrix3::identity(), tr_velo_to_cam).expect("a constant rigid rig")
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;

    use super::*;

    #[test]
    fn what_lies_ahead_on_the_road_appears_below_the_middle_of_the_image() {
        let rig = kitti_like();
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
