//! Garden walls.

use rand::RngExt;

use super::parts::{boxed, slab};
use crate::{
    mesh::Mesh,
    model::Model,
    random::SceneRng,
    span::{Span, span},
    surface::Surface,
};

/// Distance by which copings stick out on both sides, metres.
const COPING_OVERHANG: f64 = 0.04;
/// Thickness of copings, metres.
const COPING_THICKNESS: f64 = 0.06;
/// Half the side of a pier, metres.
const HALF_PIER: f64 = 0.2;

/// A wall of a given length, 0.5 to 2.4 m high, with a coping and often piers that stand out of
/// it.
pub(crate) fn wall(length: f64, rng: &mut SceneRng) -> Model {
    let height = rng.random_range(0.5..2.2);
    let half_thickness = rng.random_range(0.1..0.17);
    if length < 4. * HALF_PIER || rng.random_bool(0.3) {
        return boxed(capped((0., length / 2.), half_thickness, height));
    }
    let num_gaps = (length / rng.random_range(2.0..4.5)).ceil();
    // Piers at the ends keep within the length, copings included; the wall ends in them.
    let half_pier_coping = HALF_PIER + COPING_OVERHANG;
    let reach = length - 2. * half_pier_coping;
    let mut mesh = capped((0., reach / 2.), half_thickness, height);
    let pier_height = height + rng.random_range(0.0..0.2);
    for i in 0..=num_gaps as usize {
        let x = reach * (i as f64 / num_gaps - 0.5);
        mesh.append(capped((x, half_pier_coping), HALF_PIER, pier_height));
    }
    boxed(mesh)
}

/// Masonry under a coping: its middle and half its length along x, coping included, half its
/// thickness and its height, both without.
fn capped((middle, half_length): (f64, f64), half_thickness: f64, height: f64) -> Mesh {
    let base = half_length - COPING_OVERHANG;
    let body = slab(
        span(middle - base, middle + base),
        Span::centered(2. * half_thickness),
        span(0., height - COPING_THICKNESS),
        Surface::Masonry,
    );
    let coping = slab(
        span(middle - half_length, middle + half_length),
        Span::centered(2. * (half_thickness + COPING_OVERHANG)),
        span(height - COPING_THICKNESS, height),
        Surface::Roof,
    );
    body.with(coping)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground, samples,
        share_passing,
    };

    #[test]
    fn walls_stand_in_their_room_and_have_their_length() {
        for length in [0.6, 3., 20.] {
            for model in samples(|rng| wall(length, rng)) {
                assert_stands_on_the_ground(&model);
                assert_fits_its_room(&model);
                assert!((model.size.length - length).abs() < 1e-9, "{:?}", model.size);
                assert!((0.5..2.41).contains(&model.size.height) && model.size.width < 0.6);
                assert!(model.mesh.triangles.len() < 24 * 13);
            }
        }
        assert_follows_from_the_stream(|rng| wall(8., rng));
    }

    #[test]
    fn no_ray_passes() {
        for model in samples(|rng| wall(3., rng)) {
            assert_eq!(share_passing(&model.mesh, span(-1.4, 1.4), span(0., 0.5)), 0.);
        }
    }
}
