//! Vehicles on and beside the road.

use std::f64::consts::{FRAC_PI_2, PI};

use rand::RngExt;

use super::EXTENT;
use super::builder::WorldBuilder;
use super::layout::{Layout, limits};
use crate::{
    body::Body,
    random::{SceneRng, normal, sign},
    recipe::BodyKind,
    road::Road,
};

/// Nearest distance between two parked bodies, metres.
const PARKING_CLEARANCE: f64 = 0.15;

fn vehicle(builder: &WorldBuilder<'_>, rng: &mut SceneRng) -> Body {
    let kind = match rng.random_range(0..100) {
        0..87 => BodyKind::Car,
        87..95 => BodyKind::Van,
        _ => BodyKind::Truck,
    };
    builder.library.body(kind, rng)
}

/// A body in a parking space: mostly a car, sometimes something that merely takes the room.
fn parked(builder: &WorldBuilder<'_>, rng: &mut SceneRng) -> Body {
    match rng.random_range(0..100) {
        0..85 => builder.library.body(BodyKind::Car, rng),
        85..93 => builder.library.body(BodyKind::Van, rng),
        _ => builder.library.body_of_any(
            &[
                BodyKind::Skip,
                BodyKind::Trailer,
                BodyKind::PalletStack,
                BodyKind::Bush,
                BodyKind::Caravan,
                BodyKind::BoatTrailer,
                BodyKind::ParkedMotorcycle,
                BodyKind::Shrubbery,
            ],
            rng,
        ),
    }
}

/// Cars parked along the kerb, `left` metres off the middle of the road.
pub(super) fn parked_row(
    builder: &mut WorldBuilder<'_>,
    road: &Road,
    left: f64,
    occupancy: f64,
    rng: &mut SceneRng,
) {
    let share_reversed = if left > 0. { 0.75 } else { 0.06 };
    let mut along = EXTENT.from + rng.random_range(0.0..6.);
    while along < EXTENT.to {
        if !rng.random_bool(occupancy) {
            along += rng.random_range(3.0..14.);
            continue;
        }
        let body = parked(builder, rng);
        along += body.size().length / 2.;
        let place = road
            .place(along, left + normal(rng, 0., 0.12))
            .turned(if rng.random_bool(share_reversed) { PI } else { 0. })
            .turned(normal(rng, 0., 1.5_f64.to_radians()));
        builder.try_place(&body, place, PARKING_CLEARANCE);
        along += body.size().length / 2. + rng.random_range(0.6..5.);
    }
}

/// Cars parked across the direction of the road with their middles `left` metres off it.
pub(super) fn parked_rank(
    builder: &mut WorldBuilder<'_>,
    road: &Road,
    left: f64,
    occupancy: f64,
    rng: &mut SceneRng,
) {
    let pitch = rng.random_range(2.5..3.2);
    // Spaces are square to the road or slanted.
    let slant = if rng.random_bool(0.3) { rng.random_range(-0.6..0.6) } else { 0. };
    let mut along = EXTENT.from + rng.random_range(0.0..pitch);
    while along < EXTENT.to {
        if rng.random_bool(occupancy) {
            let body = parked(builder, rng);
            let place = road
                .place(along, left + normal(rng, 0., 0.25))
                .turned(FRAC_PI_2 * sign(rng) + slant)
                .turned(normal(rng, 0., 2_f64.to_radians()));
            builder.try_place(&body, place, PARKING_CLEARANCE);
        }
        along += pitch / slant.cos();
    }
}

/// Moving vehicles in every lane, oncoming ones on the left; before a crossing some wait in a queue.
pub(super) fn lanes(
    builder: &mut WorldBuilder<'_>,
    road: &Road,
    layout: &Layout,
    crossing: Option<f64>,
    rng: &mut SceneRng,
) {
    for lane in 0..road.num_lanes {
        for side in [-1., 1.] {
            let middle = side * (f64::from(lane) + 0.5) * road.lane_width;
            let direction = if side > 0. { PI } else { 0. };
            let queues = crossing.is_some() && rng.random_bool(0.5);
            let mut along = EXTENT.from + rng.random_range(0.0..layout.headway_m.max);
            while along < EXTENT.to {
                let body = vehicle_in_lane(builder, layout, rng);
                let is_bicycle = body.size().width < 1.;
                let to_the_edge = if is_bicycle { side * road.lane_width * 0.35 } else { 0. };
                along += body.size().length / 2.;
                let place = road
                    .place(along, middle + to_the_edge + normal(rng, 0., 0.2))
                    .turned(direction)
                    .turned(normal(rng, 0., 1_f64.to_radians()));
                builder.try_place(&body, place, 0.5);
                let waits = queues && crossing.is_some_and(|at| is_before(along, at, side));
                let headway = if waits { limits(1.2, 4.) } else { layout.headway_m };
                along += body.size().length / 2. + headway.draw(rng);
            }
        }
    }
}

/// Whether a place lies where vehicles queue before a crossing, coming from behind on the right (side
/// -1) and from ahead on the left.
fn is_before(along: f64, crossing: f64, side: f64) -> bool {
    (5.0..40.).contains(&((along - crossing) * side))
}

fn vehicle_in_lane(builder: &WorldBuilder<'_>, layout: &Layout, rng: &mut SceneRng) -> Body {
    if rng.random_bool(layout.tram_share) {
        return builder.library.body(BodyKind::Tram, rng);
    }
    if rng.random_bool(0.07) {
        return builder.library.body(BodyKind::Cyclist, rng);
    }
    vehicle(builder, rng)
}

/// Vehicles on a road that crosses ours, some of them turning into it.
pub(super) fn crossing_traffic(
    builder: &mut WorldBuilder<'_>,
    crossing: &Road,
    rng: &mut SceneRng,
) {
    for side in [-1., 1.] {
        let direction = if side > 0. { PI } else { 0. };
        let mut along = -60. + rng.random_range(0.0..12.);
        while along < 60. {
            let body = vehicle(builder, rng);
            let left = side * crossing.lane_width / 2. + normal(rng, 0., 0.2);
            let place = crossing.place(along, left).turned(direction).turned(normal(
                rng,
                0.,
                2_f64.to_radians(),
            ));
            let turning = along.abs() < 6. && rng.random_bool(0.4);
            let turn = if turning { rng.random_range(-1.0..1.) } else { 0. };
            builder.try_place(&body, place.turned(turn), 0.5);
            along += body.size().length + rng.random_range(3.0..24.);
        }
    }
}
