//! The number and size of the leaf clumps of a body.

use std::ops::Range;

use nalgebra::Vector3;
use rand::RngExt;

use crate::random::SceneRng;

/// Area of clumps per area that they cover.
const DENSITY: Range<f64> = 0.5..1.;
/// Side of a clump where there are not too many of them, metres.
const USUAL_SIDE: Range<f64> = 0.06..0.13;

/// Leaf clumps of one size, spread evenly over an area.
#[derive(Clone, Copy, Debug)]
pub(super) struct Cover {
    /// Clumps per square metre.
    per_area: f64,
    /// Side of a clump, metres.
    pub side: f64,
}

impl Cover {
    /// Clumps for an area in square metres; they are larger where there would be more than
    /// `max_clumps` of them.
    pub fn random(area: f64, max_clumps: f64, rng: &mut SceneRng) -> Self {
        let density = rng.random_range(DENSITY);
        let usual: f64 = rng.random_range(USUAL_SIDE);
        let per_area = (density / usual.powi(2)).min(max_clumps / area);
        Self { per_area, side: (density / per_area).sqrt() }
    }

    /// The number of clumps on a part of the area.
    pub fn num_clumps(&self, area: f64) -> usize {
        (self.per_area * area) as usize
    }
}

/// Area of an ellipsoid with the given semi-axes, by Thomsen's formula with the exponent 1.6.
pub(super) fn ellipsoid_area(radii: &Vector3<f64>) -> f64 {
    const EXPONENT: f64 = 1.6;
    let [a, b, c] = [radii.x, radii.y, radii.z].map(|radius| radius.powf(EXPONENT));
    let mean = (a * b + a * c + b * c) / 3.;
    4. * std::f64::consts::PI * mean.powf(1. / EXPONENT)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn large_areas_get_larger_clumps_instead_of_too_many() {
        let mut rng = stream(1, 0, Purpose::Scene);
        for _ in 0..50 {
            let (small, large) =
                (Cover::random(1., 1000., &mut rng), Cover::random(100., 1000., &mut rng));
            assert!(USUAL_SIDE.contains(&small.side) && small.num_clumps(1.) < 300);
            assert!(large.side > 0.2 && large.num_clumps(100.) <= 1000);
        }
    }

    #[test]
    fn the_area_of_a_ball_is_exact() {
        let ball = ellipsoid_area(&Vector3::repeat(2.));
        assert!((ball - 16. * std::f64::consts::PI).abs() < 1e-9, "{ball}");
    }
}
