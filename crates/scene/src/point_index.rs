//! Neighbour search in space.

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use nalgebra::Point3;

use crate::point::Point;

/// The points of a scan, arranged for ball queries.
///
/// Built once over a fixed set; any number of points may coincide. A point with a coordinate that is
/// not finite is never found.
pub struct PointIndex {
    tree: ImmutableKdTree<f64, 3>,
    /// The finite positions, in the order the tree numbers them.
    positions: Vec<[f64; 3]>,
    /// Where each of them stood in the input.
    indices: Vec<usize>,
}

impl PointIndex {
    /// An index over the positions of points.
    ///
    /// # Panics
    ///
    /// With more than `u32::MAX` points.
    pub fn new(points: &[Point]) -> Self {
        let (indices, positions): (Vec<usize>, Vec<[f64; 3]>) = points
            .iter()
            .map(|point| [point.x, point.y, point.z].map(f64::from))
            .enumerate()
            .filter(|(_, position)| position.iter().all(|value| value.is_finite()))
            .unzip();
        let tree = ImmutableKdTree::new_from_slice(&positions).expect("at most u32::MAX points");
        Self { tree, positions, indices }
    }

    /// Indices of the points at most `radius_m` metres from `center`, ascending; when there are more
    /// than `max_count`, those of the nearest, and among equally near ones the lowest.
    ///
    /// Empty when the radius is negative or a number is NaN. PointNet++ (arXiv:1706.02413, section
    /// 3.2) limits its ball query too, but does not say which points stay.
    pub fn within(&self, center: Point3<f64>, radius_m: f64, max_count: usize) -> Vec<usize> {
        let query = [center.x, center.y, center.z];
        let askable = query.iter().all(|value| value.is_finite()) && radius_m >= 0.;
        if !askable || max_count == 0 || self.positions.is_empty() {
            return Vec::new();
        }
        // kiddo compares squares; a slightly larger ball keeps its rounding from losing a point on
        // the rim, and the distance itself decides.
        let squared_reach = (radius_m * radius_m) * (1. + 1e-9) + f64::MIN_POSITIVE;
        let mut found: Vec<(f64, usize)> = self
            .tree
            .query(&query)
            .within::<SquaredEuclidean<f64>>(squared_reach)
            .unsorted()
            .execute()
            .into_iter()
            .map(|neighbour| neighbour.item as usize)
            .map(|i| (distance_m(self.positions[i], query), self.indices[i]))
            .filter(|&(distance_m, _)| distance_m <= radius_m)
            .collect();
        if found.len() > max_count {
            found.select_nth_unstable_by(max_count, |a, b| a.0.total_cmp(&b.0).then(a.1.cmp(&b.1)));
            found.truncate(max_count);
        }
        let mut indices: Vec<usize> = found.into_iter().map(|(_, index)| index).collect();
        indices.sort_unstable();
        indices
    }
}

fn distance_m(a: [f64; 3], b: [f64; 3]) -> f64 {
    let [dx, dy, dz] = [a[0] - b[0], a[1] - b[1], a[2] - b[2]];
    (dx * dx + dy * dy + dz * dz).sqrt()
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
    fn an_empty_index_finds_nothing() {
        assert!(PointIndex::new(&[]).within(Point3::origin(), 1e9, ALL).is_empty());
    }

    #[test]
    fn ten_thousand_coincident_points_are_all_found_or_the_first_of_them() {
        let index = PointIndex::new(&vec![at([1., 2., 2.]); 10_000]);
        assert_eq!(index.within(Point3::origin(), 3., ALL), (0..10_000).collect::<Vec<_>>());
        assert_eq!(index.within(Point3::origin(), 3., 5), [0, 1, 2, 3, 4]);
        assert!(index.within(Point3::origin(), 2.999, ALL).is_empty());
    }

    #[test]
    fn many_points_on_one_line_are_told_apart() {
        let points: Vec<_> = (0..5_000_u16).map(|i| at([7., 1., f32::from(i / 10)])).collect();
        let index = PointIndex::new(&points);
        let tenth: Vec<_> = (1000..1010).collect();
        assert_eq!(index.within(Point3::new(7., 1., 100.), 0., ALL), tenth);
        assert_eq!(index.within(Point3::new(7., 2., 100.), 1., ALL), tenth);
    }

    #[test]
    fn the_nearest_stay_in_ascending_order() {
        let points =
            [[3., 0., 0.], [0., 2., 0.], [0., 0., -1.], [0., 0., 2.], [9., 0., 0.]].map(at);
        let index = PointIndex::new(&points);
        let nearest = |max_count| index.within(Point3::origin(), 5., max_count);
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
        let index = PointIndex::new(&points);
        assert_eq!(index.within(Point3::origin(), 1e6, ALL), [1]);
        assert_eq!(index.within(Point3::origin(), f64::INFINITY, ALL), [1]);
        assert!(index.within(Point3::new(0., f64::NAN, 0.), 1., ALL).is_empty());
        assert!(index.within(Point3::origin(), f64::NAN, ALL).is_empty());
        assert!(index.within(Point3::origin(), -1., ALL).is_empty());
        assert!(PointIndex::new(&points[..1]).within(Point3::origin(), 1., ALL).is_empty());
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_a_linear_search(
            places in prop::collection::vec([-50f32..50., -50f32..50., -3f32..3.], 0..400),
            center in [-60f64..60., -60f64..60., -5f64..5.],
            radius_m in 0f64..40.,
            max_count in 0_usize..100,
        ) {
            let points: Vec<_> = places.into_iter().map(at).collect();
            let index = PointIndex::new(&points);
            for max_count in [max_count, ALL] {
                let found = index.within(center.into(), radius_m, max_count);
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
            let index = PointIndex::new(&points);
            for max_count in [max_count, ALL] {
                let found = index.within(center, radius_m, max_count);
                prop_assert_eq!(found, brute_force(&points, center, radius_m, max_count));
            }
        }
    }
}
