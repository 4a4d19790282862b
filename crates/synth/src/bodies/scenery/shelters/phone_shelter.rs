//! Open shelters over public phones and cash machines.

use std::{
    f64::consts::FRAC_PI_2,
    ops::{Range, RangeInclusive},
};

use nalgebra::{Isometry3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::{
        facade::upright_face,
        parts::{boxed, slab},
        shell::upright_side,
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Shelters side by side or back to back.
const NUM_SHELTERS: RangeInclusive<usize> = 1..=3;
/// Width, depth and height of a shelter, metres.
const WIDTH: Range<f64> = 0.7..1.;
const DEPTH: Range<f64> = 0.4..0.95;
const HEIGHT: Range<f64> = 1.9..2.3;
/// Height of the lower edge of the side panels, metres.
const PANEL_FOOT: Range<f64> = 0.05..1.;

/// One to three shelters with a back, two side panels and a hood over a phone; they are open
/// towards -y, or to several sides.
pub(crate) fn phone_shelter(rng: &mut SceneRng) -> Model {
    let (width, depth) = (rng.random_range(WIDTH), rng.random_range(DEPTH));
    let height = rng.random_range(HEIGHT);
    let foot = rng.random_range(PANEL_FOOT);
    let panel = pick(rng, &[Surface::Glass, Surface::Paint, Surface::Metal]);
    let num_shelters = rng.random_range(NUM_SHELTERS);
    let is_star = rng.random_bool(0.4);
    let mut mesh = Mesh::new();
    for i in 0..num_shelters {
        let single = shelter(Span::centered(width), depth, span(foot, height), panel);
        mesh.append(if is_star {
            let turn = Isometry3::rotation(Vector3::z() * (FRAC_PI_2 * i as f64));
            single.shifted(0., -depth / 2. - width / 2., 0.).moved(&turn)
        } else {
            single.shifted(width * i as f64, 0., 0.)
        });
    }
    boxed(mesh)
}

/// A shelter whose back is the plane y = depth / 2.
fn shelter(x: Span, depth: f64, panels: Span, panel: Surface) -> Mesh {
    let y = Span::centered(depth);
    let hood = span(panels.to - 0.25, panels.to);
    let support = span(-0.08, 0.08);
    let phone = span(1., 1.6);
    slab(support, span(y.to - 0.1, y.to), span(0., hood.from), Surface::Metal)
        .with(upright_face(x, span(panels.from, hood.from), y.to, panel))
        .with(upright_side(x.from, y, span(panels.from, hood.from), panel))
        .with(upright_side(x.to, y, span(panels.from, hood.from), panel))
        .with(slab(x, y, hood, Surface::Paint))
        .with(slab(span(-0.15, 0.15), span(y.to - 0.22, y.to - 0.1), phone, Surface::Metal))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::sound_clutter;

    #[test]
    fn shelters_are_about_as_large_as_people() {
        for model in sound_clutter(phone_shelter, 150) {
            assert!((0.7..3.1).contains(&model.size.length), "{:?}", model.size);
            assert!((0.4..3.).contains(&model.size.width), "{:?}", model.size);
            assert!(HEIGHT.contains(&model.size.height), "{:?}", model.size);
        }
    }
}
