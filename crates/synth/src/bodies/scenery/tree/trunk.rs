//! Trunks of trees.

use std::{f64::consts::TAU, ops::Range};

use nalgebra::{Point3, Vector2, Vector3};
use rand::RngExt;

use crate::{
    mesh::{Mesh, Section, loft},
    random::SceneRng,
    surface::Surface,
};

/// Radius of the trunk at the ground over the height of the tree.
const YOUNG_RADIUS_SHARE: Range<f64> = 0.012..0.025;
const OLD_RADIUS_SHARE: Range<f64> = 0.025..0.045;
/// Share of trees with the thick trunk of an old one, and the most such a radius may be, metres.
const OLD_SHARE: f64 = 0.3;
const MAX_RADIUS: f64 = 0.35;
/// Offset of the top of a tree from its foot over its height, at most.
const MAX_LEAN: f64 = 0.06;
/// Corners of a cross-section of the trunk.
const SIDES: usize = 8;
/// Cross-sections of the trunk as shares of its length: roots make it wider near the ground.
const SECTIONS: [f64; 7] = [0., 0.05, 0.2, 0.4, 0.6, 0.8, 1.];
/// Length of the trunk over the height of the tree.
const LENGTH_SHARE: f64 = 0.9;
/// Share by which the trunk is thinner at the top of the tree than at the ground.
const TAPER: f64 = 0.85;
/// Height over which the roots' share of the radius falls to a third, metres.
const ROOT_HEIGHT: f64 = 0.25;

/// A trunk that stands in the middle; metres.
pub(super) struct Trunk {
    /// Height of the tree.
    pub height: f64,
    /// Radius near the ground, above the roots.
    pub base_radius: f64,
    /// Share by which roots make the trunk wider at the ground.
    pub roots: f64,
    /// Offset of the top of the tree from its foot.
    lean: Vector2<f64>,
}

impl Trunk {
    /// The trunk of a tree of a height.
    pub fn random(height: f64, rng: &mut SceneRng) -> Self {
        let is_old = rng.random_bool(OLD_SHARE);
        let share = rng.random_range(if is_old { OLD_RADIUS_SHARE } else { YOUNG_RADIUS_SHARE });
        let mut lean = || height * rng.random_range(-MAX_LEAN..MAX_LEAN);
        Self {
            lean: Vector2::new(lean(), lean()),
            height,
            base_radius: (height * share).min(MAX_RADIUS),
            roots: if is_old { rng.random_range(0.0..0.4) } else { 0. },
        }
    }

    /// The middle of the trunk at a height; it bends more and more.
    pub fn axis(&self, z: f64) -> Point3<f64> {
        let share = (z / self.height).powi(2);
        Point3::new(self.lean.x * share, self.lean.y * share, z)
    }

    /// Radius of the trunk at a height.
    pub fn radius(&self, z: f64) -> f64 {
        let roots = 1. + self.roots * (-z / ROOT_HEIGHT).exp();
        self.base_radius * (1. - TAPER * z / self.height) * roots
    }

    /// The trunk from the ground to near the top of the crown.
    pub fn mesh(&self) -> Mesh {
        let section = |share: f64| {
            let z = LENGTH_SHARE * self.height * share;
            let corner = |side: usize| {
                let (sin, cos) = (TAU * side as f64 / SIDES as f64).sin_cos();
                self.axis(z) + Vector3::new(cos, sin, 0.) * self.radius(z)
            };
            Section {
                corners: (0..SIDES).map(corner).collect(),
                surfaces: vec![Surface::Bark; SIDES],
            }
        };
        loft(&SECTIONS.map(section), Surface::Bark)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn some_trunks_are_as_thick_as_those_of_old_street_trees() {
        let mut rng = stream(5, 0, Purpose::Scene);
        let radii: Vec<f64> = (0..400).map(|_| Trunk::random(8., &mut rng).base_radius).collect();
        let thick = radii.iter().filter(|&&radius| radius > 0.22).count();
        assert!((60..200).contains(&thick), "{thick} of 400");
        assert!(radii.iter().all(|radius| (0.09..=MAX_RADIUS).contains(radius)));
    }

    #[test]
    fn a_trunk_gets_thinner_towards_its_top() {
        let mut rng = stream(5, 1, Purpose::Scene);
        for _ in 0..40 {
            let trunk = Trunk::random(6., &mut rng);
            let radii: Vec<f64> = (0..6).map(|z| trunk.radius(f64::from(z))).collect();
            assert!(radii.windows(2).all(|pair| pair[1] < pair[0]));
            let (min, max) = trunk.mesh().bounds();
            assert!(min.z == 0. && (max.z - 5.4).abs() < 1e-9, "{min} {max}");
        }
    }
}
