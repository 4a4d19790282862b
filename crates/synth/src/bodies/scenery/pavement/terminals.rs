//! Parking meters, ticket machines, charging columns and cabinets on legs.

use std::ops::Range;

use nalgebra::{Point2, Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{Radii, post, prism, rod, shaft, slab},
    mesh::{Disc, Mesh, ellipsoid, tube},
    random::{SceneRng, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Height of the post of a parking meter, metres.
const METER_POST: Range<f64> = 0.85..1.35;
/// Distance of two meters on one post from its middle, metres.
const METER_OFFSET: f64 = 0.14;
/// Width, depth and height of ticket machines, metres.
const TICKET_WIDTH: Range<f64> = 0.22..0.65;
const TICKET_DEPTH: Range<f64> = 0.2..0.45;
const TICKET_HEIGHT: Range<f64> = 1.2..2.;
/// The same of charging columns.
const CHARGING_WIDTH: Range<f64> = 0.18..0.5;
const CHARGING_DEPTH: Range<f64> = 0.12..0.32;
const CHARGING_HEIGHT: Range<f64> = 1.0..2.15;
/// The same of cabinets, and the height of their legs.
const CABINET_WIDTH: Range<f64> = 0.4..1.1;
const CABINET_DEPTH: Range<f64> = 0.18..0.4;
const CABINET_HEIGHT: Range<f64> = 0.4..1.;
const CABINET_LEGS: Range<f64> = 0.15..0.9;
/// Corners of the cross-section of posts.
const SIDES: usize = 8;

/// One or two meters with a round top on a post.
pub(super) fn parking_meter(rng: &mut SceneRng) -> Mesh {
    let top = rng.random_range(METER_POST);
    let post_radius = rng.random_range(0.025..0.06);
    let (half_width, half_depth) = (rng.random_range(0.07..0.13), rng.random_range(0.05..0.1));
    let height = rng.random_range(0.18..0.4);
    let surface = pick(rng, &[Surface::Paint, Surface::Metal]);
    let mut mesh = shaft(SIDES, span(0., top), Radii::even(post_radius), Surface::Metal);
    let is_double = rng.random_bool(0.3);
    let heads = if is_double { vec![-METER_OFFSET, METER_OFFSET] } else { vec![0.] };
    for x in heads {
        let width = span(x - half_width, x + half_width);
        let z = span(top, top + height);
        mesh.append(slab(width, Span::centered(2. * half_depth), z, surface));
        let radii = Vector3::new(half_width, half_depth, half_width);
        mesh.append(ellipsoid(Point3::new(x, 0., z.to), radii, 8, surface));
    }
    if is_double {
        let bar = span(top - 0.05, top);
        mesh.append(slab(
            Span::centered(2. * METER_OFFSET),
            span(-0.03, 0.03),
            bar,
            Surface::Metal,
        ));
    }
    mesh
}

/// A case whose front slopes back towards the top, on a plinth; often with a solar panel on a mast
/// or a roof.
pub(super) fn ticket_machine(rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(TICKET_WIDTH) / 2.;
    let half_depth = rng.random_range(TICKET_DEPTH) / 2.;
    let height = rng.random_range(TICKET_HEIGHT);
    let front = slanted_case(span(-half_width, half_width), half_depth, height, rng);
    let plinth = Span::centered(2.2 * half_width);
    let mut mesh =
        front.with(slab(plinth, Span::centered(2.2 * half_depth), span(0., 0.1), Surface::Masonry));
    let screen = span(0.62 * height, 0.74 * height);
    let glass = span(-half_depth - 0.01, -half_depth);
    mesh.append(slab(Span::centered(1.3 * half_width), glass, screen, Surface::Glass));
    match rng.random_range(0..3) {
        0 => {
            let mast = height + rng.random_range(0.2..1.);
            mesh.append(shaft(6, span(height, mast), Radii::even(0.025), Surface::Metal));
            let panel = Span::centered(rng.random_range(0.25..0.5));
            mesh.append(slab(panel, panel, span(mast, mast + 0.03), Surface::Glass));
        }
        1 => {
            let roof = Span::centered(2. * half_width + rng.random_range(0.05..0.3));
            let depth = span(-half_depth - rng.random_range(0.05..0.35), half_depth);
            mesh.append(slab(roof, depth, span(height, height + 0.04), Surface::Roof));
        }
        _ => {}
    }
    mesh
}

/// A case along x, its front upright below and slanted or upright above.
fn slanted_case(x: Span, half_depth: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let bend = height * rng.random_range(0.6..0.9);
    let slope = half_depth * rng.random_range(0.0..1.2);
    let outline = [
        Point2::new(-half_depth, 0.),
        Point2::new(half_depth, 0.),
        Point2::new(half_depth, height),
        Point2::new(slope - half_depth, height),
        Point2::new(-half_depth, bend),
    ];
    prism(x, &outline, pick(rng, &[Surface::Paint, Surface::Metal, Surface::Rubber]))
}

/// A slender case with a screen and up to two cables that hang in a loop at its sides.
pub(super) fn charging_column(rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(CHARGING_WIDTH) / 2.;
    let half_depth = rng.random_range(CHARGING_DEPTH) / 2.;
    let height = rng.random_range(CHARGING_HEIGHT);
    let mut mesh = slanted_case(span(-half_width, half_width), half_depth, height, rng);
    let screen = span(0.7 * height, 0.85 * height);
    let front = span(-half_depth - 0.01, -half_depth);
    mesh.append(slab(Span::centered(half_width), front, screen, Surface::Glass));
    for side in [-1., 1.] {
        if rng.random_bool(0.5) {
            mesh.append(hanging_cable(side, half_width, height, rng));
        }
    }
    // A post keeps cars off.
    if rng.random_bool(0.3) {
        let at = Point2::new(sign(rng) * (half_width + 0.25), -rng.random_range(0.0..0.3));
        let z = span(0., rng.random_range(0.6..1.1));
        mesh.append(post(at, z, Radii::even(0.05), SIDES, Surface::Metal));
    }
    mesh
}

/// A cable from a socket at a side of a column down and back up to its plug.
fn hanging_cable(side: f64, half_width: f64, height: f64, rng: &mut SceneRng) -> Mesh {
    let out = half_width + rng.random_range(0.05..0.15);
    let low = height * rng.random_range(0.1..0.4);
    let path = [
        (half_width, -0.02, 0.75 * height),
        (out, -0.04, 0.5 * height),
        (out, 0., low),
        (half_width + 0.03, 0.04, 0.6 * height),
    ];
    let discs = path.map(|(x, y, z)| Disc::new(Point3::new(side * x, y, z), 0.015));
    rod(&discs, 4, Surface::Rubber)
}

/// A cabinet with two doors on legs or on a post.
pub(super) fn cabinet_on_legs(rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(CABINET_WIDTH) / 2.;
    let half_depth = rng.random_range(CABINET_DEPTH) / 2.;
    let legs = rng.random_range(CABINET_LEGS);
    let top = legs + rng.random_range(CABINET_HEIGHT);
    let surface = pick(rng, &[Surface::Paint, Surface::Metal, Surface::Rubber]);
    let (x, y) = (span(-half_width, half_width), span(-half_depth, half_depth));
    let lid = span(top, top + 0.03);
    let mut mesh = slab(x, y, span(legs, top), surface).with(slab(
        span(x.from - 0.02, x.to + 0.02),
        span(y.from - 0.03, y.to + 0.02),
        lid,
        surface,
    ));
    for door in [span(x.from + 0.03, -0.01), span(0.01, x.to - 0.03)] {
        let front = span(y.from - 0.012, y.from);
        mesh.append(slab(door, front, span(legs + 0.04, top - 0.04), surface));
    }
    let thickness = rng.random_range(0.03..0.06);
    let stands = if rng.random_bool(0.7) { vec![-0.8, 0.8] } else { vec![0.] };
    for x in stands.into_iter().map(|share| share * half_width) {
        let [from, to] = [0., legs].map(|z| Point3::new(x, 0., z));
        mesh.append(tube(from, to, thickness, 6, Surface::Metal));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::{
            checks::{samples, share_passing},
            parts::boxed,
        },
        random::{Purpose, stream},
    };

    #[test]
    fn rays_pass_under_cabinets_and_not_through_ticket_machines() {
        for model in samples(|rng| boxed(cabinet_on_legs(rng))) {
            let half = model.size.length / 2.;
            assert!(share_passing(&model.mesh, span(-half, half), span(0., 0.15)) > 0.35);
        }
        for model in samples(|rng| boxed(ticket_machine(rng))) {
            assert_eq!(share_passing(&model.mesh, span(-0.1, 0.1), span(0., 1.1)), 0.);
        }
    }

    #[test]
    fn cables_hang_beside_their_column() {
        let mut rng = stream(9, 0, Purpose::Scene);
        let (min, max) = hanging_cable(1., 0.15, 1.5, &mut rng).bounds();
        assert!(min.x > 0.13 && max.x < 0.35 && min.z > 0.1, "{min} {max}");
    }
}
