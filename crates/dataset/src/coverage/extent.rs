//! The range that points lie in.

use std::fmt::{self, Display, Formatter};

use nalgebra::Point3;
use voxelnet_voxelizer::GridSpec;

/// A range along x, y and z, metres.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Extent {
    /// The least of each axis.
    pub min_m: [f64; 3],
    /// The largest of each axis.
    pub max_m: [f64; 3],
}

impl Extent {
    /// The range of points; of none it is empty, from infinity to minus infinity.
    pub fn of(points: impl Iterator<Item = Point3<f64>>) -> Self {
        let empty = Self { min_m: [f64::INFINITY; 3], max_m: [f64::NEG_INFINITY; 3] };
        points.fold(empty, |Self { min_m, max_m }, point| Self {
            min_m: std::array::from_fn(|axis| min_m[axis].min(point[axis])),
            max_m: std::array::from_fn(|axis| max_m[axis].max(point[axis])),
        })
    }

    /// Whether a point lies in the range; the upper end is outside, as with voxels.
    pub fn contains(&self, point: Point3<f64>) -> bool {
        (0..3).all(|axis| (self.min_m[axis]..self.max_m[axis]).contains(&point[axis]))
    }

    /// The larger of the lengths along x and y, metres.
    pub fn width_m(&self) -> f64 {
        let [x, y, _] = std::array::from_fn(|axis| self.max_m[axis] - self.min_m[axis]);
        f64::max(x, y)
    }
}

impl From<&GridSpec> for Extent {
    fn from(&GridSpec { min_m, max_m, .. }: &GridSpec) -> Self {
        Self { min_m, max_m }
    }
}

impl Display for Extent {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (axis, name) in ["x", "y", "z"].iter().enumerate() {
            let comma = if axis == 0 { "" } else { ", " };
            let [min, max] = [self.min_m[axis], self.max_m[axis]].map(metres);
            write!(f, "{comma}{name} {min} to {max}")?;
        }
        f.write_str(" m")
    }
}

fn metres(value: f64) -> String {
    if value.abs() < 1e8 { format!("{value:.1}") } else { format!("{value:.1e}") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_range_of_points_is_told_by_axis() {
        let points = [[1., -2., 448_253.91], [3., 0.04, 1e20]].map(Point3::from);
        let extent = Extent::of(points.into_iter());
        assert_eq!(extent.to_string(), "x 1.0 to 3.0, y -2.0 to 0.0, z 448253.9 to 1.0e20 m");
        assert!((extent.width_m() - 2.04).abs() < 1e-12);
        assert!(extent.contains([1., -2., 1e6].into()) && !extent.contains([3., -2., 1e6].into()));
        assert!(!Extent::of(std::iter::empty()).contains(Point3::origin()));
    }
}
