//! Vehicles on and beside the road.

use std::f64::consts::{FRAC_PI_2, PI};

use rand::RngExt;

use crate::{
    car::{car, truck, van},
    object::Model,
    people::cyclist,
    props::{bush, car_sized_block},
    random::{SceneRng, normal, sign},
    road::Road,
    world::World,
};

/// How far behind and ahead of the sensor a scene is built, metres.
pub(crate) const EXTENT: (f64, f64) = (-45., 85.);

/// Nearest distance between two parked bodies, metres.
const PARKING_CLEARANCE: f64 = 0.15;

fn vehicle(rng: &mut SceneRng) -> Model {
    match rng.random_range(0..100) {
        0..88 => car(rng),
        88..96 => van(rng),
        _ => truck(rng),
    }
}

/// What occupies a parking space: mostly cars, sometimes something that merely takes the room.
fn parked(rng: &mut SceneRng) -> Model {
    match rng.random_range(0..100) {
        0..86 => car(rng),
        86..92 => van(rng),
        92..97 => car_sized_block(rng),
        _ => bush(rng),
    }
}

/// Cars parked along the kerb, `left` metres off the middle of the road.
pub(crate) fn parked_row(world: &mut World, road: &Road, left: f64, rng: &mut SceneRng) {
    let occupancy = rng.random_range(0.4..0.85);
    let share_reversed = if left > 0. { 0.7 } else { 0.08 };
    let mut along = EXTENT.0 + rng.random_range(0.0..6.);
    while along < EXTENT.1 {
        if !rng.random_bool(occupancy) {
            along += rng.random_range(3.0..14.);
            continue;
        }
        let model = parked(rng);
        along += model.size.length / 2.;
        let place = road
            .place(along, left + normal(rng, 0., 0.12))
            .turned(if rng.random_bool(share_reversed) { PI } else { 0. })
            .turned(normal(rng, 0., 1.5_f64.to_radians()));
        world.try_place(&model, place, PARKING_CLEARANCE);
        along += model.size.length / 2. + rng.random_range(0.8..8.);
    }
}

/// Cars parked across the direction of the road with their middles `left` metres off it.
pub(crate) fn parked_rank(world: &mut World, road: &Road, left: f64, rng: &mut SceneRng) {
    let (pitch, occupancy) = (rng.random_range(2.5..3.2), rng.random_range(0.3..0.7));
    // Spaces are square to the road or slanted.
    let slant = if rng.random_bool(0.3) { rng.random_range(-0.6..0.6) } else { 0. };
    let mut along = EXTENT.0 + rng.random_range(0.0..pitch);
    while along < EXTENT.1 {
        if rng.random_bool(occupancy) {
            let model = parked(rng);
            let place = road
                .place(along, left + normal(rng, 0., 0.25))
                .turned(FRAC_PI_2 * sign(rng) + slant)
                .turned(normal(rng, 0., 2_f64.to_radians()));
            world.try_place(&model, place, PARKING_CLEARANCE);
        }
        along += pitch / slant.cos();
    }
}

/// Moving vehicles in every lane; oncoming ones on the left.
pub(crate) fn lanes(world: &mut World, road: &Road, headway: (f64, f64), rng: &mut SceneRng) {
    for lane in 0..road.num_lanes {
        for side in [-1., 1.] {
            let middle = side * (f64::from(lane) + 0.5) * road.lane_width;
            let direction = if side > 0. { PI } else { 0. };
            let mut along = EXTENT.0 + rng.random_range(0.0..headway.1);
            while along < EXTENT.1 {
                let is_bicycle = rng.random_bool(0.06);
                let model = if is_bicycle { cyclist(rng) } else { vehicle(rng) };
                let to_the_edge = if is_bicycle { side * road.lane_width * 0.35 } else { 0. };
                let left = middle + to_the_edge + normal(rng, 0., 0.2);
                let place = road.place(along, left).turned(direction).turned(normal(
                    rng,
                    0.,
                    1_f64.to_radians(),
                ));
                world.try_place(&model, place, 0.5);
                along += model.size.length + rng.random_range(headway.0..headway.1);
            }
        }
    }
}

/// Vehicles on a road that crosses ours `along` metres ahead, and the ground of that road reserved.
pub(crate) fn crossing(world: &mut World, road: &Road, along: f64, rng: &mut SceneRng) {
    let half_width = road.lane_width;
    let square = normal(rng, FRAC_PI_2, 4_f64.to_radians());
    let middle = road.place(along, 0.).turned(square);
    for side in [-1., 1.] {
        let direction = if side > 0. { PI } else { 0. };
        let mut forward = -50. + rng.random_range(0.0..12.);
        while forward < 50. {
            let model = vehicle(rng);
            let place = middle
                .shifted(forward, side * half_width / 2. + normal(rng, 0., 0.2))
                .turned(direction)
                .turned(normal(rng, 0., 2_f64.to_radians()));
            // Some of those near the junction are turning into our road.
            let turning = forward.abs() < 6. && rng.random_bool(0.4);
            let turn = if turning { rng.random_range(-1.0..1.) } else { 0. };
            world.try_place(&model, place.turned(turn), 0.5);
            forward += model.size.length + rng.random_range(4.0..24.);
        }
    }
    world.reserve(middle, 120., 2. * half_width + 2.);
}
