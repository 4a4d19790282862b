//! The sides of a road: pavement with people and furniture, then fronts of houses, walls and hedges, and
//! what stands behind them.

use std::f64::consts::{FRAC_PI_2, PI};

use rand::RngExt;

use super::EXTENT;
use super::builder::WorldBuilder;
use super::furniture::Pavement;
use super::people::people_on_a_pavement;
use crate::{
    placement::Placement,
    random::{SceneRng, normal, sign, weighted},
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

/// What lines a pavement, with its shares: where it is built up, and where it is open.
const BUILT: [(BodyKind, u32); 9] = [
    (BodyKind::Building, 40),
    (BodyKind::Scaffold, 2),
    (BodyKind::Wall, 14),
    (BodyKind::IvyWall, 6),
    (BodyKind::Hedge, 10),
    (BodyKind::OvergrownHedge, 10),
    (BodyKind::Fence, 16),
    (BodyKind::MeshFence, 3),
    (BodyKind::Hoarding, 2),
];
const OPEN: [(BodyKind, u32); 8] = [
    (BodyKind::Fence, 20),
    (BodyKind::Tree, 20),
    (BodyKind::Bush, 12),
    (BodyKind::Shed, 15),
    (BodyKind::Shrubbery, 14),
    (BodyKind::Thicket, 12),
    (BodyKind::Undergrowth, 6),
    (BodyKind::OvergrownHedge, 8),
];
/// What stands in open stretches behind a pavement.
const YARD: [(BodyKind, u32); 13] = [
    (BodyKind::Car, 30),
    (BodyKind::Skip, 6),
    (BodyKind::Trailer, 6),
    (BodyKind::PalletStack, 5),
    (BodyKind::MaterialStack, 5),
    (BodyKind::Shed, 6),
    (BodyKind::Caravan, 4),
    (BodyKind::BoatTrailer, 2),
    (BodyKind::Playground, 2),
    (BodyKind::Shrubbery, 10),
    (BodyKind::Thicket, 6),
    (BodyKind::Bush, 10),
    (BodyKind::Tree, 14),
];
/// What stands in gardens behind the front.
const BEHIND: [(BodyKind, u32); 7] = [
    (BodyKind::Building, 40),
    (BodyKind::Hedge, 14),
    (BodyKind::OvergrownHedge, 8),
    (BodyKind::Thicket, 8),
    (BodyKind::Shrubbery, 6),
    (BodyKind::Tree, 16),
    (BodyKind::Shed, 8),
];
/// Share of the gaps in a front with pillars beside them.
const GATES: f64 = 0.3;

/// The extent of gardens behind and ahead of the sensor: the front hides those farther away.
const GARDENS: Span = span(-62., 62.);

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
        let place = |along: f64, across: f64| self.facing_the_road(road, along, across);
        let furniture = Pavement { across: self.pavement, place: &place };
        furniture.rows(builder, rng);
        let mut along = EXTENT.from;
        while along < EXTENT.to {
            along += rng.random_range(0.3..1.7) * self.spacing;
            if rng.random_bool(self.people) {
                let across = rng.random_range(self.pavement.from..self.pavement.to);
                people_on_a_pavement(builder, road.place(along, self.side * across), rng);
            } else {
                furniture.single(builder, along, rng);
            }
        }
    }

    fn front(&self, builder: &mut WorldBuilder<'_>, road: &Road, rng: &mut SceneRng) {
        let mut along = EXTENT.from - rng.random_range(0.0..10.);
        while along < EXTENT.to {
            let kinds = if rng.random_bool(self.built) { &BUILT[..] } else { &OPEN[..] };
            let kind = weighted(rng, kinds);
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
            if gap > 2. && rng.random_bool(GATES) {
                self.gate(builder, road, along + length / 2., gap, rng);
            }
            if gap > 4. {
                self.yard(builder, road, along + (length + gap) / 2., rng);
            }
            along += length / 2. + gap;
        }
    }

    /// Pillars on both sides of a gap in the front.
    fn gate(
        &self,
        builder: &mut WorldBuilder<'_>,
        road: &Road,
        from: f64,
        gap: f64,
        rng: &mut SceneRng,
    ) {
        for along in [from + 0.3, from + gap - 0.3] {
            let body = builder.library.body(BodyKind::Pillar, rng);
            let place = self.facing_the_road(road, along, self.pavement.to + 0.3);
            builder.try_place(&body, place, 0.);
        }
    }

    /// An open stretch: a car in a drive, something of its size, bushes, trees.
    fn yard(&self, builder: &mut WorldBuilder<'_>, road: &Road, along: f64, rng: &mut SceneRng) {
        for _ in 0..rng.random_range(1..=3) {
            let kind = weighted(rng, &YARD);
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
        let mut along = GARDENS.from;
        while along < GARDENS.to {
            let kind = weighted(rng, &BEHIND);
            let body = builder.library.body(kind, rng);
            let across = self.pavement.to + rng.random_range(8.0..24.);
            let place = self.facing_the_road(road, along, across);
            builder.try_place(&body, place.turned(normal(rng, 0., 0.1)), 0.5);
            along += rng.random_range(2.0..8.);
        }
    }
}
