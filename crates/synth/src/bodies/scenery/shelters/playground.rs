//! Frames of playgrounds.

use std::ops::Range;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{bar, boxed, places, slab},
    mesh::{Mesh, quad},
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Radius of posts and of bars, metres.
const POST: f64 = 0.05;
const BAR: f64 = 0.02;
/// Height of the beam of a swing, metres.
const SWING_HEIGHT: Range<f64> = 1.9..2.6;
/// Height of the platform of a slide, metres.
const PLATFORM: Range<f64> = 0.9..1.9;
/// Length of a field of a climbing frame, metres.
const FIELD: Range<f64> = 0.45..0.7;

/// A swing, a slide with its tower, a climbing frame, a seesaw or a horizontal bar.
pub(crate) fn playground(rng: &mut SceneRng) -> Model {
    let make = pick(rng, &[swing, slide, climbing_frame, seesaw, horizontal_bars]);
    boxed(make(rng))
}

/// A beam between two trestles with one to three seats.
fn swing(rng: &mut SceneRng) -> Mesh {
    let num_seats = rng.random_range(1..4);
    let (length, height) = (0.9 * f64::from(num_seats) + 0.6, rng.random_range(SWING_HEIGHT));
    let surface = pick(rng, &[Surface::Wood, Surface::Metal]);
    let half = length / 2.;
    let top = |x: f64| Point3::new(x, 0., height);
    let mut mesh = bar(top(-half), top(half), POST, surface);
    for x in [-half, half] {
        for y in [-0.8, 0.8] {
            mesh.append(bar(Point3::new(x, y, 0.), top(x), POST, surface));
        }
    }
    for seat in 0..num_seats {
        let x = -half + 0.75 + 0.9 * f64::from(seat);
        let (sin, cos) = normal(rng, 0., 0.06).sin_cos();
        let drop = height - rng.random_range(0.35..0.5);
        let low = Point3::new(x, sin * drop, height - cos * drop);
        for aside in [-0.22, 0.22].map(|x| Vector3::x() * x) {
            mesh.append(bar(top(x) + aside, low + aside, 0.008, Surface::Metal));
        }
        let y = span(low.y - 0.09, low.y + 0.09);
        mesh.append(slab(
            span(x - 0.24, x + 0.24),
            y,
            span(low.z - 0.02, low.z + 0.02),
            Surface::Rubber,
        ));
    }
    mesh
}

/// A tower with a ladder at -x, a chute towards +x and perhaps a roof.
fn slide(rng: &mut SceneRng) -> Mesh {
    let platform = rng.random_range(PLATFORM);
    let side = rng.random_range(0.7..1.2);
    let half = side / 2.;
    let has_roof = rng.random_bool(0.5);
    let top = platform + if has_roof { 1.6 } else { 0.8 };
    let sides = Span::centered(side);
    let mut mesh = slab(sides, sides, span(platform - 0.05, platform), Surface::Wood);
    for (x, y) in [(-half, -half), (half, -half), (half, half), (-half, half)] {
        mesh.append(bar(Point3::new(x, y, 0.), Point3::new(x, y, top), POST, Surface::Wood));
    }
    for y in [-half, half] {
        let parapet = span(platform, platform + 0.65);
        mesh.append(slab(sides, span(y - 0.02, y + 0.02), parapet, Surface::Wood));
    }
    if has_roof {
        let eaves = |x: f64, y: f64| Point3::new(x, y, top - 0.1);
        let ridge = |y: f64| Point3::new(0., y, top + 0.4);
        for x in [-half - 0.1, half + 0.1] {
            let corners = [eaves(x, -half), eaves(x, half), ridge(half), ridge(-half)];
            mesh.append(quad(corners, Surface::Roof));
        }
    }
    mesh.append(chute(half, platform));
    mesh.with(ladder(half, platform))
}

fn chute(start: f64, platform: f64) -> Mesh {
    let (half, end) = (0.25, start + 1.5 * platform);
    let run_out = end + 0.4;
    let at = |x: f64, y: f64, z: f64| Point3::new(x, y, z);
    let strip = |from: (f64, f64), to: (f64, f64), y: (f64, f64), rise: (f64, f64)| {
        let corners = [
            at(from.0, y.0, from.1 + rise.0),
            at(to.0, y.0, to.1 + rise.0),
            at(to.0, y.1, to.1 + rise.1),
            at(from.0, y.1, from.1 + rise.1),
        ];
        quad(corners, Surface::Metal)
    };
    let mut mesh = Mesh::new();
    let line = [(start, platform), (end, 0.25), (run_out, 0.2)];
    for pair in line.windows(2) {
        mesh.append(strip(pair[0], pair[1], (-half, half), (0., 0.)));
        mesh.append(strip(pair[0], pair[1], (-half, -half), (0., 0.18)));
        mesh.append(strip(pair[0], pair[1], (half, half), (0., 0.18)));
    }
    mesh.with(bar(at(end, 0., 0.), at(end, 0., 0.25), POST, Surface::Metal))
}

fn ladder(half: f64, platform: f64) -> Mesh {
    let at = |y: f64, z: f64| Point3::new(-half - 0.4 * (1. - z / platform), y, z);
    let mut mesh = Mesh::new();
    for y in [-0.2, 0.2] {
        mesh.append(bar(at(y, 0.), at(y, platform), BAR, Surface::Wood));
    }
    for z in places(platform, 0.3, 0.15) {
        let z = z + platform / 2.;
        mesh.append(bar(at(-0.2, z), at(0.2, z), BAR, Surface::Wood));
    }
    mesh
}

/// Cubes of pipes.
fn climbing_frame(rng: &mut SceneRng) -> Mesh {
    let field = rng.random_range(FIELD);
    let (nx, ny, nz) = (rng.random_range(2..4), rng.random_range(1..3), rng.random_range(2..5));
    let at =
        |x: u32, y: u32, z: u32| Point3::from(Vector3::new(x.into(), y.into(), z.into()) * field);
    let pipe = |from, to| bar(from, to, BAR, Surface::Metal);
    let mut mesh = Mesh::new();
    for x in 0..=nx {
        for y in 0..=ny {
            mesh.append(pipe(at(x, y, 0), at(x, y, nz)));
        }
    }
    for z in 1..=nz {
        for x in 0..=nx {
            mesh.append(pipe(at(x, 0, z), at(x, ny, z)));
        }
        for y in 0..=ny {
            mesh.append(pipe(at(0, y, z), at(nx, y, z)));
        }
    }
    mesh
}

fn seesaw(rng: &mut SceneRng) -> Mesh {
    let half = rng.random_range(1.2..1.8);
    let pivot = rng.random_range(0.4..0.6);
    let end = |side: f64| Point3::new(side * half, 0., pivot - side * (pivot - 0.12));
    let mut mesh = bar(end(-1.), end(1.), 0.08, Surface::Wood);
    mesh.append(slab(Span::centered(0.2), Span::centered(0.3), span(0., pivot), Surface::Metal));
    for side in [-1., 1.] {
        let grip = end(side * 0.75);
        for y in [-0.18, 0.18] {
            mesh.append(bar(grip, grip + Vector3::new(0., y, 0.3), BAR, Surface::Metal));
        }
    }
    mesh
}

/// Bars of different height between posts in a row.
fn horizontal_bars(rng: &mut SceneRng) -> Mesh {
    let num_bars = rng.random_range(1..4);
    let width = rng.random_range(0.9..1.4);
    let heights: Vec<f64> = (0..num_bars).map(|_| rng.random_range(0.8..2.2)).collect();
    let mut mesh = Mesh::new();
    for post in 0..=num_bars {
        let beside = &heights[post.max(1) - 1..(post + 1).min(num_bars)];
        let height = beside.iter().copied().fold(0., f64::max) + 0.05;
        let x = width * post as f64;
        mesh.append(bar(Point3::new(x, 0., 0.), Point3::new(x, 0., height), POST, Surface::Wood));
    }
    for (i, &height) in heights.iter().enumerate() {
        let at = |i: usize| Point3::new(width * i as f64, 0., height);
        mesh.append(bar(at(i), at(i + 1), BAR, Surface::Metal));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn frames_are_of_a_size_for_children_and_cheap() {
        for model in sound_clutter(playground, 800) {
            assert!((0.9..6.5).contains(&model.size.length), "{:?}", model.size);
            assert!((0.5..4.).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn rays_pass_through_frames() {
        for model in sound_clutter(playground, 800) {
            let x = Span::centered(model.size.length);
            assert!(share_passing(&model.mesh, x, span(0.05, model.size.height)) > 0.3);
        }
    }
}
