//! People on foot and on bicycles.

use std::f64::consts::{FRAC_PI_2, PI, TAU};

use rand::RngExt;

use super::builder::WorldBuilder;
use crate::{
    placement::Placement,
    random::{SceneRng, normal, sign},
    recipe::BodyKind,
    road::Road,
};

/// Nearest distance between two people, metres.
const CLEARANCE: f64 = 0.05;

/// A few people on the roadway itself, most of them crossing it.
pub(super) fn people_on_the_road(builder: &mut WorldBuilder<'_>, road: &Road, rng: &mut SceneRng) {
    for _ in 0..rng.random_range(0..=2) {
        let kind = if rng.random_bool(0.7) { BodyKind::Pedestrian } else { BodyKind::Cyclist };
        let body = builder.library.body(kind, rng);
        let left = rng.random_range(-road.half_width()..road.half_width());
        let place = road.place(rng.random_range(5.0..45.), left);
        let heading = if rng.random_bool(0.7) { FRAC_PI_2 * sign(rng) } else { 0. };
        builder.try_place(&body, place.turned(heading + normal(rng, 0., 0.3)), 0.3);
    }
}

/// People at a place on a pavement that heads along the road: one, a group, a cyclist, or people on a
/// bench.
pub(super) fn people_on_a_pavement(
    builder: &mut WorldBuilder<'_>,
    place: Placement,
    rng: &mut SceneRng,
) {
    let forward = place.turned(if rng.random_bool(0.5) { PI } else { 0. });
    match rng.random_range(0..100) {
        0..45 => walkers(builder, forward, 1, rng),
        45..70 => walkers(builder, forward, rng.random_range(2..=5), rng),
        70..80 => sitters(builder, place.turned(FRAC_PI_2 * sign(rng)), rng),
        80..85 => standing_group(builder, place, rng),
        _ => {
            let cyclist = builder.library.body(BodyKind::Cyclist, rng);
            builder.try_place(&cyclist, forward.turned(normal(rng, 0., 0.1)), 0.2);
        }
    }
}

/// People who walk together, side by side and behind each other.
fn walkers(builder: &mut WorldBuilder<'_>, place: Placement, number: u32, rng: &mut SceneRng) {
    for i in 0..number {
        let body = builder.library.body(BodyKind::Pedestrian, rng);
        let (row, file) = (f64::from(i / 2), f64::from(i % 2));
        let (forward, left) =
            (-row * rng.random_range(0.9..1.7), file * rng.random_range(0.75..1.));
        let heading = normal(rng, 0., 0.2);
        builder.try_place(&body, place.shifted(forward, left).turned(heading), CLEARANCE);
    }
}

/// People who stand in a ring and talk.
fn standing_group(builder: &mut WorldBuilder<'_>, place: Placement, rng: &mut SceneRng) {
    let number = rng.random_range(3..=5);
    for i in 0..number {
        let body = builder.library.body(BodyKind::Pedestrian, rng);
        let around = place.turned(TAU * f64::from(i) / f64::from(number) + normal(rng, 0., 0.2));
        builder.try_place(&body, around.shifted(0.9, 0.).turned(PI), CLEARANCE);
    }
}

/// People who sit beside each other.
fn sitters(builder: &mut WorldBuilder<'_>, place: Placement, rng: &mut SceneRng) {
    for i in 0..rng.random_range(1..=3) {
        let body = builder.library.body(BodyKind::PersonSitting, rng);
        let place = place.shifted(0., f64::from(i) * 0.8);
        builder.try_place(&body, place.turned(normal(rng, 0., 0.1)), 0.02);
    }
}
