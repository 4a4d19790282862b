//! Letter boxes.

use std::{f64::consts::PI, ops::Range};

use nalgebra::Point2;
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{Radii, level, post, prism, slab, turned_body},
    mesh::Mesh,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Width, depth and height of the case, and the height of its feet, metres.
const WIDTH: Range<f64> = 0.22..0.6;
const DEPTH: Range<f64> = 0.18..0.5;
const HEIGHT: Range<f64> = 0.35..0.8;
const FEET: Range<f64> = 0.25..0.9;
/// Height and radius of round pillar boxes, metres.
const PILLAR_HEIGHT: Range<f64> = 1.2..1.75;
const PILLAR_RADIUS: Range<f64> = 0.18..0.3;
/// Corners of the half-round lid.
const LID_CORNERS: usize = 7;

/// A case with a half-round, pitched or flat lid on one or two feet, or a round pillar.
pub(super) fn letter_box(rng: &mut SceneRng) -> Mesh {
    if rng.random_bool(0.3) { pillar_box(rng) } else { case_on_feet(rng) }
}

fn pillar_box(rng: &mut SceneRng) -> Mesh {
    let (height, radius) = (rng.random_range(PILLAR_HEIGHT), rng.random_range(PILLAR_RADIUS));
    let neck = height - rng.random_range(0.12..0.2);
    let levels = [
        level(0., 1.08 * radius),
        level(0.12, 1.08 * radius),
        level(0.14, radius),
        level(neck, radius),
        level(neck + 0.02, 1.12 * radius),
        level(neck + 0.06, 1.12 * radius),
        level(height, 0.3 * radius),
    ];
    turned_body(&levels, 12, Surface::Paint)
}

fn case_on_feet(rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(WIDTH) / 2.;
    let half_depth = rng.random_range(DEPTH) / 2.;
    let feet = rng.random_range(FEET);
    let top = feet + rng.random_range(HEIGHT);
    let x = span(-half_width, half_width);
    let mut mesh = slab(x, Span::centered(2. * half_depth), span(feet, top), Surface::Paint)
        .with(prism(x, &lid(half_depth, top, rng), Surface::Paint));
    let slot = span(top - 0.1, top - 0.07);
    let front = span(-half_depth - 0.03, -half_depth);
    mesh.append(slab(Span::centered(1.4 * half_width), front, slot, Surface::Metal));
    let stands = if rng.random_bool(0.5) { vec![-0.7, 0.7] } else { vec![0.] };
    for x in stands.into_iter().map(|share| share * half_width) {
        let surface = pick(rng, &[Surface::Metal, Surface::Wood]);
        mesh.append(post(Point2::new(x, 0.), span(0., feet), Radii::even(0.04), 6, surface));
    }
    mesh
}

/// The outline of a lid in y and z over the top of a case.
fn lid(half_depth: f64, top: f64, rng: &mut SceneRng) -> Vec<Point2<f64>> {
    let rise = half_depth * rng.random_range(0.1..1.);
    let num_corners = pick(rng, &[3, LID_CORNERS]);
    let corner = |i: usize| {
        let (sin, cos) = (PI * i as f64 / (num_corners - 1) as f64).sin_cos();
        Point2::new(half_depth * cos, top + rise * sin)
    };
    (0..num_corners).map(corner).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn letter_boxes_reach_to_the_chest_or_the_head() {
        let mut rng = stream(6, 0, Purpose::Scene);
        for _ in 0..60 {
            let (min, max) = letter_box(&mut rng).bounds();
            assert!(min.z.abs() < 1e-9 && (0.6..1.96).contains(&max.z), "{min} {max}");
            assert!(max.x < 0.4 && max.y < 0.4, "{max}");
        }
    }

    #[test]
    fn lids_are_over_their_case() {
        let mut rng = stream(6, 1, Purpose::Scene);
        let lid = lid(0.2, 1., &mut rng);
        assert!(lid.iter().all(|corner| corner.y >= 1. && corner.x.abs() <= 0.2 + 1e-9));
    }
}
