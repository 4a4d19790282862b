//! Columns of arcades, buttresses and down-pipes.

use std::ops::Range;

use nalgebra::{Point2, Point3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{Radii, level, post, prism, rod, slab, turned_body},
    mesh::{Disc, Mesh},
    random::{SceneRng, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Height and radius of columns, metres.
const COLUMN_HEIGHT: Range<f64> = 2.2..3.6;
const COLUMN_RADIUS: Range<f64> = 0.1..0.36;
/// Distance between two columns, metres.
const COLUMN_SPACING: Range<f64> = 1.6..3.6;
/// Height, width and depth of buttresses, metres.
const BUTTRESS_HEIGHT: Range<f64> = 1.3..3.2;
const BUTTRESS_WIDTH: Range<f64> = 0.25..0.7;
const BUTTRESS_DEPTH: Range<f64> = 0.3..1.;
/// Height and radius of down-pipes, metres.
const PIPE_HEIGHT: Range<f64> = 2.5..6.;
const PIPE_RADIUS: Range<f64> = 0.035..0.07;
/// Width, depth, height and lower edge of boxes at down-pipes, metres.
const BOX_WIDTH: Range<f64> = 0.2..0.6;
const BOX_DEPTH: Range<f64> = 0.1..0.3;
const BOX_HEIGHT: Range<f64> = 0.25..1.1;
const BOX_BOTTOM: Range<f64> = 0.1..1.2;

/// One column with a base and a capital, or two with a beam over them.
pub(super) fn arcade(rng: &mut SceneRng) -> Mesh {
    let (height, radius) = (rng.random_range(COLUMN_HEIGHT), rng.random_range(COLUMN_RADIUS));
    let sides = pick(rng, &[4, 10, 10]);
    let column = column(height, radius, sides, rng);
    if rng.random_bool(0.6) {
        return column;
    }
    let x = rng.random_range(COLUMN_SPACING) / 2.;
    let beam = span(height, height + rng.random_range(0.2..0.5));
    let reach = x + 1.2 * radius;
    column.clone().shifted(-x, 0., 0.).with(column.shifted(x, 0., 0.)).with(slab(
        span(-reach, reach),
        Span::centered(2. * radius),
        beam,
        Surface::Masonry,
    ))
}

fn column(height: f64, radius: f64, sides: usize, rng: &mut SceneRng) -> Mesh {
    let wide = radius * rng.random_range(1.05..1.4);
    let (base, capital) = (rng.random_range(0.1..0.5), height - rng.random_range(0.08..0.3));
    let levels = [
        level(0., wide),
        level(base, wide),
        level(base + 0.05, radius),
        level(capital - 0.05, radius * rng.random_range(0.8..1.)),
        level(capital, wide),
        level(height, wide),
    ];
    turned_body(&levels, sides, pick(rng, &[Surface::Masonry, Surface::Masonry, Surface::Metal]))
}

/// A stretch of wall at the back with a pier before it that slopes or steps back towards its top.
pub(super) fn buttress(rng: &mut SceneRng) -> Mesh {
    let height = rng.random_range(BUTTRESS_HEIGHT);
    let half_width = rng.random_range(BUTTRESS_WIDTH) / 2.;
    let depth = rng.random_range(BUTTRESS_DEPTH);
    let shoulder = height * rng.random_range(0.3..0.9);
    let x = span(-half_width, half_width);
    let outline = [
        Point2::new(-depth, 0.),
        Point2::new(0., 0.),
        Point2::new(0., height),
        Point2::new(-0.3 * depth, height),
        Point2::new(-depth, shoulder),
    ];
    let mut mesh = prism(x, &outline, Surface::Masonry);
    if rng.random_bool(0.5) {
        let wall = half_width + rng.random_range(0.2..1.2);
        let top = height * rng.random_range(0.8..1.1);
        mesh.append(slab(span(-wall, wall), span(0., 0.15), span(0., top), Surface::Masonry));
    }
    mesh
}

/// A pipe before the edge of a wall, with meter boxes beside it or behind it.
pub(super) fn down_pipe(rng: &mut SceneRng) -> Mesh {
    let (height, radius) = (rng.random_range(PIPE_HEIGHT), rng.random_range(PIPE_RADIUS));
    let surface = pick(rng, &[Surface::Metal, Surface::Paint]);
    let at = Point2::new(0., -radius - 0.03);
    let mut mesh = post(at, span(0., height), Radii::even(radius), 8, surface);
    // The last piece before the ground is of iron and thicker.
    let shoe = span(0., rng.random_range(0.3..1.5));
    mesh.append(post(at, shoe, Radii::even(1.3 * radius), 8, Surface::Metal));
    if rng.random_bool(0.7) {
        let out = sign(rng) * rng.random_range(0.15..0.5);
        let bend = [(0., height), (0.5 * out, height + 0.2), (out, height + 0.5)];
        let discs = bend.map(|(x, z)| Disc::new(Point3::new(x, at.y, z), radius));
        mesh.append(rod(&discs, 6, surface));
    }
    for _ in 0..rng.random_range(1..3) {
        let bottom = rng.random_range(BOX_BOTTOM);
        let x = rng.random_range(-0.4..0.4);
        let half_width = rng.random_range(BOX_WIDTH) / 2.;
        let z = span(bottom, bottom + rng.random_range(BOX_HEIGHT));
        let y = span(-rng.random_range(BOX_DEPTH), 0.);
        let surface = pick(rng, &[Surface::Metal, Surface::Paint, Surface::Rubber]);
        mesh.append(slab(span(x - half_width, x + half_width), y, z, surface));
    }
    if rng.random_bool(0.4) {
        let edge = span(0., rng.random_range(0.3..1.2));
        let x = if rng.random_bool(0.5) { edge } else { span(-edge.to, 0.) };
        mesh.append(slab(x, span(0., 0.3), span(0., height), Surface::Masonry));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn buttresses_lean_against_what_is_behind_them() {
        let mut rng = stream(2, 3, Purpose::Scene);
        for _ in 0..40 {
            let (min, max) = buttress(&mut rng).bounds();
            assert!(min.y < -0.29 && max.y < 0.16 && max.z > 1.2, "{min} {max}");
        }
    }

    #[test]
    fn down_pipes_are_high_and_before_the_wall() {
        let mut rng = stream(2, 4, Purpose::Scene);
        for _ in 0..40 {
            let (min, max) = down_pipe(&mut rng).bounds();
            assert!(max.z >= 2.5 && min.y > -0.35 && max.y < 0.31, "{min} {max}");
        }
    }
}
