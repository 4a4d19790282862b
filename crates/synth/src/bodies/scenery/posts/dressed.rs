//! Posts with things on them: what looks like a person beside something tall.

use std::{f64::consts::TAU, ops::Range};

use nalgebra::Vector2;
use rand::RngExt;

use super::fixtures::fixture;
use crate::{
    bodies::{
        people::parked_bicycle,
        scenery::{
            parts::{Radii, leaning, on_square, shaft, turned},
            pole::{street_lamp, traffic_light, utility_pole},
            room::standing,
            sign::sign,
        },
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal, pick},
    span::span,
    surface::Surface,
};

/// Height and radius of plain posts, metres.
const POST_HEIGHT: Range<f64> = 1.2..3.2;
const POST_RADIUS: Range<f64> = 0.025..0.09;
/// Things that are fixed to one post.
const NUM_FIXTURES: Range<usize> = 1..4;
/// Share of posts that a bicycle leans against.
const BICYCLE_SHARE: f64 = 0.15;
/// Distance between the middles of a post and of a bicycle that leans against it, metres.
const BICYCLE_DISTANCE: f64 = 0.28;
/// Deviation of the lean of a post, metres per metre of height.
const LEAN: f64 = 0.012;

/// A lamp post, a traffic light, a sign, a utility pole or a plain post with one to three things on
/// it: boxes, bins, plates, posters, flowers. Sometimes a bicycle leans against it. What is above
/// 2 m sticks out of `size`. At most 1200 triangles, and those of a bicycle.
pub(crate) fn dressed_pole(rng: &mut SceneRng) -> Model {
    let pole = match rng.random_range(0..12) {
        0..3 => street_lamp(rng),
        3..6 => traffic_light(rng),
        6 => utility_pole(rng),
        7..9 => sign(rng),
        _ => plain_post(rng),
    };
    let radius = pole.size.length / 2.;
    let mut mesh = pole.mesh;
    for _ in 0..rng.random_range(NUM_FIXTURES) {
        mesh.append(fixture(radius, rng));
    }
    if rng.random_bool(BICYCLE_SHARE) {
        mesh.append(leaning_bicycle(radius, rng));
    }
    standing(leaning(mesh, Vector2::new(normal(rng, 0., LEAN), normal(rng, 0., LEAN))))
}

/// A post without anything on it.
fn plain_post(rng: &mut SceneRng) -> Model {
    let radius = rng.random_range(POST_RADIUS);
    let surface = pick(rng, &[Surface::Metal, Surface::Wood, Surface::Paint]);
    let height = rng.random_range(POST_HEIGHT);
    on_square(2. * radius, shaft(8, span(0., height), Radii::even(radius), surface))
}

/// A parked bicycle beside a post of a radius, on a random side.
fn leaning_bicycle(radius: f64, rng: &mut SceneRng) -> Mesh {
    let along = rng.random_range(-0.4..0.4);
    let bicycle = parked_bicycle(rng).mesh.shifted(along, radius + BICYCLE_DISTANCE, 0.);
    turned(bicycle, rng.random_range(0.0..TAU))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, sound_clutter};

    #[test]
    fn dressed_poles_are_wider_than_bare_ones() {
        sound_clutter(dressed_pole, 2600);
        let models = samples(dressed_pole);
        let breadth = range_of(&models, |model| model.size.length.min(model.size.width));
        assert!(breadth.from > 0.05 && breadth.to > 0.5, "{breadth:?}");
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 2. && height.to > 6., "{height:?}");
        let is_wide = |model: &&Model| model.size.length.max(model.size.width) > 0.3;
        assert!(models.iter().filter(is_wide).count() > models.len() / 2);
    }
}
