//! The bodies that scenes are made of.
//!
//! A dataset draws its shapes once, and its scenes stretch, mirror and paint them: preparing a mesh for
//! rays takes a thousand times as long as putting one into a scene.

use std::sync::Arc;

use nalgebra::Vector3;
use rand::RngExt;
use rayon::prelude::*;

use crate::{
    body::Body,
    random::{Purpose, SceneRng, pick, stream},
    recipe::{BodyKind, RECIPES, Recipe},
    shape::Shape,
    surface::Palette,
};

/// Shapes of all kinds, drawn from the seed of a dataset.
pub(crate) struct Library {
    /// In the order of [`BodyKind`].
    shapes: Vec<Vec<Arc<Shape>>>,
}

impl Library {
    /// The shapes of a dataset.
    pub fn new(seed: u64) -> Self {
        let shape = |recipe: &Recipe, number: usize| {
            let key = ((recipe.kind as u64) << 32) + number as u64;
            Arc::new(Shape::new((recipe.model)(&mut stream(seed, key, Purpose::Shape))))
        };
        let shapes = RECIPES.par_iter().map(|recipe| {
            (0..recipe.num_shapes).into_par_iter().map(|number| shape(recipe, number)).collect()
        });
        Self { shapes: shapes.collect() }
    }

    /// A body of a kind, one of its shapes varied.
    pub fn body(&self, kind: BodyKind, rng: &mut SceneRng) -> Body {
        let stretch = RECIPES[kind as usize].stretch;
        let mut factor = || rng.random_range(1. - stretch..1. + stretch);
        let factors = Vector3::new(factor(), factor(), factor());
        let body = self.unvaried(kind, rng).stretched(factors);
        if rng.random_bool(0.5) { body.mirrored() } else { body }
    }

    /// A body of a kind in the size and hand of its shape.
    pub fn unvaried(&self, kind: BodyKind, rng: &mut SceneRng) -> Body {
        let shapes = &self.shapes[kind as usize];
        let shape = &shapes[rng.random_range(0..shapes.len())];
        Body::new(Arc::clone(shape), Palette::random(rng))
    }

    /// A body of one of several kinds, each as likely as the others.
    pub fn body_of_any(&self, kinds: &[BodyKind], rng: &mut SceneRng) -> Body {
        let kind = pick(rng, kinds);
        self.body(kind, rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::class::Class;

    #[test]
    fn cars_have_the_sizes_of_their_styles() {
        let library = Library::new(3);
        let mut rng = stream(6, 0, Purpose::Scene);
        let sizes: Vec<_> =
            (0..2000).map(|_| library.body(BodyKind::Car, &mut rng).size()).collect();
        let mean_and_deviation = |of: fn(&voxelnet_scene::BoxSize) -> f64| {
            let mean = sizes.iter().map(of).sum::<f64>() / 2000.;
            let variance = sizes.iter().map(|s| (of(s) - mean).powi(2)).sum::<f64>() / 2000.;
            (mean, variance.sqrt())
        };
        for (found, mean, deviation) in [
            (mean_and_deviation(|size| size.length), 4.13, 0.42),
            (mean_and_deviation(|size| size.width), 1.62, 0.1),
            (mean_and_deviation(|size| size.height), 1.52, 0.14),
        ] {
            assert!((found.0 - mean).abs() < 0.1, "mean {}, expected {mean}", found.0);
            assert!((found.1 / deviation - 1.).abs() < 0.4, "{}, expected {deviation}", found.1);
        }
    }

    #[test]
    fn bodies_are_what_they_are_called_and_follow_from_the_seed() {
        let library = Library::new(3);
        let mut rng = stream(6, 1, Purpose::Scene);
        assert_eq!(library.body(BodyKind::Tram, &mut rng).class(), Some(Class::Tram));
        assert_eq!(library.body(BodyKind::Skip, &mut rng).class(), None);
        assert_eq!(library.body(BodyKind::Van, &mut rng).class(), Some(Class::Van));
        let size = |seed| Library::new(seed).shapes[0][0].size;
        assert_eq!(size(3), size(3));
        assert_ne!(size(3), size(4));
    }
}
