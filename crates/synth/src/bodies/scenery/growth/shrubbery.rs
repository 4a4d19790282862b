//! Shrubberies: shrubs of different heights in a row, with gaps.

use std::ops::{Range, RangeInclusive};

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    cover::{Cover, ellipsoid_area},
    shoot::Shoot,
};
use crate::{
    bodies::scenery::{
        foliage::{LeafBall, Lumps, pressed_at},
        parts::boxed,
    },
    mesh::{Mesh, ellipsoid},
    model::Model,
    random::{SceneRng, normal},
    surface::Surface,
};

/// Length of a shrubbery, metres.
const LENGTH: Range<f64> = 2.0..8.;
/// Shrubs of a shrubbery.
const NUM_SHRUBS: RangeInclusive<usize> = 3..=9;
/// Height of the tallest shrub that a shrubbery may have, metres.
const TALLEST: Range<f64> = 0.7..3.;
/// Height of the lowest shrubs, metres.
const LOWEST: f64 = 0.4;
/// Breadth of a shrub over its height.
const SLIMNESS: Range<f64> = 0.35..1.3;
/// Least and greatest breadth of a shrub, metres.
const BREADTH: (f64, f64) = (0.4, 2.2);
/// Most leaf clumps of all shrubs.
const MAX_CLUMPS: f64 = 1600.;
/// Radius of the dense inside as a share of the whole.
const CORE_SHARE: f64 = 0.7;
/// Meridians of the dense inside.
const CORE_SIDES: usize = 8;

/// The way in which a shrub grows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Habit {
    /// Leaves from the ground around a dense inside.
    Dense,
    /// Stems carry leaves that rays run some way into.
    Open,
    /// Stems with few leaves.
    Bare,
}

/// One shrub; metres.
#[derive(Clone, Debug)]
struct Shrub {
    habit: Habit,
    balls: Vec<Ball>,
    foot: Point3<f64>,
}

/// The room of a part of the leaves of a shrub.
#[derive(Clone, Copy, Debug)]
struct Ball {
    center: Point3<f64>,
    radii: Vector3<f64>,
}

/// Three to nine shrubs of different heights and habits along 2 to 8 m, ragged in outline.
pub(crate) fn shrubbery(rng: &mut SceneRng) -> Model {
    let length = rng.random_range(LENGTH);
    let tallest = rng.random_range(TALLEST);
    let num_shrubs = rng.random_range(NUM_SHRUBS);
    let pitch = length / num_shrubs as f64;
    let mut shrubs = Vec::with_capacity(num_shrubs);
    for i in 0..num_shrubs {
        let x = pitch * (i as f64 + rng.random_range(0.1..0.9));
        let foot = Point3::new(x, normal(rng, 0., 0.25), 0.);
        shrubs.push(Shrub::random(foot, rng.random_range(LOWEST..=tallest), rng));
    }
    let area: f64 = shrubs.iter().map(Shrub::leaf_area).sum();
    let cover = Cover::random(area, MAX_CLUMPS, rng);
    let mesh = shrubs.iter().fold(Mesh::new(), |mesh, shrub| mesh.with(shrub.mesh(&cover, rng)));
    boxed(pressed_at(0., mesh))
}

impl Shrub {
    fn random(foot: Point3<f64>, height: f64, rng: &mut SceneRng) -> Self {
        let habit = match rng.random_range(0..20) {
            0..10 => Habit::Dense,
            10..17 => Habit::Open,
            _ => Habit::Bare,
        };
        let lowest_leaf = if habit == Habit::Dense { 0. } else { rng.random_range(0.1..0.45) };
        let breadth = (height * rng.random_range(SLIMNESS)).clamp(BREADTH.0, BREADTH.1);
        let mut half = || breadth / 2. * rng.random_range(0.75..1.25);
        let (along, across) = (half(), half());
        let mut balls = Vec::new();
        for i in 0..rng.random_range(1..=3) {
            let share = if i == 0 { 1. } else { rng.random_range(0.4..0.8) };
            let top = height * if i == 0 { 1. } else { rng.random_range(0.5..1.1) };
            let bottom = lowest_leaf * height * share;
            let mut shift = |room: f64| room * rng.random_range(-1.0..1.) * (1.1 - share);
            let aside = Vector3::new(shift(along), shift(across), (top + bottom) / 2.);
            let radii = Vector3::new(along * share, across * share, (top - bottom) / 2.);
            balls.push(Ball { center: foot + aside, radii });
        }
        Self { habit, balls, foot }
    }

    /// Area that leaves cover, square metres.
    fn leaf_area(&self) -> f64 {
        let share = if self.habit == Habit::Bare { 0.15 } else { 1. };
        self.balls.iter().map(|ball| share * ellipsoid_area(&ball.radii)).sum()
    }

    fn mesh(&self, cover: &Cover, rng: &mut SceneRng) -> Mesh {
        let mut mesh = Mesh::new();
        for ball in &self.balls {
            mesh.append(self.leaves(ball, cover, rng));
            mesh.append(self.shoots(ball, cover.side, rng));
        }
        mesh
    }

    /// The leaves of a ball, and its dense inside if there is one.
    fn leaves(&self, ball: &Ball, cover: &Cover, rng: &mut SceneRng) -> Mesh {
        let share = self.leaf_area() / self.balls.len() as f64;
        let leaves = LeafBall {
            center: ball.center,
            radii: ball.radii,
            lumps: Lumps::random(rng.random_range(0.3..0.6), rng),
            num_clumps: cover.num_clumps(share),
            clump_side: cover.side,
            crowding: if self.habit == Habit::Dense { 9. } else { rng.random_range(3.0..6.) },
        };
        let mesh = leaves.leaves(rng);
        if self.habit != Habit::Dense {
            return mesh;
        }
        let unit = ellipsoid(Point3::origin(), Vector3::repeat(1.), CORE_SIDES, Surface::Leaves);
        mesh.with(unit.map(|corner| leaves.at(&corner.coords, CORE_SHARE)))
    }

    /// Stems from the foot into a ball; those of dense shrubs only stick out of it.
    fn shoots(&self, ball: &Ball, leaf_side: f64, rng: &mut SceneRng) -> Mesh {
        let num_shoots = match self.habit {
            Habit::Dense => rng.random_range(0..3),
            Habit::Open => rng.random_range(2..6),
            Habit::Bare => rng.random_range(5..11),
        };
        let num_leaves = if self.habit == Habit::Bare { 0 } else { 4 };
        let mut mesh = Mesh::new();
        for _ in 0..num_shoots {
            let mut shift = || rng.random_range(-1.0..1.);
            let near_foot = Vector3::new(0.08 * shift(), 0.08 * shift(), 0.);
            let (along, across) = (0.8 * shift(), 0.8 * shift());
            let rise = rng.random_range(0.6..1.15);
            let out = Vector3::new(along, across, rise).component_mul(&ball.radii);
            let shoot = Shoot {
                root: self.foot + near_foot,
                tip: ball.center + out,
                radius: rng.random_range(0.006..0.02),
                num_leaves,
                leaf_side,
            };
            mesh.append(shoot.mesh(rng));
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};
    use crate::span::{Span, span};

    #[test]
    fn shrubberies_are_long_low_and_cheap() {
        for model in sound_clutter(shrubbery, 5000) {
            assert!((1.2..11.).contains(&model.size.length), "{:?}", model.size);
            assert!((0.4..4.).contains(&model.size.width), "{:?}", model.size);
            assert!((0.4..3.6).contains(&model.size.height), "{:?}", model.size);
            assert!(model.mesh.triangles.len() > 500);
        }
    }

    #[test]
    fn the_outline_is_ragged_and_has_gaps() {
        let models = sound_clutter(shrubbery, 5000);
        let passing = |model: &Model| {
            let height = model.size.height;
            let whole = Span::centered(model.size.length);
            share_passing(&model.mesh, whole, span(0.5 * height, height))
        };
        let shares: Vec<f64> = models.iter().step_by(4).map(passing).collect();
        assert!(shares.iter().all(|share| (0.1..0.995).contains(share)), "{shares:?}");
    }
}
