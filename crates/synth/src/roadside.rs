//! What lines a road: pavement with people and furniture, then house fronts, hedges and walls.

use std::f64::consts::{FRAC_PI_2, TAU};

use rand::RngExt;
use voxelnet_scene::BoxSize;

use crate::{
    car::car,
    material::Material,
    object::Model,
    people::{cyclist, pedestrian},
    props::{bin, block, bush, car_sized_block, hedge, pole, tree, wall},
    random::{SceneRng, normal, pick, sign},
    road::Road,
    traffic::EXTENT,
    world::World,
};

/// One side of a road.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Roadside {
    /// 1 for the left side, -1 for the right one.
    pub side: f64,
    /// Where the pavement begins and ends, metres off the middle of the road.
    pub pavement: (f64, f64),
    /// Mean distance between things on the pavement, metres.
    pub spacing: f64,
    /// Share of the front that is built up; the rest is open.
    pub built: f64,
}

impl Roadside {
    /// Puts things on the pavement and lines it with a front.
    pub fn furnish(&self, world: &mut World, road: &Road, rng: &mut SceneRng) {
        self.pavement(world, road, rng);
        self.front(world, road, rng);
    }

    fn pavement(&self, world: &mut World, road: &Road, rng: &mut SceneRng) {
        let mut along = EXTENT.0;
        while along < EXTENT.1 {
            along += rng.random_range(0.3..1.7) * self.spacing;
            let model = pavement_model(rng);
            let across = rng.random_range(self.pavement.0..self.pavement.1);
            let turn = pick(rng, &[0., FRAC_PI_2, 2. * FRAC_PI_2, 3. * FRAC_PI_2]);
            let place = road.place(along, self.side * across).turned(turn).turned(normal(
                rng,
                0.,
                10_f64.to_radians(),
            ));
            world.try_place(&model, place, 0.1);
        }
    }

    fn front(&self, world: &mut World, road: &Road, rng: &mut SceneRng) {
        let mut along = EXTENT.0 - rng.random_range(0.0..10.);
        while along < EXTENT.1 {
            let length = rng.random_range(4.0..16.);
            along += length / 2.;
            if rng.random_bool(self.built) {
                self.build(world, road, (along, length), rng);
            } else {
                self.clutter_yard(world, road, along, rng);
            }
            along += length / 2. + rng.random_range(0.1..1.5);
        }
    }

    /// A stretch of house front, hedge or wall.
    fn build(
        &self,
        world: &mut World,
        road: &Road,
        (along, length): (f64, f64),
        rng: &mut SceneRng,
    ) {
        let model = match rng.random_range(0..10) {
            0..2 => hedge(length, rng),
            2..4 => wall(length, rng),
            _ => house(length, rng),
        };
        // Each stretch stands back by its own amount: the front has recesses.
        let recess = if rng.random_bool(0.4) { rng.random_range(0.5..4.) } else { 0. };
        let across = self.pavement.1 + recess + model.size.width / 2.;
        let place = road.place(along, self.side * across);
        world.try_place(&model, place.turned(normal(rng, 0., 0.01)), 0.05);
    }

    /// An open stretch: a car in a drive, something of its size, bushes, trees.
    fn clutter_yard(&self, world: &mut World, road: &Road, along: f64, rng: &mut SceneRng) {
        for _ in 0..rng.random_range(1..=3) {
            let model = match rng.random_range(0..10) {
                0..2 => car(rng),
                2..6 => car_sized_block(rng),
                6..8 => bush(rng),
                _ => tree(rng),
            };
            let across = self.pavement.1 + rng.random_range(1.5..9.);
            let place = road
                .place(along + normal(rng, 0., 2.), self.side * across)
                .turned(if rng.random_bool(0.7) { FRAC_PI_2 * sign(rng) } else { 0. })
                .turned(normal(rng, 0., 6_f64.to_radians()));
            world.try_place(&model, place, 0.3);
        }
    }
}

fn house(length: f64, rng: &mut SceneRng) -> Model {
    let size =
        BoxSize { length, width: rng.random_range(4.0..9.), height: rng.random_range(2.6..11.) };
    block(size, Material::masonry(rng))
}

fn pavement_model(rng: &mut SceneRng) -> Model {
    match rng.random_range(0..100) {
        0..18 => pedestrian(rng),
        18..23 => cyclist(rng),
        23..48 => pole(rng),
        48..66 => tree(rng),
        66..82 => bin(rng),
        82..92 => bush(rng),
        _ => car_sized_block(rng),
    }
}

/// A few people on the roadway itself, heading anywhere.
pub(crate) fn people_on_the_road(world: &mut World, road: &Road, rng: &mut SceneRng) {
    for _ in 0..rng.random_range(0..=2) {
        let model = if rng.random_bool(0.7) { pedestrian(rng) } else { cyclist(rng) };
        let left = rng.random_range(-road.half_width()..road.half_width());
        let place = road.place(rng.random_range(6.0..40.), left);
        world.try_place(&model, place.turned(rng.random_range(0.0..TAU)), 0.3);
    }
}
