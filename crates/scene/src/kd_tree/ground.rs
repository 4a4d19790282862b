//! Neighbour search seen from above.

use nalgebra::Point2;

use super::finite::FiniteKdTree;

/// A k-d tree over positions in the ground plane.
///
/// Built once over a fixed set; any number of positions may coincide. A position that is not finite
/// is never found.
///
/// ```
/// use nalgebra::Point2;
/// use voxelnet_scene::GroundKdTree;
///
/// let tree = GroundKdTree::new(&[Point2::new(0., 0.), Point2::new(3., 4.), Point2::new(9., 0.)]);
/// assert_eq!(tree.within(Point2::new(0., 0.), 5.), [0, 1]);
/// ```
pub struct GroundKdTree {
    tree: FiniteKdTree<2>,
}

impl GroundKdTree {
    /// A tree over positions in metres.
    ///
    /// # Panics
    ///
    /// With more than `u32::MAX` positions.
    pub fn new(positions: &[Point2<f64>]) -> Self {
        Self { tree: FiniteKdTree::new(positions.iter().map(|position| [position.x, position.y])) }
    }

    /// Indices of the positions at most `radius_m` metres from `center`, ascending.
    ///
    /// Empty when the radius is negative or a number is NaN.
    pub fn within(&self, center: Point2<f64>, radius_m: f64) -> Vec<usize> {
        let distance_m = |[x, y]: [f64; 2]| (x - center.x).hypot(y - center.y);
        let near = self.tree.within([center.x, center.y], radius_m, distance_m);
        let mut indices: Vec<usize> = near.iter().map(|neighbour| neighbour.index).collect();
        indices.sort_unstable();
        indices
    }
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
    fn an_empty_tree_finds_nothing() {
        assert!(GroundKdTree::new(&[]).within(Point2::origin(), 1e9).is_empty());
    }

    #[test]
    fn ten_thousand_equal_positions_are_all_found() {
        let tree = GroundKdTree::new(&vec![Point2::new(3., 4.); 10_000]);
        assert_eq!(tree.within(Point2::origin(), 5.), (0..10_000).collect::<Vec<_>>());
        assert!(tree.within(Point2::origin(), 4.999).is_empty());
    }

    #[test]
    fn many_positions_on_one_line_are_told_apart() {
        let positions: Vec<_> = (0..5_000).map(|i| Point2::new(7., f64::from(i / 10))).collect();
        let tree = GroundKdTree::new(&positions);
        assert_eq!(tree.within(Point2::new(7., 100.), 0.), (1000..1010).collect::<Vec<_>>());
        assert_eq!(tree.within(Point2::new(8., 100.), 1.), (1000..1010).collect::<Vec<_>>());
    }

    #[test]
    fn positions_and_questions_that_are_no_numbers_find_nothing() {
        let (nan, infinite) = (f64::NAN, f64::INFINITY);
        let positions = [Point2::new(nan, 0.), Point2::new(1., 0.), Point2::new(0., infinite)];
        let tree = GroundKdTree::new(&positions);
        assert_eq!(tree.within(Point2::origin(), 1e6), [1]);
        assert_eq!(tree.within(Point2::origin(), infinite), [1]);
        assert!(tree.within(Point2::new(nan, 0.), 1.).is_empty());
        assert!(tree.within(Point2::origin(), nan).is_empty());
        assert!(tree.within(Point2::origin(), -1.).is_empty());
        assert!(GroundKdTree::new(&positions[..1]).within(Point2::origin(), 1.).is_empty());
    }

    proptest! {
        #[test]
        fn the_tree_agrees_with_a_linear_search(
            positions in prop::collection::vec((-50.0..50.0, -50.0..50.0), 0..400),
            center in (-60.0..60.0, -60.0..60.0),
            radius in 0.0..40.0,
        ) {
            let positions: Vec<_> = positions.into_iter().map(|(x, y)| Point2::new(x, y)).collect();
            let center = Point2::new(center.0, center.1);
            let found = GroundKdTree::new(&positions).within(center, radius);
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
            let found = GroundKdTree::new(&positions).within(center, radius);
            prop_assert_eq!(found, brute_force(&positions, center, radius));
        }
    }
}
