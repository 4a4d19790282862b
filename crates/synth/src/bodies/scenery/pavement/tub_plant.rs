//! Shrubs and small trees in tubs.

use std::ops::Range;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::{
        foliage::{LeafBall, Lumps, pressed_at},
        parts::{Radii, level, shaft, turned_body},
        room::standing,
    },
    mesh::{Mesh, ellipsoid},
    model::Model,
    random::{SceneRng, pick},
    span::span,
    surface::Surface,
};

/// Height of tubs and radius of their rim, metres.
const TUB_HEIGHT: Range<f64> = 0.2..0.75;
const TUB_RADIUS: Range<f64> = 0.14..0.38;
/// Height of columns and cones of leaves above the tub, metres.
const COLUMN_HEIGHT: Range<f64> = 0.5..1.9;
/// Radius of balls of leaves and length of the stem under them, metres.
const BALL_RADIUS: Range<f64> = 0.2..0.48;
const STEM: Range<f64> = 0.2..1.1;
/// Height and radius of shrubs above the tub, metres.
const SHRUB_HEIGHT: Range<f64> = 0.3..1.2;
const SHRUB_RADIUS: Range<f64> = 0.2..0.55;
/// Leaf clumps of a plant.
const NUM_CLUMPS: Range<usize> = 120..230;
/// Radius of the dense inside as a share of the whole.
const CORE_SHARE: f64 = 0.75;

/// A columnar or conical conifer, a ball on a stem or a loose shrub in a tub. Below 650 triangles.
pub(crate) fn tub_plant(rng: &mut SceneRng) -> Model {
    let height = rng.random_range(TUB_HEIGHT);
    let radius = rng.random_range(TUB_RADIUS);
    let plant = match rng.random_range(0..10) {
        0..4 => column(rng),
        4..7 => ball_on_stem(rng),
        _ => shrub(rng),
    };
    // Leaves hang over the rim, but not down to the ground.
    let plant = pressed_at(0.6 * height, plant.shifted(0., 0., height));
    standing(tub(height, radius, rng).with(plant))
}

/// A round or a square tub that is wider at its rim.
fn tub(height: f64, radius: f64, rng: &mut SceneRng) -> Mesh {
    let foot = radius * rng.random_range(0.65..1.);
    let rim = height - rng.random_range(0.03..0.1);
    let levels =
        [level(0., foot), level(rim, 0.93 * radius), level(rim, radius), level(height, radius)];
    let surface = pick(rng, &[Surface::Masonry, Surface::Wood, Surface::Rubber, Surface::Paint]);
    turned_body(&levels, pick(rng, &[4, 10]), surface)
}

/// Dense leaves that narrow towards the top, from the tub on.
fn column(rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(COLUMN_HEIGHT);
    let radius = (height * rng.random_range(0.12..0.35)).clamp(0.12, 0.45);
    let taper = rng.random_range(0.0..0.9);
    let leaves =
        leaves(Point3::new(0., 0., height / 2.), Vector3::new(radius, radius, height / 2.), rng);
    leaves.map(|at| {
        let share = 1. - taper * (at.z / height).clamp(0., 1.);
        Point3::new(at.x * share, at.y * share, at.z)
    })
}

fn ball_on_stem(rng: &mut SceneRng) -> Mesh {
    let (radius, stem) = (rng.random_range(BALL_RADIUS), rng.random_range(STEM));
    let center = Point3::new(0., 0., stem + 0.8 * radius);
    shaft(6, span(0., center.z), Radii::even(0.02), Surface::Bark).with(leaves(
        center,
        Vector3::repeat(radius),
        rng,
    ))
}

fn shrub(rng: &mut SceneRng) -> Mesh {
    let half_height = rng.random_range(SHRUB_HEIGHT) / 2.;
    let mut radius = || rng.random_range(SHRUB_RADIUS);
    let radii = Vector3::new(radius(), radius(), half_height);
    leaves(Point3::new(0., 0., half_height), radii, rng)
}

/// Leaves within a lumpy ellipsoid around a dense inside.
fn leaves(center: Point3<f64>, radii: Vector3<f64>, rng: &mut SceneRng) -> Mesh {
    let ball = LeafBall {
        center,
        radii,
        lumps: Lumps::random(rng.random_range(0.1..0.6), rng),
        num_clumps: rng.random_range(NUM_CLUMPS),
        clump_side: rng.random_range(0.06..0.14),
        crowding: rng.random_range(4.0..9.),
    };
    let unit = ellipsoid(Point3::origin(), Vector3::repeat(1.), 8, Surface::Leaves);
    unit.map(|corner| ball.at(&corner.coords, CORE_SHARE)).with(ball.leaves(rng))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, share_passing, sound_clutter};

    #[test]
    fn plants_stand_in_tubs_and_are_of_the_size_of_people() {
        sound_clutter(tub_plant, 650);
        let models = samples(tub_plant);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 1. && height.to > 1.7 && height.to < 2.9, "{height:?}");
        let breadth = range_of(&models, |model| model.size.length.max(model.size.width));
        assert!(breadth.from < 0.7 && breadth.to < 1.4, "{breadth:?}");
    }

    #[test]
    fn tubs_are_closed() {
        for model in samples(tub_plant) {
            assert_eq!(share_passing(&model.mesh, span(-0.06, 0.06), span(0., 0.12)), 0.);
        }
    }
}
