//! The sides of a road: pavement with people and furniture, then fronts of houses, walls and hedges, and
//! what stands behind them.

use std::f64::consts::{FRAC_PI_2, PI};

use rand::RngExt;

use super::EXTENT;
use super::builder::WorldBuilder;
use super::people::people_on_a_pavement;
use crate::{
    placement::Placement,
    random::{SceneRng, normal, pick, sign},
    recipe::BodyKind,
    road::Road,
    span::{Span, span},
};

/// Puts buildings across the way, `along` metres ahead, their fronts towards the sensor.
pub(super) fn close_off(
    builder: &mut WorldBuilder<'_>,
    road: &Road,
    along: f64,
    rng: &mut SceneRng,
) {
    let turn = if along > 0. { -FRAC_PI_2 } else { FRAC_PI_2 };
    let mut left = -HALF_YARD;
    while left < HALF_YARD {
        let body = builder.library.body(BodyKind::Building, rng);
        let size = body.size();
        left += size.length / 2.;
        let place = road.place(along + along.signum() * size.width / 2., left).turned(turn);
        builder.try_place(&body, place, 0.);
        // Gateways.
        left +=
            size.length / 2. + if rng.random_bool(0.3) { rng.random_range(2.5..5.) } else { 0.05 };
    }
}

/// Half the width of an enclosed place, metres.
const HALF_YARD: f64 = 22.;

/// The extent of gardens behind and ahead of the sensor: the front hides those farther away.
const BEHIND: Span = span(-62., 62.);

/// One side of a road.
#[derive(Clone, Copy, Debug)]
pub(super) struct Roadside {
    /// 1 for the left side, -1 for the right one.
    pub side: f64,
    /// Begin and end of the pavement, metres off the middle of the road.
    pub pavement: Span,
    /// Mean distance between things on the pavement, metres.
    pub spacing: f64,
    /// Share of these that are people.
    pub people: f64,
    /// Share of the front that is built up; the rest is open.
    pub built: f64,
}

impl Roadside {
    /// Puts things on the pavement and lines it with a front.
    pub fn furnish(&self, builder: &mut WorldBuilder<'_>, road: &Road, rng: &mut SceneRng) {
        self.pavement(builder, road, rng);
        self.front(builder, road, rng);
        self.behind(builder, road, rng);
    }

    /// A place beside the road that heads so that its right (-y) is towards the road.
    fn facing_the_road(&self, road: &Road, along: f64, across: f64) -> Placement {
        let turn = if self.side > 0. { 0. } else { PI };
        road.place(along, self.side * across).turned(turn)
    }

    fn pavement(&self, builder: &mut WorldBuilder<'_>, road: &Road, rng: &mut SceneRng) {
        let mut along = EXTENT.from;
        while along < EXTENT.to {
            along += rng.random_range(0.3..1.7) * self.spacing;
            if rng.random_bool(self.people) {
                let across = rng.random_range(self.pavement.from..self.pavement.to);
                people_on_a_pavement(builder, road.place(along, self.side * across), rng);
            } else {
                self.furniture(builder, road, along, rng);
            }
        }
    }

    /// Posts and trees stand near the kerb, the rest anywhere.
    fn furniture(
        &self,
        builder: &mut WorldBuilder<'_>,
        road: &Road,
        along: f64,
        rng: &mut SceneRng,
    ) {
        let kind = match rng.random_range(0..100) {
            0..22 => BodyKind::Pole,
            22..32 => BodyKind::Sign,
            32..54 => BodyKind::Tree,
            54..66 => BodyKind::Bin,
            66..72 => BodyKind::ParkedBicycle,
            72..77 => BodyKind::Bush,
            77..81 => BodyKind::Bench,
            81..86 => BodyKind::Cabinet,
            86..90 => BodyKind::Planter,
            90..91 => BodyKind::AdvertisingPillar,
            _ => pick(rng, &[BodyKind::Skip, BodyKind::Trailer, BodyKind::PalletStack]),
        };
        let Span { from: kerb, to: front } = self.pavement;
        let across = match kind {
            BodyKind::Pole | BodyKind::Sign | BodyKind::Tree => kerb + rng.random_range(0.1..0.6),
            _ => rng.random_range(kerb..front),
        };
        let turn = pick(rng, &[0., FRAC_PI_2, PI, -FRAC_PI_2]);
        let turn = if kind == BodyKind::Sign { pick(rng, &[0., PI]) } else { turn };
        let place = self.facing_the_road(road, along, across).turned(turn);
        let body = builder.library.body(kind, rng);
        builder.try_place(&body, place.turned(normal(rng, 0., 0.1)), 0.1);
    }

    fn front(&self, builder: &mut WorldBuilder<'_>, road: &Road, rng: &mut SceneRng) {
        let mut along = EXTENT.from - rng.random_range(0.0..10.);
        while along < EXTENT.to {
            let kind = if rng.random_bool(self.built) {
                pick(
                    rng,
                    &[
                        BodyKind::Building,
                        BodyKind::Building,
                        BodyKind::Wall,
                        BodyKind::Hedge,
                        BodyKind::Fence,
                    ],
                )
            } else {
                pick(rng, &[BodyKind::Fence, BodyKind::Tree, BodyKind::Bush, BodyKind::Shed])
            };
            let body = builder.library.body(kind, rng);
            let (length, depth) = (body.size().length, body.size().width);
            along += length / 2.;
            // Each stretch stands back by its own amount: the front has recesses.
            let recess = if rng.random_bool(0.4) { rng.random_range(0.5..4.) } else { 0. };
            let across = self.pavement.to + recess + depth / 2.;
            let place = self.facing_the_road(road, along, across);
            builder.try_place(&body, place.turned(normal(rng, 0., 0.01)), 0.05);
            let is_open = !rng.random_bool(self.built);
            let gap =
                if is_open { rng.random_range(1.0..14.) } else { rng.random_range(0.05..1.5) };
            if gap > 4. {
                self.yard(builder, road, along + (length + gap) / 2., rng);
            }
            along += length / 2. + gap;
        }
    }

    /// An open stretch: a car in a drive, something of its size, bushes, trees.
    fn yard(&self, builder: &mut WorldBuilder<'_>, road: &Road, along: f64, rng: &mut SceneRng) {
        for _ in 0..rng.random_range(1..=3) {
            let kind = match rng.random_range(0..10) {
                0..3 => BodyKind::Car,
                3..6 => pick(
                    rng,
                    &[BodyKind::Skip, BodyKind::Trailer, BodyKind::PalletStack, BodyKind::Shed],
                ),
                6..8 => BodyKind::Bush,
                _ => BodyKind::Tree,
            };
            let body = builder.library.body(kind, rng);
            let across = self.pavement.to + rng.random_range(1.5..12.);
            let turn = if rng.random_bool(0.7) { FRAC_PI_2 * sign(rng) } else { 0. };
            let place = self
                .facing_the_road(road, along + normal(rng, 0., 2.), across)
                .turned(turn + normal(rng, 0., 6_f64.to_radians()));
            builder.try_place(&body, place, 0.3);
        }
    }

    /// Gardens and a second row of buildings, seen through the gaps of the front.
    fn behind(&self, builder: &mut WorldBuilder<'_>, road: &Road, rng: &mut SceneRng) {
        let mut along = BEHIND.from;
        while along < BEHIND.to {
            let kind = match rng.random_range(0..10) {
                0..4 => BodyKind::Building,
                4..7 => BodyKind::Hedge,
                7..9 => BodyKind::Tree,
                _ => BodyKind::Shed,
            };
            let body = builder.library.body(kind, rng);
            let across = self.pavement.to + rng.random_range(8.0..24.);
            let place = self.facing_the_road(road, along, across);
            builder.try_place(&body, place.turned(normal(rng, 0., 0.1)), 0.5);
            along += rng.random_range(2.0..8.);
        }
    }
}
