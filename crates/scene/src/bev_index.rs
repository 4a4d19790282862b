//! Neighbour search seen from above.

use kiddo::{ImmutableKdTree, SquaredEuclidean};
use nalgebra::Point2;

/// Positions in the ground plane, arranged for radius queries.
///
/// Built once over a fixed set; any number of positions may coincide. A position that is not finite
/// is never found.
pub struct BevIndex {
    tree: ImmutableKdTree<f64, 2>,
    /// The finite positions, in the order the tree numbers them.
    positions: Vec<[f64; 2]>,
    /// Where each of them stood in the input.
    indices: Vec<usize>,
}

impl BevIndex {
    /// An index over positions in metres.
    ///
    /// # Panics
    ///
    /// With more than `u32::MAX` positions.
    pub fn new(positions: &[Point2<f64>]) -> Self {
        let (indices, positions): (Vec<usize>, Vec<[f64; 2]>) = positions
            .iter()
            .enumerate()
            .filter(|(_, position)| position.x.is_finite() && position.y.is_finite())
            .map(|(i, position)| (i, [position.x, position.y]))
            .unzip();
        let tree = ImmutableKdTree::new_from_slice(&positions).expect("at most u32::MAX positions");
        Self { tree, positions, indices }
    }

    /// Indices of the positions at most `radius` metres from `center`, ascending.
    ///
    /// Empty when the radius is negative or a number is NaN.
    pub fn within(&self, center: Point2<f64>, radius: f64) -> Vec<usize> {
        let askable = center.x.is_finite() && center.y.is_finite() && radius >= 0.;
        if !askable || self.positions.is_empty() {
            return Vec::new();
        }
        // kiddo compares squares; a slightly larger circle keeps its rounding from losing a position
        // on the rim, and the distance itself decides.
        let squared_reach = (radius * radius) * (1. + 1e-9) + f64::MIN_POSITIVE;
        let query = [center.x, center.y];
        let mut found: Vec<usize> = self
            .tree
            .query(&query)
            .within::<SquaredEuclidean<f64>>(squared_reach)
            .unsorted()
            .execute()
            .into_iter()
            .map(|neighbour| neighbour.item as usize)
            .filter(|&i| distance(self.positions[i], query) <= radius)
            .map(|i| self.indices[i])
            .collect();
        found.sort_unstable();
        found
    }
}

fn distance(a: [f64; 2], b: [f64; 2]) -> f64 {
    (a[0] - b[0]).hypot(a[1] - b[1])
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn brute_force(positions: &[Point2<f64>], center: Point2<f64>, radius: f64) -> Vec<usize> {
        let is_near = |p: &Point2<f64>| (p.x - center.x).hypot(p.y - center.y) <= radius;
        (0..positions.len()).filter(|&i| is_near(&positions[i])).collect()
    }

    #[test]
    fn an_empty_index_finds_nothing() {
        assert!(BevIndex::new(&[]).within(Point2::origin(), 1e9).is_empty());
    }

    #[test]
    fn ten_thousand_equal_positions_are_all_found() {
        let index = BevIndex::new(&vec![Point2::new(3., 4.); 10_000]);
        assert_eq!(index.within(Point2::origin(), 5.), (0..10_000).collect::<Vec<_>>());
        assert!(index.within(Point2::origin(), 4.999).is_empty());
    }

    #[test]
    fn many_positions_on_one_line_are_told_apart() {
        let positions: Vec<_> = (0..5_000).map(|i| Point2::new(7., f64::from(i / 10))).collect();
        let index = BevIndex::new(&positions);
        assert_eq!(index.within(Point2::new(7., 100.), 0.), (1000..1010).collect::<Vec<_>>());
        assert_eq!(index.within(Point2::new(8., 100.), 1.), (1000..1010).collect::<Vec<_>>());
    }

    #[test]
    fn positions_and_questions_that_are_no_numbers_find_nothing() {
        let (nan, infinite) = (f64::NAN, f64::INFINITY);
        let positions = [Point2::new(nan, 0.), Point2::new(1., 0.), Point2::new(0., infinite)];
        let index = BevIndex::new(&positions);
        assert_eq!(index.within(Point2::origin(), 1e6), [1]);
        assert_eq!(index.within(Point2::origin(), infinite), [1]);
        assert!(index.within(Point2::new(nan, 0.), 1.).is_empty());
        assert!(index.within(Point2::origin(), nan).is_empty());
        assert!(index.within(Point2::origin(), -1.).is_empty());
        assert!(BevIndex::new(&positions[..1]).within(Point2::origin(), 1.).is_empty());
    }

    proptest! {
        #[test]
        fn the_index_agrees_with_a_linear_search(
            positions in prop::collection::vec((-50.0..50.0, -50.0..50.0), 0..400),
            center in (-60.0..60.0, -60.0..60.0),
            radius in 0.0..40.0,
        ) {
            let positions: Vec<_> = positions.into_iter().map(|(x, y)| Point2::new(x, y)).collect();
            let center = Point2::new(center.0, center.1);
            let found = BevIndex::new(&positions).within(center, radius);
            prop_assert_eq!(found, brute_force(&positions, center, radius));
        }

        #[test]
        fn it_agrees_on_a_grid_where_coordinates_repeat_and_lie_on_the_rim(
            positions in prop::collection::vec((-5_i8..5, -5_i8..5), 0..400),
            center in (-5_i8..5, -5_i8..5),
            radius in 0_u8..8,
        ) {
            let point = |(x, y): (i8, i8)| Point2::new(f64::from(x), f64::from(y)) * 0.1;
            let positions: Vec<_> = positions.into_iter().map(point).collect();
            let (center, radius) = (point(center), f64::from(radius) * 0.1);
            let found = BevIndex::new(&positions).within(center, radius);
            prop_assert_eq!(found, brute_force(&positions, center, radius));
        }
    }
}
