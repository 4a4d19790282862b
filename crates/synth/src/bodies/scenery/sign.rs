//! Traffic signs.

use std::f64::consts::{FRAC_PI_2, TAU};

use nalgebra::{Point2, Point3};
use rand::RngExt;

use super::parts::{Radii, on_square, post};
use crate::{
    mesh::{Mesh, Section, loft},
    model::Model,
    random::{SceneRng, pick},
    span::span,
    surface::Surface,
};

/// Thickness of a plate, metres.
const PLATE_THICKNESS: f64 = 0.003;
/// Distance of the reflecting sheet from its plate, metres.
const SHEET_DISTANCE: f64 = 0.001;
/// Between two plates of one sign, metres.
const PLATE_GAP: f64 = 0.03;
/// Corners of a round plate.
const ROUND_CORNERS: usize = 16;

/// Outline of a plate in y and z around its middle, metres.
type Outline = Vec<(f64, f64)>;

/// A traffic sign: one or two plates on a post, 2 m or more above the ground. Their faces look
/// along -x and are retro-reflective; the backs are bare metal. `size` is the square of the post.
pub(crate) fn sign(rng: &mut SceneRng) -> Model {
    let radius = rng.random_range(0.03..0.045);
    let mut mesh = Mesh::new();
    let mut top = rng.random_range(2.0..2.3);
    let num_plates = if rng.random_bool(0.35) { 2 } else { 1 };
    for _ in 0..num_plates {
        let plate = mounted_plate(radius, top, rng);
        top = plate.bounds().1.z + PLATE_GAP;
        mesh.append(plate);
    }
    mesh.append(post(Point2::origin(), span(0., top), Radii::even(radius), 8, Surface::Metal));
    on_square(2. * radius, mesh)
}

/// A plate at the front, -x, of a post of a radius; its lower edge is at the given height.
pub(super) fn mounted_plate(radius: f64, bottom: f64, rng: &mut SceneRng) -> Mesh {
    let outline = outline(rng);
    let low = outline.iter().map(|corner| corner.1).fold(0., f64::min);
    plate(&outline, -radius, bottom - low)
}

/// A round, a triangular or a rectangular plate.
fn outline(rng: &mut SceneRng) -> Outline {
    let radius = rng.random_range(0.21..0.36);
    let angles = |num_corners: usize, first: f64| -> Outline {
        let angle = |i: usize| first + TAU * i as f64 / num_corners as f64;
        (0..num_corners).map(|i| (radius * angle(i).cos(), radius * angle(i).sin())).collect()
    };
    match rng.random_range(0..4) {
        0 => angles(ROUND_CORNERS, 0.),
        // A corner up as a warning, or down to give way.
        1 => angles(3, pick(rng, &[FRAC_PI_2, -FRAC_PI_2])),
        2 => angles(4, 0.),
        _ => {
            let (y, z) = (rng.random_range(0.2..0.4), rng.random_range(0.1..0.35));
            vec![(-y, -z), (y, -z), (y, z), (-y, z)]
        }
    }
}

/// A plate across x whose back is at `back`, its middle at a height.
fn plate(outline: &[(f64, f64)], back: f64, height: f64) -> Mesh {
    let corners = |x: f64| -> Vec<_> {
        outline.iter().map(|&(y, z)| Point3::new(x, y, height + z)).collect()
    };
    let section =
        |x: f64| Section { corners: corners(x), surfaces: vec![Surface::Metal; outline.len()] };
    let front = back - PLATE_THICKNESS;
    let mut mesh = loft(&[section(front), section(back)], Surface::Metal);
    let sheet = corners(front - SHEET_DISTANCE);
    for pair in sheet[1..].windows(2) {
        mesh.push([sheet[0], pair[0], pair[1]], Surface::Retroreflector);
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground,
        corners_of, samples,
    };

    #[test]
    fn signs_stand_on_their_post_and_are_cheap() {
        for model in samples(sign) {
            assert_stands_on_the_ground(&model);
            assert_fits_its_room(&model);
            assert!(model.size.length < 0.1 && (2.2..4.).contains(&model.size.height));
            assert!(model.mesh.triangles.len() < 200, "{}", model.mesh.triangles.len());
        }
        assert_follows_from_the_stream(sign);
    }

    #[test]
    fn reflecting_faces_look_along_minus_x_before_everything_else() {
        for model in samples(sign) {
            let sheets = corners_of(&model.mesh, Surface::Retroreflector);
            let front = model.mesh.bounds().0.x;
            assert!(sheets.len() >= 3);
            assert!(
                sheets.iter().all(|corner| (corner.x - front).abs() < 1e-9 && corner.z >= 1.99)
            );
            let metal = corners_of(&model.mesh, Surface::Metal);
            assert!(metal.iter().all(|corner| corner.x > front + SHEET_DISTANCE / 2.));
        }
    }
}
