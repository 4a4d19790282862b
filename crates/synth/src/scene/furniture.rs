//! The things on a pavement, each in its zone: at the kerb, in the way, or at the front.
//!
//! Lamps, street trees, bollards and railings stand in rows; the rest stands alone. A share of the pavements has a
//! building site.

use std::f64::consts::{FRAC_PI_2, PI};

use rand::RngExt;

use super::EXTENT;
use super::builder::WorldBuilder;
use crate::{
    placement::Placement,
    random::{SceneRng, normal, pick, weighted},
    recipe::BodyKind,
    span::{Span, span},
};

/// Where on a pavement something stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Zone {
    /// Beside the roadway.
    Kerb,
    /// Anywhere.
    Way,
    /// At the houses.
    Front,
}

/// The way something is turned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Facing {
    /// Its front towards the road.
    Road,
    /// Its front towards those who walk along.
    Along,
    /// Any of the four.
    Any,
}

/// Things that stand alone, with their shares.
const SINGLE: [((BodyKind, Zone, Facing), u32); 31] = [
    ((BodyKind::Pole, Zone::Kerb, Facing::Any), 6),
    ((BodyKind::DressedPole, Zone::Kerb, Facing::Any), 8),
    ((BodyKind::Sign, Zone::Kerb, Facing::Along), 8),
    ((BodyKind::BoardPosts, Zone::Kerb, Facing::Along), 3),
    ((BodyKind::Tree, Zone::Kerb, Facing::Any), 10),
    ((BodyKind::Bollards, Zone::Kerb, Facing::Road), 4),
    ((BodyKind::StreetMachine, Zone::Kerb, Facing::Along), 6),
    ((BodyKind::ParkedMotorcycle, Zone::Kerb, Facing::Any), 3),
    ((BodyKind::BicycleRack, Zone::Kerb, Facing::Road), 3),
    ((BodyKind::ParkedBicycle, Zone::Front, Facing::Road), 5),
    ((BodyKind::StopShelter, Zone::Kerb, Facing::Road), 1),
    ((BodyKind::AdvertisingPillar, Zone::Way, Facing::Any), 1),
    ((BodyKind::AdvertisingBoard, Zone::Way, Facing::Along), 1),
    ((BodyKind::PhoneShelter, Zone::Way, Facing::Road), 1),
    ((BodyKind::Bin, Zone::Front, Facing::Road), 8),
    ((BodyKind::Bench, Zone::Front, Facing::Road), 3),
    ((BodyKind::Cabinet, Zone::Front, Facing::Road), 4),
    ((BodyKind::Planter, Zone::Way, Facing::Road), 3),
    ((BodyKind::TubPlant, Zone::Front, Facing::Any), 5),
    ((BodyKind::Statue, Zone::Way, Facing::Any), 1),
    ((BodyKind::Stroller, Zone::Way, Facing::Along), 1),
    ((BodyKind::Dog, Zone::Way, Facing::Any), 2),
    ((BodyKind::PavementSign, Zone::Way, Facing::Along), 2),
    ((BodyKind::Roll, Zone::Front, Facing::Any), 1),
    ((BodyKind::Pillar, Zone::Front, Facing::Road), 4),
    ((BodyKind::Bush, Zone::Front, Facing::Any), 4),
    ((BodyKind::Shrubbery, Zone::Front, Facing::Road), 4),
    ((BodyKind::Undergrowth, Zone::Way, Facing::Road), 2),
    ((BodyKind::OpenCafe, Zone::Front, Facing::Road), 1),
    ((BodyKind::MarketStall, Zone::Way, Facing::Road), 1),
    ((BodyKind::Stairs, Zone::Front, Facing::Road), 2),
];

/// Things of a building site, with their shares.
const SITE: [(BodyKind, u32); 8] = [
    (BodyKind::ConstructionBarrier, 4),
    (BodyKind::ConeRow, 3),
    (BodyKind::MeshFence, 3),
    (BodyKind::ConcreteBarrier, 2),
    (BodyKind::MaterialStack, 4),
    (BodyKind::Skip, 2),
    (BodyKind::PalletStack, 2),
    (BodyKind::Hoarding, 1),
];
const SITE_LENGTH: Span = span(6., 25.);

/// Distances from the kerb of what stands beside it, metres.
const BESIDE_KERB: Span = span(0.15, 0.7);
/// Deviation of the heading of what was put up square to the street, radians.
const SKEW: f64 = 0.1;
/// Least distance between two things, metres.
const CLEARANCE: f64 = 0.1;

/// A row of things along a kerb.
struct Row {
    kinds: &'static [BodyKind],
    /// Share of the pavements with such a row.
    share: f64,
    /// From one to the next, metres.
    spacing: Span,
    length: Span,
}

const ROWS: [Row; 5] = [
    Row {
        kinds: &[BodyKind::Pole, BodyKind::Pole, BodyKind::DressedPole],
        share: 0.7,
        spacing: span(18., 36.),
        length: span(150., 150.),
    },
    Row { kinds: &[BodyKind::Tree], share: 0.4, spacing: span(6., 14.), length: span(40., 150.) },
    Row { kinds: &[BodyKind::Bollards], share: 0.12, spacing: span(3., 7.), length: span(8., 40.) },
    Row {
        kinds: &[BodyKind::PavementRailing],
        share: 0.06,
        spacing: span(4., 7.),
        length: span(8., 30.),
    },
    Row {
        kinds: &[BodyKind::GuardRail],
        share: 0.04,
        spacing: span(8., 13.),
        length: span(20., 80.),
    },
];

/// A pavement while it is being furnished.
pub(super) struct Pavement<'a> {
    /// Begin and end, metres off the middle of the road.
    pub across: Span,
    /// The place beside the road, so many metres along and off its middle, that heads so that its right (-y) is
    /// towards the road.
    pub place: &'a dyn Fn(f64, f64) -> Placement,
}

impl Pavement<'_> {
    /// Puts up what stands in rows, and a building site.
    pub fn rows(&self, builder: &mut WorldBuilder<'_>, rng: &mut SceneRng) {
        for row in ROWS.iter().filter(|row| rng.random_bool(row.share)).collect::<Vec<_>>() {
            self.row(builder, row, rng);
        }
        if rng.random_bool(0.12) {
            self.site(builder, rng);
        }
    }

    fn row(&self, builder: &mut WorldBuilder<'_>, row: &Row, rng: &mut SceneRng) {
        let across = self.across.from + BESIDE_KERB.draw(rng);
        let spacing = row.spacing.draw(rng);
        let length = row.length.draw(rng);
        let start =
            EXTENT.from + rng.random_range(0.0..=(EXTENT.length() - length).max(0.) + spacing);
        for number in 0..(length / spacing) as u32 {
            let along = start + f64::from(number) * spacing;
            let body = builder.library.body(pick(rng, row.kinds), rng);
            let place = (self.place)(along + normal(rng, 0., 0.1), across);
            builder.try_place(&body, place.turned(normal(rng, 0., 0.05)), CLEARANCE);
        }
    }

    /// A stretch of the kerb, and of the roadway beside it, where somebody builds.
    fn site(&self, builder: &mut WorldBuilder<'_>, rng: &mut SceneRng) {
        let start = rng.random_range(-40.0..40.);
        let end = start + SITE_LENGTH.draw(rng);
        let mut along = start;
        while along < end {
            let body = builder.library.body(weighted(rng, &SITE), rng);
            let across = rng.random_range(self.across.from - 0.8..self.across.to);
            along += body.size().length / 2.;
            let place = (self.place)(along, across).turned(normal(rng, 0., SKEW));
            builder.try_place(&body, place, CLEARANCE);
            along += body.size().length / 2. + rng.random_range(0.1..2.);
        }
    }

    /// Puts up one thing that stands alone.
    pub fn single(&self, builder: &mut WorldBuilder<'_>, along: f64, rng: &mut SceneRng) {
        let (kind, zone, facing) = weighted(rng, &SINGLE);
        let body = builder.library.body(kind, rng);
        let turn = match facing {
            Facing::Road => 0.,
            Facing::Along => pick(rng, &[FRAC_PI_2, -FRAC_PI_2]),
            Facing::Any => pick(rng, &[0., FRAC_PI_2, PI, -FRAC_PI_2]),
        };
        let depth = if turn.abs() == FRAC_PI_2 { body.size().length } else { body.size().width };
        let Span { from: kerb, to: front } = self.across;
        let across = match zone {
            Zone::Kerb => kerb + BESIDE_KERB.draw(rng).max(depth / 2.),
            Zone::Way => rng.random_range(kerb..front),
            Zone::Front => front - depth / 2. - rng.random_range(0.0..0.3),
        };
        let place = (self.place)(along, across).turned(turn + normal(rng, 0., SKEW));
        builder.try_place(&body, place, CLEARANCE);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        class::Class,
        ground::Ground,
        library::Library,
        random::{Purpose, stream},
        world::World,
    };

    #[test]
    fn rows_stand_beside_the_kerb_and_single_things_on_the_pavement() {
        let library = Library::new(1);
        let across = span(4., 7.);
        let place = |along: f64, off: f64| Placement { x: along, y: off, yaw: 0. };
        let pavement = Pavement { across, place: &place };
        let mut num_things = 0;
        for frame in 0..20 {
            let mut rng = stream(3, frame, Purpose::Scene);
            let world = World::new(Ground::level(1.73));
            let mut builder = WorldBuilder { world, library: &library, classes: &Class::ALL };
            pavement.rows(&mut builder, &mut rng);
            for along in 0..20 {
                pavement.single(&mut builder, f64::from(along) * 5. - 50., &mut rng);
            }
            for object in &builder.world.objects {
                assert_eq!(object.class(), None);
                let y = object.bounds.center.y;
                assert!((3.0..7.5).contains(&y), "{y}");
            }
            num_things += builder.world.objects.len();
        }
        assert!(num_things > 300, "{num_things}");
    }
}
