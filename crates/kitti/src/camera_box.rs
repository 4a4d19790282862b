//! KITTI's boxes and how they relate to boxes in the LiDAR frame.

use nalgebra::{Point3, Vector2, Vector3};
use voxelnet_scene::{Box3d, BoxSize, wrap_angle};

use crate::calibration::Calibration;

/// A box as KITTI writes it, upright in the rectified camera frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct CameraBox {
    /// Centre of the lower face; camera frame (x right, y down, z forward), metres.
    pub bottom_center: Point3<f64>,
    /// Extent, metres.
    pub size: BoxSize,
    /// Heading about the camera's y, radians; 0 along +x, positive towards -z.
    pub rotation_y: f64,
}

impl CameraBox {
    /// The eight corners, metres: four around the lower face, then those above them.
    pub fn corners(&self) -> [Point3<f64>; 8] {
        let (sin, cos) = self.rotation_y.sin_cos();
        let (half_length, half_width) = (self.size.length / 2., self.size.width / 2.);
        let around = [(1., 1.), (-1., 1.), (-1., -1.), (1., -1.)];
        std::array::from_fn(|corner| {
            let (along, across) = around[corner % 4];
            let (a, b) = (along * half_length, across * half_width);
            let up = if corner < 4 { 0. } else { self.size.height };
            self.bottom_center + Vector3::new(a * cos + b * sin, -up, -a * sin + b * cos)
        })
    }
}

/// Boxes are upright in either frame, though the frames are tilted against each other by some
/// tenths of a degree. What is carried over is the centre at mid-height, the size and the heading:
/// the direction level in the one frame whose projection on the other's ground it is. That is a
/// linear map of the plane, so there and back is exact at every yaw; the usual
/// `yaw = -rotation_y - pi/2` leaves out the sensors' turn against each other.
impl Calibration {
    /// A box in the LiDAR frame from a KITTI box; yaw in [-pi, pi).
    pub fn lidar_box_from_camera(&self, camera_box: &CameraBox) -> Box3d {
        let CameraBox { bottom_center, size, rotation_y } = *camera_box;
        let center = bottom_center - Vector3::new(0., size.height / 2., 0.);
        let (sin, cos) = rotation_y.sin_cos();
        let heading = self.lidar_heading_from_camera * Vector2::new(cos, -sin);
        let yaw = wrap_angle(heading.y.atan2(heading.x));
        Box3d::new(self.lidar_from_camera(center), size, yaw)
    }

    /// A KITTI box from a box in the LiDAR frame; rotation_y in [-pi, pi).
    pub fn camera_box_from_lidar(&self, lidar_box: &Box3d) -> CameraBox {
        let Box3d { center, size, yaw } = *lidar_box;
        let bottom_center = self.camera_from_lidar(center) + Vector3::new(0., size.height / 2., 0.);
        let (sin, cos) = yaw.sin_cos();
        let heading = self.camera_heading_from_lidar * Vector2::new(cos, sin);
        CameraBox { bottom_center, size, rotation_y: wrap_angle((-heading.y).atan2(heading.x)) }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{FRAC_PI_2, PI};

    use proptest::prelude::*;

    use super::*;
    use crate::calibration::tests::{aligned, slightly_turned};

    const CAR: BoxSize = BoxSize { length: 4., width: 1.6, height: 1.5 };

    #[test]
    fn an_aligned_camera_gives_the_usual_formula() {
        for rotation_y in [-3., -FRAC_PI_2, 0., 0.7, 2.] {
            let bottom_center = Point3::new(2., 1.7, 20.);
            let lidar = aligned().lidar_box_from_camera(&CameraBox {
                bottom_center,
                size: CAR,
                rotation_y,
            });
            assert!((lidar.center - Point3::new(20., -2., -0.95)).norm() < 1e-12);
            assert!(wrap_angle(lidar.yaw + rotation_y + FRAC_PI_2).abs() < 1e-12);
            assert_eq!(lidar.size, CAR);
        }
    }

    #[test]
    fn the_yaw_follows_the_front_of_the_box_through_the_calibration() {
        let calibration = slightly_turned();
        let bottom_center = Point3::new(-4., 1.7, 30.);
        for rotation_y in [-2., 0., 1.3] {
            let lidar = calibration.lidar_box_from_camera(&CameraBox {
                bottom_center,
                size: CAR,
                rotation_y,
            });
            let ahead = Vector3::new(rotation_y.cos(), 0., -rotation_y.sin());
            let front = calibration.lidar_from_camera(bottom_center + ahead)
                - calibration.lidar_from_camera(bottom_center);
            assert!(wrap_angle(front.y.atan2(front.x) - lidar.yaw).abs() < 1e-12);
        }
    }

    #[test]
    fn corners_are_where_the_label_format_puts_them() {
        let turned = CameraBox {
            bottom_center: Point3::new(0., 1.7, 20.),
            size: CAR,
            rotation_y: FRAC_PI_2,
        };
        let corners = turned.corners();
        assert!((corners[0] - Point3::new(0.8, 1.7, 18.)).norm() < 1e-12, "{}", corners[0]);
        assert!((corners[4] - Point3::new(0.8, 0.2, 18.)).norm() < 1e-12, "{}", corners[4]);
        assert!((corners[2] - Point3::new(-0.8, 1.7, 22.)).norm() < 1e-12, "{}", corners[2]);
    }

    proptest! {
        #[test]
        fn a_box_survives_camera_to_lidar_and_back_at_every_heading(
            x in -40.0..40.0_f64, z in 0.0..80.0_f64, rotation_y in -PI..PI,
        ) {
            let calibration = slightly_turned();
            let bottom_center = Point3::new(x, 1.7, z);
            let camera = CameraBox { bottom_center, size: CAR, rotation_y };
            let back = calibration.camera_box_from_lidar(&calibration.lidar_box_from_camera(&camera));
            prop_assert!((back.bottom_center - bottom_center).norm() < 1e-9);
            prop_assert!(wrap_angle(back.rotation_y - rotation_y).abs() < 1e-9);
        }
    }
}
