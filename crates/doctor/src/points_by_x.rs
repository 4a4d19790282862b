//! The points of a scan, arranged for counting them in boxes.

use voxelnet_scene::{Box3d, Point};

/// Points in the order of x, so that a box looks only at those beside it.
pub(crate) struct PointsByX(Vec<Point>);

impl PointsByX {
    pub(crate) fn new(mut points: Vec<Point>) -> Self {
        points.sort_unstable_by(|a, b| a.x.total_cmp(&b.x));
        Self(points)
    }

    /// Number of points inside a box.
    pub(crate) fn count_in(&self, box3d: &Box3d) -> usize {
        // One more metre than any rounding to single precision.
        let reach = box3d.half_diagonal() + 1.;
        let (from, to) = (box3d.center.x - reach, box3d.center.x + reach);
        let start = self.0.partition_point(|point| f64::from(point.x) < from);
        let beside = self.0[start..].iter().take_while(|point| f64::from(point.x) <= to);
        beside.filter(|point| box3d.contains(point)).count()
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;

    #[test]
    fn as_many_points_are_counted_as_one_by_one() {
        let number = |i: usize, step: usize| ((i * step) % 97) as f32 / 4. - 12.;
        let points: Vec<Point> = (0..5000)
            .map(|i| Point::new(number(i, 31), number(i, 57), number(i, 13) / 8., 0.))
            .collect();
        let sorted = PointsByX::new(points.clone());
        let mut num_found = 0;
        for i in 0..40 {
            let size = BoxSize { length: 4., width: 2., height: 1.5 };
            let center = Point3::new(f64::from(i) / 2. - 10., f64::from(i % 7) - 3., 0.);
            let box3d = Box3d::new(center, size, f64::from(i));
            let expected = points.iter().filter(|point| box3d.contains(point)).count();
            assert_eq!(sorted.count_in(&box3d), expected);
            num_found += expected;
        }
        assert!(num_found > 1000, "{num_found}");
    }

    #[test]
    fn a_box_that_is_none_holds_nothing() {
        let sorted = PointsByX::new(vec![Point::default(); 3]);
        let size = BoxSize { length: f64::NAN, width: -1., height: 1. };
        assert_eq!(sorted.count_in(&Box3d::new(Point3::origin(), size, 0.)), 0);
    }
}
