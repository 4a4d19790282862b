//! What lines a road: pavement with people and furniture, then fronts of houses, walls and hedges, and
//! what stands behind them.

use std::f64::consts::{FRAC_PI_2, PI};

use rand::RngExt;

use super::EXTENT;
use super::people::people_on_a_pavement;
use super::stage::Stage;
use crate::{
    library::Thing,
    placement::Placement,
    random::{SceneRng, normal, pick, sign},
    road::Road,
};

/// Puts buildings across the way, `along` metres ahead, their fronts towards the sensor.
pub(super) fn close_off(stage: &mut Stage<'_>, road: &Road, along: f64, rng: &mut SceneRng) {
    let turn = if along > 0. { -FRAC_PI_2 } else { FRAC_PI_2 };
    let mut left = -HALF_YARD;
    while left < HALF_YARD {
        let body = stage.library.body(Thing::Building, rng);
        let size = body.size();
        left += size.length / 2.;
        let place = road.place(along + along.signum() * size.width / 2., left).turned(turn);
        stage.try_place(&body, place, 0.);
        // Gateways.
        left +=
            size.length / 2. + if rng.random_bool(0.3) { rng.random_range(2.5..5.) } else { 0.05 };
    }
}

/// Half the width of an enclosed place, metres.
const HALF_YARD: f64 = 22.;

/// How far behind and ahead of the sensor gardens are laid out: what is farther is hidden by the front.
const BEHIND: (f64, f64) = (-62., 62.);

/// One side of a road.
#[derive(Clone, Copy, Debug)]
pub(super) struct Roadside {
    /// 1 for the left side, -1 for the right one.
    pub side: f64,
    /// Where the pavement begins and ends, metres off the middle of the road.
    pub pavement: (f64, f64),
    /// Mean distance between things on the pavement, metres.
    pub spacing: f64,
    /// Share of these that are people.
    pub people: f64,
    /// Share of the front that is built up; the rest is open.
    pub built: f64,
}

impl Roadside {
    /// Puts things on the pavement and lines it with a front.
    pub fn furnish(&self, stage: &mut Stage<'_>, road: &Road, rng: &mut SceneRng) {
        self.pavement(stage, road, rng);
        self.front(stage, road, rng);
        self.behind(stage, road, rng);
    }

    /// A place beside the road that heads so that its right (-y) is towards the road.
    fn facing_the_road(&self, road: &Road, along: f64, across: f64) -> Placement {
        let turn = if self.side > 0. { 0. } else { PI };
        road.place(along, self.side * across).turned(turn)
    }

    fn pavement(&self, stage: &mut Stage<'_>, road: &Road, rng: &mut SceneRng) {
        let mut along = EXTENT.0;
        while along < EXTENT.1 {
            along += rng.random_range(0.3..1.7) * self.spacing;
            if rng.random_bool(self.people) {
                let across = rng.random_range(self.pavement.0..self.pavement.1);
                people_on_a_pavement(stage, road.place(along, self.side * across), rng);
            } else {
                self.furniture(stage, road, along, rng);
            }
        }
    }

    /// Posts and trees stand near the kerb, the rest anywhere.
    fn furniture(&self, stage: &mut Stage<'_>, road: &Road, along: f64, rng: &mut SceneRng) {
        let thing = match rng.random_range(0..100) {
            0..22 => Thing::Pole,
            22..32 => Thing::Sign,
            32..54 => Thing::Tree,
            54..66 => Thing::Bin,
            66..72 => Thing::ParkedBicycle,
            72..77 => Thing::Bush,
            77..81 => Thing::Bench,
            81..86 => Thing::Cabinet,
            86..90 => Thing::Planter,
            90..91 => Thing::AdvertisingPillar,
            _ => pick(rng, &[Thing::Skip, Thing::Trailer, Thing::PalletStack]),
        };
        let (kerb, front) = self.pavement;
        let across = match thing {
            Thing::Pole | Thing::Sign | Thing::Tree => kerb + rng.random_range(0.1..0.6),
            _ => rng.random_range(kerb..front),
        };
        let turn = pick(rng, &[0., FRAC_PI_2, PI, -FRAC_PI_2]);
        let turn = if thing == Thing::Sign { pick(rng, &[0., PI]) } else { turn };
        let place = self.facing_the_road(road, along, across).turned(turn);
        let body = stage.library.body(thing, rng);
        stage.try_place(&body, place.turned(normal(rng, 0., 0.1)), 0.1);
    }

    fn front(&self, stage: &mut Stage<'_>, road: &Road, rng: &mut SceneRng) {
        let mut along = EXTENT.0 - rng.random_range(0.0..10.);
        while along < EXTENT.1 {
            let thing = if rng.random_bool(self.built) {
                pick(
                    rng,
                    &[Thing::Building, Thing::Building, Thing::Wall, Thing::Hedge, Thing::Fence],
                )
            } else {
                pick(rng, &[Thing::Fence, Thing::Tree, Thing::Bush, Thing::Shed])
            };
            let body = stage.library.body(thing, rng);
            let (length, depth) = (body.size().length, body.size().width);
            along += length / 2.;
            // Each stretch stands back by its own amount: the front has recesses.
            let recess = if rng.random_bool(0.4) { rng.random_range(0.5..4.) } else { 0. };
            let across = self.pavement.1 + recess + depth / 2.;
            let place = self.facing_the_road(road, along, across);
            stage.try_place(&body, place.turned(normal(rng, 0., 0.01)), 0.05);
            let is_open = !rng.random_bool(self.built);
            let gap =
                if is_open { rng.random_range(1.0..14.) } else { rng.random_range(0.05..1.5) };
            if gap > 4. {
                self.yard(stage, road, along + (length + gap) / 2., rng);
            }
            along += length / 2. + gap;
        }
    }

    /// An open stretch: a car in a drive, something of its size, bushes, trees.
    fn yard(&self, stage: &mut Stage<'_>, road: &Road, along: f64, rng: &mut SceneRng) {
        for _ in 0..rng.random_range(1..=3) {
            let thing = match rng.random_range(0..10) {
                0..3 => Thing::Car,
                3..6 => pick(rng, &[Thing::Skip, Thing::Trailer, Thing::PalletStack, Thing::Shed]),
                6..8 => Thing::Bush,
                _ => Thing::Tree,
            };
            let body = stage.library.body(thing, rng);
            let across = self.pavement.1 + rng.random_range(1.5..12.);
            let turn = if rng.random_bool(0.7) { FRAC_PI_2 * sign(rng) } else { 0. };
            let place = self
                .facing_the_road(road, along + normal(rng, 0., 2.), across)
                .turned(turn + normal(rng, 0., 6_f64.to_radians()));
            stage.try_place(&body, place, 0.3);
        }
    }

    /// Gardens and a second row of buildings, seen through the gaps of the front.
    fn behind(&self, stage: &mut Stage<'_>, road: &Road, rng: &mut SceneRng) {
        let mut along = BEHIND.0;
        while along < BEHIND.1 {
            let thing = match rng.random_range(0..10) {
                0..4 => Thing::Building,
                4..7 => Thing::Hedge,
                7..9 => Thing::Tree,
                _ => Thing::Shed,
            };
            let body = stage.library.body(thing, rng);
            let across = self.pavement.1 + rng.random_range(8.0..24.);
            let place = self.facing_the_road(road, along, across);
            stage.try_place(&body, place.turned(normal(rng, 0., 0.1)), 0.5);
            along += rng.random_range(2.0..8.);
        }
    }
}
