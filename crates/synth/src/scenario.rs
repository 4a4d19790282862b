//! Kinds of places the sensor drives through.

use rand::RngExt;

use crate::{
    ground::Ground,
    random::{SceneRng, pick},
    road::Road,
    roadside::{Roadside, people_on_the_road},
    traffic::{crossing, lanes, parked_rank, parked_row},
    world::World,
};

/// A kind of place.
#[derive(Clone, Copy, Debug)]
enum Scenario {
    /// A residential street with cars parked along it.
    Street,
    /// The same with a road crossing ahead.
    Junction,
    /// Cars parked square to the road in one or two ranks on a side: courtyards and car parks.
    CarPark,
    /// A wide road with traffic and little beside it.
    OpenRoad,
}

const SCENARIOS: [Scenario; 10] = [
    Scenario::Street,
    Scenario::Street,
    Scenario::Street,
    Scenario::Street,
    Scenario::Junction,
    Scenario::Junction,
    Scenario::CarPark,
    Scenario::CarPark,
    Scenario::OpenRoad,
    Scenario::OpenRoad,
];

/// A random scene around the sensor.
pub(crate) fn random_world(rng: &mut SceneRng) -> World {
    let mut world = World::new(Ground::random(rng));
    let scenario = pick(rng, &SCENARIOS);
    let num_lanes = match scenario {
        Scenario::OpenRoad => rng.random_range(2..=3),
        _ => 1,
    };
    let road = Road::random(num_lanes, rng);
    match scenario {
        Scenario::Street => street(&mut world, &road, rng),
        Scenario::Junction => {
            crossing(&mut world, &road, rng.random_range(12.0..35.), rng);
            street(&mut world, &road, rng);
        }
        Scenario::CarPark => car_park(&mut world, &road, rng),
        Scenario::OpenRoad => open_road(&mut world, &road, rng),
    }
    world
}

fn street(world: &mut World, road: &Road, rng: &mut SceneRng) {
    let headway = (rng.random_range(4.0..8.), rng.random_range(10.0..22.));
    lanes(world, road, headway, rng);
    people_on_the_road(world, road, rng);
    for side in [-1., 1.] {
        let mut kerb = road.half_width() + rng.random_range(0.0..1.5);
        if rng.random_bool(0.85) {
            parked_row(world, road, side * (kerb + 1.), rng);
            kerb += 2.1;
        }
        let pavement = (kerb + 0.3, kerb + rng.random_range(2.0..6.));
        let roadside = Roadside {
            side,
            pavement,
            spacing: rng.random_range(4.0..10.),
            built: rng.random_range(0.5..0.95),
        };
        roadside.furnish(world, road, rng);
    }
}

fn car_park(world: &mut World, road: &Road, rng: &mut SceneRng) {
    lanes(world, road, (6., 30.), rng);
    people_on_the_road(world, road, rng);
    for side in [-1., 1.] {
        let mut edge = road.half_width() + rng.random_range(0.3..1.5);
        for _ in 0..pick(rng, &[1, 1, 2]) {
            parked_rank(world, road, side * (edge + 2.4), rng);
            // The next rank lies behind an aisle.
            edge += 4.9 + rng.random_range(0.3..6.);
        }
        let roadside = Roadside {
            side,
            pavement: (edge, edge + rng.random_range(1.0..8.)),
            spacing: rng.random_range(4.0..12.),
            built: rng.random_range(0.3..0.9),
        };
        roadside.furnish(world, road, rng);
    }
}

fn open_road(world: &mut World, road: &Road, rng: &mut SceneRng) {
    let headway = (rng.random_range(3.0..8.), rng.random_range(10.0..22.));
    lanes(world, road, headway, rng);
    for side in [-1., 1.] {
        let edge = road.half_width() + rng.random_range(0.5..3.);
        let roadside = Roadside {
            side,
            pavement: (edge, edge + rng.random_range(2.0..12.)),
            spacing: rng.random_range(5.0..20.),
            built: rng.random_range(0.1..0.7),
        };
        roadside.furnish(world, road, rng);
    }
}
