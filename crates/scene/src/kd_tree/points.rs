//! Neighbour search in space.

use nalgebra::Point3;

use super::finite::FiniteKdTree;
use crate::point::Point;

/// A k-d tree over the points of a scan, for ball queries.
///
/// Built once over a fixed set; any number of points may coincide. A point with a coordinate that is
/// not finite is never found.
///
/// ```
/// use nalgebra::Point3;
/// use voxelnet_scene::{Point, PointKdTree};
///
/// let points = [2., 0., 1., 9.].map(|x| Point::new(x, 0., 0., 0.));
/// let tree = PointKdTree::new(&points);
/// assert_eq!(tree.ball_query(Point3::origin(), 5., 2), [1, 2]);
/// ```
pub struct PointKdTree {
    tree: FiniteKdTree<3>,
}

impl PointKdTree {
    /// A tree over the positions of points.
    ///
    /// # Panics
    ///
    /// With more than `u32::MAX` points.
    pub fn new(points: &[Point]) -> Self {
        let positions = points.iter().map(|point| [point.x, point.y, point.z].map(f64::from));
        Self { tree: FiniteKdTree::new(positions) }
    }

    /// Indices of the points at most `radius_m` metres from `center`, ascending; when there are more
    /// than `max_count`, those of the nearest, and among equally near ones the lowest.
    ///
    /// Empty when the radius is negative or a number is NaN. PointNet++ (arXiv:1706.02413, section
    /// 3.2) limits its ball query too, but does not say which points stay.
    pub fn ball_query(&self, center: Point3<f64>, radius_m: f64, max_count: usize) -> Vec<usize> {
        let distance_m = |[x, y, z]: [f64; 3]| {
            let [dx, dy, dz] = [x - center.x, y - center.y, z - center.z];
            (dx * dx + dy * dy + dz * dz).sqrt()
        };
        let mut near = self.tree.within([center.x, center.y, center.z], radius_m, distance_m);
        if near.len() > max_count {
            near.select_nth_unstable_by(max_count, |a, b| {
                a.distance_m.total_cmp(&b.distance_m).then(a.index.cmp(&b.index))
            });
            near.truncate(max_count);
        }
        let mut indices: Vec<usize> = near.iter().map(|neighbour| neighbour.index).collect();
        indices.sort_unstable();
        indices
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const ALL: usize = usize::MAX;

    fn at([x, y, z]: [f32; 3]) -> Point {
        Point::new(x, y, z, 0.)
    }

    fn brute_force(
        points: &[Point],
        center: Point3<f64>,
        radius_m: f64,
        max_count: usize,
    ) -> Vec<usize> {
        let distance_m = |i: &usize| nalgebra::distance(&points[*i].position(), &center);
        let mut near: Vec<usize> =
            (0..points.len()).filter(|i| distance_m(i) <= radius_m).collect();
        near.sort_by(|a, b| distance_m(a).total_cmp(&distance_m(b)));
        near.truncate(max_count);
        near.sort();
        near
    }

    #[test]
    fn an_empty_tree_finds_nothing() {
        assert!(PointKdTree::new(&[]).ball_query(Point3::origin(), 1e9, ALL).is_empty());
    }

    #[test]
    fn ten_thousand_coincident_points_are_all_found_or_the_first_of_them() {
        let tree = PointKdTree::new(&vec![at([1., 2., 2.]); 10_000]);
        assert_eq!(tree.ball_query(Point3::origin(), 3., ALL), (0..10_000).collect::<Vec<_>>());
        assert_eq!(tree.ball_query(Point3::origin(), 3., 5), [0, 1, 2, 3, 4]);
        assert!(tree.ball_query(Point3::origin(), 2.999, ALL).is_empty());
    }

    #[test]
    fn many_points_on_one_line_are_told_apart() {
        let points: Vec<_> = (0..5_000_u16).map(|i| at([7., 1., f32::from(i / 10)])).collect();
        let tree = PointKdTree::new(&points);
        let tenth: Vec<_> = (1000..1010).collect();
        assert_eq!(tree.ball_query(Point3::new(7., 1., 100.), 0., ALL), tenth);
        assert_eq!(tree.ball_query(Point3::new(7., 2., 100.), 1., ALL), tenth);
    }

    #[test]
    fn the_nearest_stay_in_ascending_order() {
        let points =
            [[3., 0., 0.], [0., 2., 0.], [0., 0., -1.], [0., 0., 2.], [9., 0., 0.]].map(at);
        let tree = PointKdTree::new(&points);
        let nearest = |max_count| tree.ball_query(Point3::origin(), 5., max_count);
        assert_eq!(nearest(9), [0, 1, 2, 3]);
        assert_eq!(nearest(3), [1, 2, 3]);
        assert_eq!(nearest(2), [1, 2]);
        assert_eq!(nearest(1), [2]);
        assert!(nearest(0).is_empty());
    }

    #[test]
    fn points_and_questions_that_are_no_numbers_find_nothing() {
        let (nan, infinite) = (f32::NAN, f32::INFINITY);
        let points = [[nan, 0., 0.], [1., 0., 0.], [0., infinite, 0.], [0., 0., nan]].map(at);
        let tree = PointKdTree::new(&points);
        assert_eq!(tree.ball_query(Point3::origin(), 1e6, ALL), [1]);
        assert_eq!(tree.ball_query(Point3::origin(), f64::INFINITY, ALL), [1]);
        assert!(tree.ball_query(Point3::new(0., f64::NAN, 0.), 1., ALL).is_empty());
        assert!(tree.ball_query(Point3::origin(), f64::NAN, ALL).is_empty());
        assert!(tree.ball_query(Point3::origin(), -1., ALL).is_empty());
        assert!(PointKdTree::new(&points[..1]).ball_query(Point3::origin(), 1., ALL).is_empty());
    }

    proptest! {
        #[test]
        fn the_tree_agrees_with_a_linear_search(
            places in prop::collection::vec([-50f32..50., -50f32..50., -3f32..3.], 0..400),
            center in [-60f64..60., -60f64..60., -5f64..5.],
            radius_m in 0f64..40.,
            max_count in 0_usize..100,
        ) {
            let points: Vec<_> = places.into_iter().map(at).collect();
            let tree = PointKdTree::new(&points);
            for max_count in [max_count, ALL] {
                let found = tree.ball_query(center.into(), radius_m, max_count);
                prop_assert_eq!(found, brute_force(&points, center.into(), radius_m, max_count));
            }
        }

        #[test]
        fn it_agrees_on_a_grid_where_coordinates_repeat_and_lie_on_the_rim(
            places in prop::collection::vec([-5_i8..5, -5..5, -2..2], 0..400),
            center in [-5_i8..5, -5..5, -2..2],
            radius in 0_u8..8,
            max_count in 0_usize..100,
        ) {
            let points: Vec<_> =
                places.into_iter().map(|place| at(place.map(|i| f32::from(i) * 0.1))).collect();
            let center = at(center.map(|i| f32::from(i) * 0.1)).position();
            let radius_m = f64::from(radius) * 0.1;
            let tree = PointKdTree::new(&points);
            for max_count in [max_count, ALL] {
                let found = tree.ball_query(center, radius_m, max_count);
                prop_assert_eq!(found, brute_force(&points, center, radius_m, max_count));
            }
        }
    }
}
