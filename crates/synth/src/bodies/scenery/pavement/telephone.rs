//! Telephones of the street: columns under a hood, and booths.

use std::ops::Range;

use nalgebra::{Point2, Point3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{Radii, post, slab},
    mesh::{Mesh, quad},
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Width and height of a column, metres.
const COLUMN_WIDTH: Range<f64> = 0.5..0.95;
const COLUMN_HEIGHT: Range<f64> = 1.9..2.4;
/// Width, depth and height of a booth, metres.
const BOOTH_WIDTH: Range<f64> = 0.8..1.1;
const BOOTH_HEIGHT: Range<f64> = 2.1..2.6;
/// Thickness of walls, metres.
const WALL: f64 = 0.04;

/// A back wall on a post with a roof, a telephone and often two glass wings.
pub(super) fn telephone_column(rng: &mut SceneRng) -> Mesh {
    let half_width = rng.random_range(COLUMN_WIDTH) / 2.;
    let height = rng.random_range(COLUMN_HEIGHT);
    let wing = rng.random_range(0.25..0.6);
    let bottom = rng.random_range(0.6..1.);
    let surface = pick(rng, &[Surface::Paint, Surface::Metal]);
    let x = span(-half_width, half_width);
    let z = span(bottom, height);
    let mut mesh = slab(x, span(0., WALL), z, surface)
        .with(slab(x, span(-wing, WALL), span(height, height + 0.08), surface))
        .with(telephone(0.));
    mesh.append(slab(Span::centered(0.16), span(0., 0.1), span(0., height), Surface::Metal));
    if rng.random_bool(0.6) {
        for x in [-half_width, half_width] {
            mesh.append(pane([Point2::new(x, 0.), Point2::new(x, -wing)], z));
        }
    }
    mesh
}

/// Four posts with glass between them, a floor, a roof and a closed back.
pub(super) fn telephone_booth(rng: &mut SceneRng) -> Mesh {
    let half = rng.random_range(BOOTH_WIDTH) / 2.;
    let height = rng.random_range(BOOTH_HEIGHT);
    let frame = pick(rng, &[Surface::Paint, Surface::Metal]);
    let square = span(-half, half);
    let roof = span(height - rng.random_range(0.08..0.25), height);
    let inside = span(0.08, roof.from);
    let mut mesh = slab(square, square, span(0., inside.from), Surface::Masonry)
        .with(slab(square, square, roof, frame))
        .with(slab(square, span(half - WALL, half), inside, frame))
        .with(telephone(half - WALL));
    let corners = [(-half, -half), (half, -half), (half, half), (-half, half)]
        .map(|(x, y)| Point2::new(x, y) * (1. - WALL));
    for at in corners {
        mesh.append(post(at, inside, Radii::even(0.035), 4, frame));
    }
    let [front_left, front_right, back_right, back_left] = corners;
    for side in [[front_left, back_left], [front_right, back_right], [front_left, front_right]] {
        mesh.append(pane(side, inside));
    }
    mesh
}

/// A telephone before a wall whose face is at `y`.
fn telephone(y: f64) -> Mesh {
    slab(span(-0.14, 0.14), span(y - 0.14, y), span(0.95, 1.5), Surface::Rubber)
}

/// Upright glass between two points of the ground.
fn pane(ends: [Point2<f64>; 2], z: Span) -> Mesh {
    let [from, to] = ends;
    let corner = |at: Point2<f64>, z: f64| Point3::new(at.x, at.y, z);
    quad(
        [corner(from, z.from), corner(to, z.from), corner(to, z.to), corner(from, z.to)],
        Surface::Glass,
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::corners_of,
        random::{Purpose, stream},
    };

    #[test]
    fn booths_are_glazed_on_three_sides_and_columns_have_wings() {
        let mut rng = stream(4, 0, Purpose::Scene);
        let booth = corners_of(&telephone_booth(&mut rng), Surface::Glass);
        assert_eq!(booth.len(), 3 * 6);
        let mut panes = (0..40).map(|_| {
            let column = telephone_column(&mut rng);
            corners_of(&column, Surface::Glass).len()
        });
        assert!(panes.any(|corners| corners == 12));
    }
}
