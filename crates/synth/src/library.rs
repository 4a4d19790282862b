//! The bodies that scenes are made of.
//!
//! A dataset draws its shapes once, and its scenes stretch, mirror and paint them: preparing a mesh for
//! rays takes a thousand times as long as putting one into a scene.

use std::sync::Arc;

use nalgebra::Vector3;
use rand::RngExt;
use rayon::prelude::*;

use crate::{
    bodies,
    body::Model,
    object::Body,
    random::{Purpose, SceneRng, pick, stream},
    shape::Shape,
    surface::Palette,
};

/// What can stand in a scene.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Thing {
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
}

/// How the shapes of a thing are made.
struct Recipe {
    thing: Thing,
    num_shapes: usize,
    /// Bodies are stretched by up to this share along each axis.
    stretch: f64,
    model: fn(&mut SceneRng) -> Model,
}

const RECIPES: [Recipe; 25] = [
    Recipe { thing: Thing::Car, num_shapes: 64, stretch: 0.03, model: bodies::car },
    Recipe { thing: Thing::Van, num_shapes: 12, stretch: 0.04, model: bodies::van },
    Recipe { thing: Thing::Truck, num_shapes: 12, stretch: 0.05, model: bodies::truck },
    Recipe { thing: Thing::Tram, num_shapes: 4, stretch: 0.03, model: bodies::tram },
    Recipe { thing: Thing::Pedestrian, num_shapes: 64, stretch: 0.03, model: bodies::pedestrian },
    Recipe {
        thing: Thing::PersonSitting,
        num_shapes: 12,
        stretch: 0.03,
        model: bodies::person_sitting,
    },
    Recipe { thing: Thing::Cyclist, num_shapes: 32, stretch: 0.03, model: bodies::cyclist },
    Recipe {
        thing: Thing::ParkedBicycle,
        num_shapes: 6,
        stretch: 0.05,
        model: bodies::parked_bicycle,
    },
    Recipe {
        thing: Thing::Building,
        num_shapes: 24,
        stretch: 0.08,
        model: |rng| bodies::building(rng.random_range(6.0..18.), rng),
    },
    Recipe { thing: Thing::Shed, num_shapes: 8, stretch: 0.1, model: bodies::shed },
    Recipe {
        thing: Thing::Fence,
        num_shapes: 12,
        stretch: 0.1,
        model: |rng| bodies::fence(rng.random_range(3.0..9.), rng),
    },
    Recipe {
        thing: Thing::Wall,
        num_shapes: 10,
        stretch: 0.1,
        model: |rng| bodies::wall(rng.random_range(3.0..9.), rng),
    },
    Recipe {
        thing: Thing::Hedge,
        num_shapes: 12,
        stretch: 0.1,
        model: |rng| bodies::hedge(rng.random_range(2.5..7.), rng),
    },
    Recipe { thing: Thing::Bush, num_shapes: 12, stretch: 0.15, model: bodies::bush },
    Recipe { thing: Thing::Tree, num_shapes: 24, stretch: 0.15, model: bodies::tree },
    Recipe { thing: Thing::Pole, num_shapes: 16, stretch: 0.1, model: bodies::pole },
    Recipe { thing: Thing::Sign, num_shapes: 10, stretch: 0.05, model: bodies::sign },
    Recipe { thing: Thing::Bin, num_shapes: 8, stretch: 0.1, model: bodies::bin },
    Recipe { thing: Thing::Bench, num_shapes: 4, stretch: 0.1, model: bodies::bench },
    Recipe { thing: Thing::Cabinet, num_shapes: 4, stretch: 0.15, model: bodies::cabinet },
    Recipe { thing: Thing::Planter, num_shapes: 4, stretch: 0.15, model: bodies::planter },
    Recipe {
        thing: Thing::AdvertisingPillar,
        num_shapes: 2,
        stretch: 0.1,
        model: bodies::advertising_pillar,
    },
    Recipe { thing: Thing::Skip, num_shapes: 6, stretch: 0.1, model: bodies::skip },
    Recipe { thing: Thing::Trailer, num_shapes: 6, stretch: 0.08, model: bodies::trailer },
    Recipe { thing: Thing::PalletStack, num_shapes: 4, stretch: 0.15, model: bodies::pallet_stack },
];

/// Shapes of all things, drawn from the seed of a dataset.
pub(crate) struct Library {
    /// In the order of [`Thing`].
    shapes: Vec<Vec<Arc<Shape>>>,
}

impl Library {
    /// The shapes of a dataset.
    pub fn new(seed: u64) -> Self {
        let shape = |recipe: &Recipe, number: usize| {
            let key = ((recipe.thing as u64) << 32) + number as u64;
            Arc::new(Shape::new((recipe.model)(&mut stream(seed, key, Purpose::Shape))))
        };
        let shapes = RECIPES.par_iter().map(|recipe| {
            (0..recipe.num_shapes).into_par_iter().map(|number| shape(recipe, number)).collect()
        });
        Self { shapes: shapes.collect() }
    }

    /// A body of a thing, one of its shapes varied.
    pub fn body(&self, thing: Thing, rng: &mut SceneRng) -> Body {
        let stretch = RECIPES[thing as usize].stretch;
        let mut factor = || rng.random_range(1. - stretch..1. + stretch);
        let factors = Vector3::new(factor(), factor(), factor());
        let body = self.unvaried(thing, rng).stretched(factors);
        if rng.random_bool(0.5) { body.mirrored() } else { body }
    }

    /// A body of a thing in the size and hand of its shape.
    pub fn unvaried(&self, thing: Thing, rng: &mut SceneRng) -> Body {
        let shapes = &self.shapes[thing as usize];
        let shape = &shapes[rng.random_range(0..shapes.len())];
        Body::new(Arc::clone(shape), Palette::random(rng))
    }

    /// A body of one of several things, each as likely as the others.
    pub fn body_of_any(&self, things: &[Thing], rng: &mut SceneRng) -> Body {
        let thing = pick(rng, things);
        self.body(thing, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Class;

    #[test]
    fn recipes_stand_in_the_order_of_things() {
        for (place, recipe) in RECIPES.iter().enumerate() {
            assert_eq!(recipe.thing as usize, place);
        }
    }

    #[test]
    fn cars_have_the_sizes_of_the_benchmark() {
        let library = Library::new(3);
        let mut rng = stream(6, 0, Purpose::Scene);
        let sizes: Vec<_> = (0..2000).map(|_| library.body(Thing::Car, &mut rng).size()).collect();
        let mean_and_deviation = |of: fn(&voxelnet_scene::BoxSize) -> f64| {
            let mean = sizes.iter().map(of).sum::<f64>() / 2000.;
            let variance = sizes.iter().map(|s| (of(s) - mean).powi(2)).sum::<f64>() / 2000.;
            (mean, variance.sqrt())
        };
        for (found, mean, deviation) in [
            (mean_and_deviation(|size| size.length), 3.9, 0.4),
            (mean_and_deviation(|size| size.width), 1.6, 0.1),
            (mean_and_deviation(|size| size.height), 1.5, 0.15),
        ] {
            assert!((found.0 - mean).abs() < 0.1, "mean {}, expected {mean}", found.0);
            assert!((found.1 / deviation - 1.).abs() < 0.4, "{}, expected {deviation}", found.1);
        }
    }

    #[test]
    fn things_are_what_they_are_called_and_follow_from_the_seed() {
        let library = Library::new(3);
        let mut rng = stream(6, 1, Purpose::Scene);
        assert_eq!(library.body(Thing::Tram, &mut rng).class(), Some(Class::Tram));
        assert_eq!(library.body(Thing::Skip, &mut rng).class(), None);
        assert_eq!(library.body(Thing::Van, &mut rng).class(), Some(Class::Van));
        let size = |seed| Library::new(seed).shapes[0][0].size;
        assert_eq!(size(3), size(3));
        assert_ne!(size(3), size(4));
    }
}
