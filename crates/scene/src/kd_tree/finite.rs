//! A k-d tree over those of some positions that are finite.

use kiddo::{ImmutableKdTree, SquaredEuclidean};

/// Positions of any dimension, arranged for radius queries.
///
/// Built once over a fixed set; any number of positions may coincide.
pub(super) struct FiniteKdTree<const D: usize> {
    tree: ImmutableKdTree<f64, D>,
    /// The finite positions, in the order the tree numbers them.
    positions: Vec<[f64; D]>,
    /// The position of each of them in the input.
    indices: Vec<usize>,
}

/// A position that was found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Neighbour {
    /// Its position in the input.
    pub index: usize,
    /// Its distance from the center, metres.
    pub distance_m: f64,
}

impl<const D: usize> FiniteKdTree<D> {
    /// A tree over positions in metres.
    ///
    /// # Panics
    ///
    /// With more than `u32::MAX` positions.
    pub fn new(positions: impl Iterator<Item = [f64; D]>) -> Self {
        let (indices, positions): (Vec<usize>, Vec<[f64; D]>) = positions
            .enumerate()
            .filter(|(_, position)| position.iter().all(|value| value.is_finite()))
            .unzip();
        let tree = ImmutableKdTree::new_from_slice(&positions).expect("at most u32::MAX positions");
        Self { tree, positions, indices }
    }

    /// The positions at most `radius_m` from `center` by a function for the distance, in any order.
    ///
    /// Empty when the radius is negative or a number is NaN.
    pub fn within(
        &self,
        center: [f64; D],
        radius_m: f64,
        distance_m: impl Fn([f64; D]) -> f64,
    ) -> Vec<Neighbour> {
        let is_askable = center.iter().all(|value| value.is_finite()) && radius_m >= 0.;
        if !is_askable || self.positions.is_empty() {
            return Vec::new();
        }
        // kiddo compares squares; a slightly larger ball keeps its rounding from losing a position on
        // the rim, and the distance itself decides.
        let squared_reach = (radius_m * radius_m) * (1. + 1e-9) + f64::MIN_POSITIVE;
        self.tree
            .query(&center)
            .within::<SquaredEuclidean<f64>>(squared_reach)
            .unsorted()
            .execute()
            .into_iter()
            .map(|neighbour| neighbour.item as usize)
            .map(|i| Neighbour {
                index: self.indices[i],
                distance_m: distance_m(self.positions[i]),
            })
            .filter(|neighbour| neighbour.distance_m <= radius_m)
            .collect()
    }
}
