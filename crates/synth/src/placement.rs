//! Places of bodies, seen from above.

use nalgebra::{Isometry3, Translation3, UnitQuaternion, Vector3};
use voxelnet_scene::wrap_angle;

/// A place and a heading on the ground, LiDAR frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Placement {
    /// Forward of the sensor, metres.
    pub x: f64,
    /// Left of the sensor, metres.
    pub y: f64,
    /// Heading, radians counter-clockwise from +x.
    pub yaw: f64,
}

impl Placement {
    /// The same place, turned further by an angle.
    pub fn turned(self, angle: f64) -> Self {
        Self { yaw: wrap_angle(self.yaw + angle), ..self }
    }

    /// The place that lies `forward` and `left` of this one.
    pub fn shifted(self, forward: f64, left: f64) -> Self {
        let (sin, cos) = self.yaw.sin_cos();
        Self {
            x: self.x + forward * cos - left * sin,
            y: self.y + forward * sin + left * cos,
            ..self
        }
    }

    /// The motion that carries a body built around the origin to this place, at a ground height.
    pub fn lidar_from_body(self, ground: f64) -> Isometry3<f64> {
        let turn = UnitQuaternion::from_axis_angle(&Vector3::z_axis(), self.yaw);
        Isometry3::from_parts(Translation3::new(self.x, self.y, ground), turn)
    }
}
