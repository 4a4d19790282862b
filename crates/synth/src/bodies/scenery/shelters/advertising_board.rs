//! Boards for posters, lit boxes and banners.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;

use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{bar, boxed, slab},
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

/// Width and height of large boards, and the height of their lower edge, metres.
const LARGE: (Range<f64>, Range<f64>, Range<f64>) = (2.2..4., 1.8..2.8, 0.3..2.2);
/// The same of lit boxes.
const BOX: (Range<f64>, Range<f64>, Range<f64>) = (0.9..1.4, 1.4..1.9, 0.2..0.8);
/// The same of banners between two posts.
const BANNER: (Range<f64>, Range<f64>, Range<f64>) = (1.5..4., 0.5..1.2, 0.3..1.);
/// Columns of cloth of a banner.
const NUM_STRIPS: usize = 6;

/// A large board on two legs, a lit box on a foot, or a banner between posts; the front looks along
/// -y.
pub(crate) fn advertising_board(rng: &mut SceneRng) -> Model {
    let make = pick(rng, &[large_board, lit_box, banner]);
    boxed(make(rng))
}

/// A board with a frame, held by two posts and struts.
fn large_board(rng: &mut SceneRng) -> Mesh {
    let x = Span::centered(rng.random_range(LARGE.0));
    let height = rng.random_range(LARGE.1);
    let foot = rng.random_range(LARGE.2);
    let z = span(foot, foot + height);
    let surface = pick(rng, &[Surface::Paint, Surface::Lamp]);
    let mut mesh = slab(x, span(-0.06, 0.06), z, Surface::Metal);
    let inner = span(x.from + 0.08, x.to - 0.08);
    mesh.append(upright_face(inner, span(z.from + 0.08, z.to - 0.08), -0.07, surface));
    let has_struts = rng.random_bool(0.4);
    for post in [0.6 * x.from, 0.6 * x.to] {
        let sides = span(post - 0.06, post + 0.06);
        mesh.append(slab(sides, span(0.06, 0.18), span(0., z.to - 0.2), Surface::Metal));
        if has_struts {
            let high = Point3::new(post, 0.18, 0.7 * z.to);
            mesh.append(bar(high, Point3::new(post, 1.1, 0.05), 0.04, Surface::Metal));
        }
    }
    mesh
}

/// A box with a poster behind a pane on both sides.
fn lit_box(rng: &mut SceneRng) -> Mesh {
    let x = Span::centered(rng.random_range(BOX.0));
    let height = rng.random_range(BOX.1);
    let foot = rng.random_range(BOX.2);
    let y = Span::centered(rng.random_range(0.14..0.35));
    let z = span(foot, foot + height);
    let support = x.to * rng.random_range(0.2..0.9);
    let (inner_x, inner_z) = (span(x.from + 0.1, x.to - 0.1), span(z.from + 0.1, z.to - 0.15));
    slab(x, y, z, Surface::Paint)
        .with(slab(Span::centered(2. * support), y, span(0., foot), Surface::Metal))
        .with(upright_face(inner_x, inner_z, y.from - 0.01, Surface::Lamp))
        .with(upright_face(inner_x, inner_z, y.to + 0.01, Surface::Lamp))
}

/// A cloth that billows between two posts.
fn banner(rng: &mut SceneRng) -> Mesh {
    let length = rng.random_range(BANNER.0);
    let height = rng.random_range(BANNER.1);
    let foot = rng.random_range(BANNER.2);
    let z = span(foot, foot + height);
    let x = Span::centered(length);
    let mut mesh = Mesh::new();
    for post in [x.from, x.to] {
        let at = |z: f64| Point3::new(post, 0., z);
        mesh.append(bar(at(0.), at(z.to + 0.1), 0.03, Surface::Metal));
    }
    let step = length / NUM_STRIPS as f64;
    for strip in 0..NUM_STRIPS {
        let from = x.from + step * strip as f64;
        mesh.append(upright_face(span(from, from + step), z, normal(rng, 0., 0.03), Surface::Coat));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{share_passing, sound_clutter};

    #[test]
    fn boards_are_flat_and_cheap() {
        for model in sound_clutter(advertising_board, 150) {
            assert!((0.9..4.2).contains(&model.size.length), "{:?}", model.size);
            assert!((0.04..1.3).contains(&model.size.width), "{:?}", model.size);
            assert!((0.8..5.1).contains(&model.size.height), "{:?}", model.size);
        }
    }

    #[test]
    fn no_ray_passes_the_board() {
        for model in sound_clutter(advertising_board, 150) {
            let top = model.size.height;
            let passing = share_passing(&model.mesh, span(-0.3, 0.3), span(top - 0.4, top - 0.15));
            assert_eq!(passing, 0.);
        }
    }
}
