//! Points that were measured together.

use crate::boxes::Box3d;
use crate::point::Point;

/// An unordered set of points that were measured together; order is kept as read.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PointCloud {
    /// The points, in file order.
    pub points: Vec<Point>,
}

impl PointCloud {
    /// A cloud of these points.
    pub fn new(points: Vec<Point>) -> Self {
        Self { points }
    }

    /// Number of points.
    pub fn len(&self) -> usize {
        self.points.len()
    }

    /// Number of points inside a box.
    pub fn count_in(&self, box3d: &Box3d) -> usize {
        self.points.iter().filter(|point| box3d.contains(point)).count()
    }

    /// Whether there is no point.
    pub fn is_empty(&self) -> bool {
        self.points.is_empty()
    }
}
