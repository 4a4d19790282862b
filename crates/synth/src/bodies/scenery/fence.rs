//! Fences that rays pass through.

use std::ops::Range;

use nalgebra::Point2;
use rand::RngExt;

use super::parts::{Radii, boxed, places, post, slab};
use crate::{
    mesh::Mesh,
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Height of fences, metres.
const HEIGHT: Range<f64> = 0.8..1.8;
/// Greatest distance from post to post, metres.
const MAX_POST_DISTANCE: f64 = 2.5;

/// A fence of a given length: pickets, posts with rails between them, or a railing of thin bars.
/// Its triangles are in proportion to its length, up to 130 per metre.
pub(crate) fn fence(length: f64, rng: &mut SceneRng) -> Model {
    let height = rng.random_range(HEIGHT);
    let make = pick(rng, &[picket_fence, rail_fence, railing]);
    boxed(make(length, height, rng))
}

/// Upright boards nailed to two rails.
fn picket_fence(length: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let board = rng.random_range(0.05..0.11);
    let gap = f64::max(board * rng.random_range(0.5..1.3), 0.04);
    let mut mesh = Mesh::new();
    for x in places(length, board + gap, board / 2.) {
        let x = span(x - board / 2., x + board / 2.);
        mesh.append(slab(x, span(-0.02, 0.), span(0.06, height), Surface::Wood));
    }
    for z in [0.2 * height, 0.8 * height] {
        mesh.append(slab(
            Span::centered(length),
            span(0., 0.04),
            span(z - 0.04, z + 0.04),
            Surface::Wood,
        ));
    }
    for x in places(length, MAX_POST_DISTANCE, 0.05) {
        let x = span(x - 0.05, x + 0.05);
        mesh.append(slab(x, span(0.04, 0.13), span(0., 0.95 * height), Surface::Wood));
    }
    mesh
}

/// Posts with some rails between them.
fn rail_fence(length: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let surface = pick(rng, &[Surface::Wood, Surface::Metal]);
    let num_rails = rng.random_range(2..5);
    let half_rail = rng.random_range(0.02..0.07);
    let mut mesh = Mesh::new();
    for x in places(length, MAX_POST_DISTANCE, 0.06) {
        mesh.append(post(Point2::new(x, 0.), span(0., height), Radii::even(0.05), 6, surface));
    }
    for rail in 1..=num_rails {
        let z = height * f64::from(rail) / f64::from(num_rails) - half_rail;
        let z = span(z - half_rail, z + half_rail * 0.9);
        mesh.append(slab(Span::centered(length), span(-0.07, -0.04), z, surface));
    }
    mesh
}

/// Thin bars between a lower and an upper rail, with a stronger post here and there.
fn railing(length: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let bar_radius = rng.random_range(0.006..0.012);
    let distance = rng.random_range(0.1..0.14);
    let mut mesh = Mesh::new();
    for x in places(length, distance, bar_radius) {
        let z = span(0.1, height - 0.03);
        mesh.append(post(Point2::new(x, 0.), z, Radii::even(bar_radius), 3, Surface::Metal));
    }
    for z in [span(0.08, 0.12), span(height - 0.04, height)] {
        mesh.append(slab(Span::centered(length), span(-0.02, 0.02), z, Surface::Metal));
    }
    for x in places(length, MAX_POST_DISTANCE, 0.03) {
        let x = span(x - 0.03, x + 0.03);
        mesh.append(slab(x, span(-0.03, 0.03), span(0., height), Surface::Metal));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground, samples,
        share_passing,
    };

    const LENGTH: f64 = 6.;

    #[test]
    fn fences_stand_in_their_room_and_have_their_length() {
        for model in samples(|rng| fence(LENGTH, rng)) {
            assert_stands_on_the_ground(&model);
            assert_fits_its_room(&model);
            assert!((model.size.length - LENGTH).abs() < 0.05, "{:?}", model.size);
            assert!(model.size.width < 0.3 && HEIGHT.contains(&model.size.height));
            assert!((model.mesh.triangles.len() as f64) < 130. * LENGTH + 100.);
        }
        assert_follows_from_the_stream(|rng| fence(LENGTH, rng));
    }

    #[test]
    fn some_rays_pass_and_some_do_not() {
        for model in samples(|rng| fence(LENGTH, rng)) {
            let passing =
                share_passing(&model.mesh, span(-1.7, 1.9), span(0.05, model.size.height));
            assert!((0.2..0.95).contains(&passing), "{passing}");
        }
    }

    #[test]
    fn a_fence_may_be_shorter_than_its_posts_are_apart() {
        for model in samples(|rng| fence(0.5, rng)) {
            assert_stands_on_the_ground(&model);
            assert!((model.size.length - 0.5).abs() < 0.05);
        }
    }
}
