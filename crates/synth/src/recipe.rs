//! The kinds of bodies that scenes are made of, and how each is drawn.

use rand::RngExt;

use crate::{bodies, model::Model, random::SceneRng};

/// A kind of body that can stand in a scene. New kinds go last: the number of a kind is part of its random key.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum BodyKind {
    Car,
    Van,
    Truck,
    Tram,
    Pedestrian,
    PersonSitting,
    Cyclist,
    ParkedBicycle,
    Building,
    Shed,
    Fence,
    Wall,
    Hedge,
    Bush,
    Tree,
    Pole,
    Sign,
    Bin,
    Bench,
    Cabinet,
    Planter,
    AdvertisingPillar,
    Skip,
    Trailer,
    PalletStack,
    Shrubbery,
    OvergrownHedge,
    Undergrowth,
    IvyWall,
    Thicket,
    BicycleRack,
    ParkedMotorcycle,
    GuardRail,
    PavementRailing,
    ConstructionBarrier,
    MeshFence,
    Hoarding,
    ConcreteBarrier,
    Scaffold,
    ConeRow,
    MaterialStack,
    MarketStall,
    OpenCafe,
    StopShelter,
    PhoneShelter,
    AdvertisingBoard,
    Caravan,
    BoatTrailer,
    Stairs,
    Playground,
    DressedPole,
    BoardPosts,
    Bollards,
    StreetMachine,
    Statue,
    Stroller,
    Dog,
    PavementSign,
    TubPlant,
    Roll,
    Pillar,
}

/// The way to make the shapes of a kind.
pub(crate) struct Recipe {
    pub kind: BodyKind,
    pub num_shapes: usize,
    /// Bodies are stretched by up to this share along each axis.
    pub stretch: f64,
    pub model: fn(&mut SceneRng) -> Model,
}

/// In the order of [`BodyKind`].
pub(crate) const RECIPES: [Recipe; 61] = [
    Recipe { kind: BodyKind::Car, num_shapes: 128, stretch: 0.03, model: bodies::car },
    Recipe { kind: BodyKind::Van, num_shapes: 32, stretch: 0.04, model: bodies::van },
    Recipe { kind: BodyKind::Truck, num_shapes: 12, stretch: 0.05, model: bodies::truck },
    Recipe { kind: BodyKind::Tram, num_shapes: 4, stretch: 0.03, model: bodies::tram },
    Recipe { kind: BodyKind::Pedestrian, num_shapes: 64, stretch: 0.03, model: bodies::pedestrian },
    Recipe {
        kind: BodyKind::PersonSitting,
        num_shapes: 12,
        stretch: 0.03,
        model: bodies::person_sitting,
    },
    Recipe { kind: BodyKind::Cyclist, num_shapes: 32, stretch: 0.03, model: bodies::cyclist },
    Recipe {
        kind: BodyKind::ParkedBicycle,
        num_shapes: 6,
        stretch: 0.05,
        model: bodies::parked_bicycle,
    },
    Recipe {
        kind: BodyKind::Building,
        num_shapes: 24,
        stretch: 0.08,
        model: |rng| bodies::building(rng.random_range(6.0..18.), rng),
    },
    Recipe { kind: BodyKind::Shed, num_shapes: 8, stretch: 0.1, model: bodies::shed },
    Recipe {
        kind: BodyKind::Fence,
        num_shapes: 12,
        stretch: 0.1,
        model: |rng| bodies::fence(rng.random_range(3.0..9.), rng),
    },
    Recipe {
        kind: BodyKind::Wall,
        num_shapes: 10,
        stretch: 0.1,
        model: |rng| bodies::wall(rng.random_range(3.0..9.), rng),
    },
    Recipe {
        kind: BodyKind::Hedge,
        num_shapes: 12,
        stretch: 0.1,
        model: |rng| bodies::hedge(rng.random_range(2.5..7.), rng),
    },
    Recipe { kind: BodyKind::Bush, num_shapes: 12, stretch: 0.15, model: bodies::bush },
    Recipe { kind: BodyKind::Tree, num_shapes: 24, stretch: 0.15, model: bodies::tree },
    Recipe { kind: BodyKind::Pole, num_shapes: 16, stretch: 0.1, model: bodies::pole },
    Recipe { kind: BodyKind::Sign, num_shapes: 10, stretch: 0.05, model: bodies::sign },
    Recipe { kind: BodyKind::Bin, num_shapes: 8, stretch: 0.1, model: bodies::bin },
    Recipe { kind: BodyKind::Bench, num_shapes: 4, stretch: 0.1, model: bodies::bench },
    Recipe { kind: BodyKind::Cabinet, num_shapes: 4, stretch: 0.15, model: bodies::cabinet },
    Recipe { kind: BodyKind::Planter, num_shapes: 4, stretch: 0.15, model: bodies::planter },
    Recipe {
        kind: BodyKind::AdvertisingPillar,
        num_shapes: 2,
        stretch: 0.1,
        model: bodies::advertising_pillar,
    },
    Recipe { kind: BodyKind::Skip, num_shapes: 6, stretch: 0.1, model: bodies::skip },
    Recipe { kind: BodyKind::Trailer, num_shapes: 6, stretch: 0.08, model: bodies::trailer },
    Recipe {
        kind: BodyKind::PalletStack,
        num_shapes: 4,
        stretch: 0.15,
        model: bodies::pallet_stack,
    },
    Recipe { kind: BodyKind::Shrubbery, num_shapes: 24, stretch: 0.1, model: bodies::shrubbery },
    Recipe {
        kind: BodyKind::OvergrownHedge,
        num_shapes: 20,
        stretch: 0.1,
        model: bodies::overgrown_hedge,
    },
    Recipe {
        kind: BodyKind::Undergrowth,
        num_shapes: 16,
        stretch: 0.1,
        model: bodies::undergrowth,
    },
    Recipe { kind: BodyKind::IvyWall, num_shapes: 16, stretch: 0.1, model: bodies::ivy_wall },
    Recipe { kind: BodyKind::Thicket, num_shapes: 20, stretch: 0.1, model: bodies::thicket },
    Recipe {
        kind: BodyKind::BicycleRack,
        num_shapes: 16,
        stretch: 0.1,
        model: bodies::bicycle_rack,
    },
    Recipe {
        kind: BodyKind::ParkedMotorcycle,
        num_shapes: 20,
        stretch: 0.1,
        model: bodies::parked_motorcycle,
    },
    Recipe { kind: BodyKind::GuardRail, num_shapes: 10, stretch: 0.1, model: bodies::guard_rail },
    Recipe {
        kind: BodyKind::PavementRailing,
        num_shapes: 10,
        stretch: 0.1,
        model: bodies::pavement_railing,
    },
    Recipe {
        kind: BodyKind::ConstructionBarrier,
        num_shapes: 12,
        stretch: 0.1,
        model: bodies::construction_barrier,
    },
    Recipe { kind: BodyKind::MeshFence, num_shapes: 16, stretch: 0.1, model: bodies::mesh_fence },
    Recipe { kind: BodyKind::Hoarding, num_shapes: 12, stretch: 0.1, model: bodies::hoarding },
    Recipe {
        kind: BodyKind::ConcreteBarrier,
        num_shapes: 12,
        stretch: 0.1,
        model: bodies::concrete_barrier,
    },
    Recipe { kind: BodyKind::Scaffold, num_shapes: 12, stretch: 0.1, model: bodies::scaffold },
    Recipe { kind: BodyKind::ConeRow, num_shapes: 10, stretch: 0.1, model: bodies::cone_row },
    Recipe {
        kind: BodyKind::MaterialStack,
        num_shapes: 16,
        stretch: 0.1,
        model: bodies::material_stack,
    },
    Recipe {
        kind: BodyKind::MarketStall,
        num_shapes: 14,
        stretch: 0.1,
        model: bodies::market_stall,
    },
    Recipe { kind: BodyKind::OpenCafe, num_shapes: 16, stretch: 0.1, model: bodies::open_cafe },
    Recipe {
        kind: BodyKind::StopShelter,
        num_shapes: 12,
        stretch: 0.1,
        model: bodies::stop_shelter,
    },
    Recipe {
        kind: BodyKind::PhoneShelter,
        num_shapes: 8,
        stretch: 0.1,
        model: bodies::phone_shelter,
    },
    Recipe {
        kind: BodyKind::AdvertisingBoard,
        num_shapes: 12,
        stretch: 0.1,
        model: bodies::advertising_board,
    },
    Recipe { kind: BodyKind::Caravan, num_shapes: 10, stretch: 0.1, model: bodies::caravan },
    Recipe {
        kind: BodyKind::BoatTrailer,
        num_shapes: 8,
        stretch: 0.1,
        model: bodies::boat_trailer,
    },
    Recipe { kind: BodyKind::Stairs, num_shapes: 14, stretch: 0.1, model: bodies::stairs },
    Recipe { kind: BodyKind::Playground, num_shapes: 14, stretch: 0.1, model: bodies::playground },
    Recipe {
        kind: BodyKind::DressedPole,
        num_shapes: 24,
        stretch: 0.08,
        model: bodies::dressed_pole,
    },
    Recipe { kind: BodyKind::BoardPosts, num_shapes: 16, stretch: 0.1, model: bodies::board_posts },
    Recipe { kind: BodyKind::Bollards, num_shapes: 16, stretch: 0.1, model: bodies::bollards },
    Recipe {
        kind: BodyKind::StreetMachine,
        num_shapes: 24,
        stretch: 0.1,
        model: bodies::street_machine,
    },
    Recipe { kind: BodyKind::Statue, num_shapes: 12, stretch: 0.1, model: bodies::statue },
    Recipe { kind: BodyKind::Stroller, num_shapes: 8, stretch: 0.08, model: bodies::stroller },
    Recipe { kind: BodyKind::Dog, num_shapes: 10, stretch: 0.1, model: bodies::dog },
    Recipe {
        kind: BodyKind::PavementSign,
        num_shapes: 12,
        stretch: 0.1,
        model: bodies::pavement_sign,
    },
    Recipe { kind: BodyKind::TubPlant, num_shapes: 16, stretch: 0.12, model: bodies::tub_plant },
    Recipe { kind: BodyKind::Roll, num_shapes: 12, stretch: 0.1, model: bodies::roll },
    Recipe { kind: BodyKind::Pillar, num_shapes: 24, stretch: 0.1, model: bodies::pillar },
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn recipes_stand_in_the_order_of_kinds() {
        for (place, recipe) in RECIPES.iter().enumerate() {
            assert_eq!(recipe.kind as usize, place);
        }
    }
}
