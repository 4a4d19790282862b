//! Points as a LiDAR returns them.

use bytemuck::{Pod, Zeroable};

/// One LiDAR return: position in metres in the LiDAR frame and intensity on KITTI's 0 to 1 scale.
///
/// The memory layout is that of a KITTI `.bin` row: four `f32`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Pod, Zeroable)]
#[repr(C)]
pub struct Point {
    /// Forward, metres.
    pub x: f32,
    /// Left, metres.
    pub y: f32,
    /// Up, metres.
    pub z: f32,
    /// Reflected intensity, 0 to 1.
    pub intensity: f32,
}

impl Point {
    /// A point at (x, y, z) metres with an intensity.
    pub const fn new(x: f32, y: f32, z: f32, intensity: f32) -> Self {
        Self { x, y, z, intensity }
    }

    /// The position as nalgebra's point, in `f64`.
    pub fn position(&self) -> nalgebra::Point3<f64> {
        nalgebra::Point3::new(self.x.into(), self.y.into(), self.z.into())
    }

    /// Whether the position is made of finite numbers; the intensity decides nothing.
    pub fn is_finite(&self) -> bool {
        self.x.is_finite() && self.y.is_finite() && self.z.is_finite()
    }
}
