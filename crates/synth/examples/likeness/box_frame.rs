//! Positions relative to a box that stands upright in the camera's frame, as it was annotated.

use nalgebra::Point3;
use voxelnet_kitti::CameraBox;

/// The frame of a box: origin in the middle of its lower face.
pub struct BoxFrame {
    bottom_center: Point3<f64>,
    sin: f64,
    cos: f64,
}

/// A position in the frame of a box, metres.
pub struct InBox {
    /// Along the heading.
    pub along: f64,
    /// Across the heading.
    pub across: f64,
    /// Above the lower face.
    pub up: f64,
}

impl BoxFrame {
    /// The frame of this box.
    pub fn of(camera_box: &CameraBox) -> Self {
        let (sin, cos) = camera_box.rotation_y.sin_cos();
        Self { bottom_center: camera_box.bottom_center, sin, cos }
    }

    /// A position of the rectified camera frame.
    pub fn local(&self, position: Point3<f64>) -> InBox {
        let offset = position - self.bottom_center;
        InBox {
            along: offset.x * self.cos - offset.z * self.sin,
            across: offset.x * self.sin + offset.z * self.cos,
            up: -offset.y,
        }
    }

    /// The angle between the ray from the camera to the box and the heading, degrees, 0 to 90.
    pub fn view_angle_deg(&self) -> f64 {
        let camera = self.local(Point3::origin());
        camera.across.abs().atan2(camera.along.abs()).to_degrees()
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use voxelnet_scene::BoxSize;

    use super::*;

    fn car_ahead(rotation_y: f64) -> BoxFrame {
        let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
        BoxFrame::of(&CameraBox { bottom_center: Point3::new(0., 1.7, 20.), size, rotation_y })
    }

    #[test]
    fn a_car_that_drives_ahead_is_seen_along_its_heading() {
        let frame = car_ahead(-FRAC_PI_2);
        assert!(frame.view_angle_deg() < 1e-9);
        let nose = frame.local(Point3::new(0., 0.7, 22.));
        assert!((nose.along - 2.).abs() < 1e-12 && (nose.up - 1.).abs() < 1e-12);
        assert!((car_ahead(0.).view_angle_deg() - 90.).abs() < 1e-9);
    }
}
