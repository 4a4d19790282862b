//! Guard rails along roads.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{boxed, places, slab},
    mesh::{Mesh, quad},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Length of a guard rail and height of its upper edge, metres.
const LENGTH: Range<f64> = 4.0..12.;
const HEIGHT: Range<f64> = 0.6..0.85;
/// Height of the upper edge of a rail that stands over a lower one, metres.
const DOUBLE_HEIGHT: Range<f64> = 1.0..1.2;
/// Distances from post to post, metres.
const POST_DISTANCES: [f64; 3] = [1.33, 2., 4.];
/// The profile of a rail: how far it stands out and how far it is below its upper edge, metres.
const PROFILE: [(f64, f64); 6] =
    [(0., 0.), (0.08, 0.06), (0.08, 0.11), (0., 0.155), (0.08, 0.2), (0.08, 0.25)];
/// Height of the profile, metres.
const RAIL_HEIGHT: f64 = 0.31;
/// Length over which a rail sinks to the ground at its end, metres.
const SINKING: f64 = 2.5;
/// Sides of a post, metres.
const POST: (f64, f64) = (0.055, 0.1);

/// Corrugated rails on posts, on one side or both, single or one above the other; the front looks
/// along -y. One end may sink to the ground.
pub(crate) fn guard_rail(rng: &mut SceneRng) -> Model {
    let length = rng.random_range(LENGTH);
    let is_double = rng.random_bool(0.25);
    let top = if is_double { rng.random_range(DOUBLE_HEIGHT) } else { rng.random_range(HEIGHT) };
    let is_on_both_sides = rng.random_bool(0.25);
    let sinks = !is_double && rng.random_bool(0.3);
    let post_distance = pick(rng, &POST_DISTANCES);
    let gap = if rng.random_bool(0.4) { 0.14 } else { 0. };
    let mut mesh = Mesh::new();
    let mut rail = side(length, top, gap, sinks);
    if is_double {
        rail.append(side(length, top - RAIL_HEIGHT - 0.15, gap, false));
    }
    if is_on_both_sides {
        mesh.append(rail.clone().mirrored());
    }
    mesh.append(rail);
    let post_reach = if sinks { length - SINKING } else { length };
    for x in places(post_reach, post_distance, POST.0) {
        let x = x - (length - post_reach) / 2.;
        mesh.append(post(x, top, gap));
    }
    boxed(mesh)
}

/// A rail along one side.
fn side(length: f64, top: f64, gap: f64, sinks: bool) -> Mesh {
    let Span { from, to } = Span::centered(length);
    if !sinks {
        return rail((from, top), (to, top), gap);
    }
    let bend = to - SINKING;
    rail((from, top), (bend, top), gap).with(rail((bend, top), (to, RAIL_HEIGHT), gap))
}

/// The sheet of a rail between two places along x, each with the height of its upper edge there;
/// 12 triangles.
fn rail(start: (f64, f64), end: (f64, f64), gap: f64) -> Mesh {
    let at = |(x, top): (f64, f64), (out, down): (f64, f64)| {
        Point3::new(x, -POST.1 / 2. - gap - out, top - down)
    };
    let lower_edge = (0., RAIL_HEIGHT);
    let mut mesh = Mesh::new();
    let profile = PROFILE.into_iter().chain([lower_edge]).collect::<Vec<_>>();
    for pair in profile.windows(2) {
        let corners = [at(start, pair[0]), at(end, pair[0]), at(end, pair[1]), at(start, pair[1])];
        mesh.append(quad(corners, Surface::Metal));
    }
    mesh
}

/// A post with a small reflector and, before it, the spacer that carries the rail.
fn post(x: f64, top: f64, gap: f64) -> Mesh {
    let along = span(x - POST.0 / 2., x + POST.0 / 2.);
    let half = POST.1 / 2.;
    let spacer = span(top - RAIL_HEIGHT * 0.8, top - RAIL_HEIGHT * 0.2);
    let mut mesh = slab(along, Span::centered(POST.1), span(0., top - 0.03), Surface::Metal);
    if gap > 0. {
        mesh.append(slab(along, span(-half - gap, -half), spacer, Surface::Metal));
    }
    let reflector = span(top - 0.03, top + 0.03);
    mesh.with(slab(along, span(-0.02, 0.02), reflector, Surface::Retroreflector))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn guard_rails_are_long_narrow_and_low() {
        for model in sound_clutter(guard_rail, 500) {
            assert!((4.0..12.1).contains(&model.size.length), "{:?}", model.size);
            assert!((0.1..0.8).contains(&model.size.width), "{:?}", model.size);
            assert!((0.6..1.25).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn rays_pass_under_the_rail_and_not_through_it() {
        for model in sound_clutter(guard_rail, 500) {
            let x = span(-model.size.length / 2. + 0.1, 0.);
            let top = model.size.height - 0.04;
            assert!(share_passing(&model.mesh, x, span(0.02, 0.2)) > 0.7);
            assert!(share_passing(&model.mesh, x, span(top - 0.25, top)) < 0.05);
        }
    }
}
