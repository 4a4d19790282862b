//! Hydrants and water pumps.

use std::ops::Range;

use nalgebra::{Point2, Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{level, prism, rod, slab, turned_body},
    mesh::{Disc, Mesh, ellipsoid, tube},
    random::{SceneRng, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Height and radius of hydrants, metres.
const HYDRANT_HEIGHT: Range<f64> = 0.55..1.15;
const HYDRANT_RADIUS: Range<f64> = 0.07..0.16;
/// The same of pumps.
const PUMP_HEIGHT: Range<f64> = 0.9..1.9;
const PUMP_RADIUS: Range<f64> = 0.07..0.17;
/// Corners of the cross-section of columns.
const SIDES: usize = 10;

/// A column with a flange, a dome and outlets at its sides and front.
pub(super) fn hydrant(rng: &mut SceneRng) -> Mesh {
    let (height, radius) = (rng.random_range(HYDRANT_HEIGHT), rng.random_range(HYDRANT_RADIUS));
    let neck = height - radius;
    let levels = [
        level(0., 1.4 * radius),
        level(0.05, 1.4 * radius),
        level(0.06, radius),
        level(neck - 0.03, radius),
        level(neck - 0.02, 1.2 * radius),
        level(neck, 1.2 * radius),
    ];
    let mut mesh = turned_body(&levels, SIDES, Surface::Paint);
    let dome = Vector3::new(radius, radius, radius);
    mesh.append(ellipsoid(Point3::new(0., 0., neck), dome, 8, Surface::Paint));
    let outlet = Point3::new(0., 0., height * rng.random_range(0.5..0.75));
    let reach = 1.4 * radius + rng.random_range(0.02..0.08);
    for way in [-Vector3::x(), Vector3::x(), -Vector3::y()] {
        mesh.append(tube(outlet, outlet + way * reach, 0.45 * radius, 6, Surface::Metal));
    }
    mesh
}

/// A column with a spout, a lever and sometimes a trough.
pub(super) fn pump(rng: &mut SceneRng) -> Mesh {
    let (height, radius) = (rng.random_range(PUMP_HEIGHT), rng.random_range(PUMP_RADIUS));
    let surface = pick(rng, &[Surface::Paint, Surface::Metal, Surface::Masonry, Surface::Wood]);
    let levels = [
        level(0., 1.3 * radius),
        level(0.1, 1.3 * radius),
        level(0.14, radius),
        level(0.9 * height, 0.9 * radius),
        level(0.92 * height, 1.2 * radius),
        level(height, 0.2 * radius),
    ];
    let mut mesh = turned_body(&levels, SIDES, surface);
    let spout = height * rng.random_range(0.45..0.7);
    mesh.append(rod(
        &[
            Disc::new(Point3::new(0., 0., spout), 0.03),
            Disc::new(Point3::new(0., -radius - 0.15, spout), 0.03),
            Disc::new(Point3::new(0., -radius - 0.2, spout - 0.12), 0.025),
        ],
        6,
        Surface::Metal,
    ));
    mesh.append(lever(height, radius, rng));
    if rng.random_bool(0.5) {
        mesh.append(trough(radius, rng));
    }
    mesh
}

/// A handle that starts at the top of a pump and hangs down at a side.
fn lever(height: f64, radius: f64, rng: &mut SceneRng) -> Mesh {
    let side = sign(rng);
    let reach = radius + rng.random_range(0.15..0.5);
    let end = height * rng.random_range(0.4..0.9);
    let path = [(0., 0.88 * height), (0.7 * reach, 0.95 * height), (reach, end)];
    rod(&path.map(|(x, z)| Disc::new(Point3::new(side * x, 0., z), 0.02)), 5, Surface::Metal)
}

/// A basin on the ground under a spout.
fn trough(radius: f64, rng: &mut SceneRng) -> Mesh {
    let half_length = rng.random_range(0.25..0.6);
    let (near, far) = (-radius - 0.02, -radius - rng.random_range(0.3..0.5));
    let height = rng.random_range(0.2..0.5);
    let outline = [
        Point2::new(far + 0.04, 0.),
        Point2::new(near, 0.),
        Point2::new(near, height),
        Point2::new(far, height),
    ];
    let basin = prism(span(-half_length, half_length), &outline, Surface::Masonry);
    let rim = span(height, height + 0.04);
    basin.with(slab(
        Span::centered(2. * half_length + 0.04),
        span(far, far + 0.05),
        rim,
        Surface::Masonry,
    ))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn outlets_stand_out_of_hydrants_and_spouts_out_of_pumps() {
        let mut rng = stream(7, 0, Purpose::Scene);
        for _ in 0..40 {
            let (min, max) = hydrant(&mut rng).bounds();
            assert!(max.z < 1.16 && -min.y > max.y, "{min} {max}");
            let (min, max) = pump(&mut rng).bounds();
            assert!(max.z > 0.85 && -min.y > max.y + 0.05, "{min} {max}");
        }
    }
}
