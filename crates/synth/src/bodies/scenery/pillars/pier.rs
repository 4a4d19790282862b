//! Piers: the pillars of gates and walls.

use std::ops::Range;

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{level, slab, turned_body},
    mesh::{Mesh, ellipsoid},
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Width and height of piers, metres.
const WIDTH: Range<f64> = 0.2..0.7;
const HEIGHT: Range<f64> = 0.9..2.7;
/// Distance by which the cap stands out on each side, and its thickness, metres.
const CAP_OVERHANG: Range<f64> = 0.0..0.08;
const CAP_THICKNESS: Range<f64> = 0.04..0.12;
/// Half the diagonal of a square over its side.
const HALF_DIAGONAL: f64 = std::f64::consts::FRAC_1_SQRT_2;

/// A square pier with a cap; metres.
pub(super) struct Pier {
    pub width: f64,
    /// Height without the cap.
    pub height: f64,
    overhang: f64,
    thickness: f64,
    top: Top,
    has_plinth: bool,
    surface: Surface,
}

/// The shape above the slab of the cap.
#[derive(Clone, Copy)]
enum Top {
    Flat,
    Pyramid,
    Ball,
}

impl Pier {
    pub fn random(rng: &mut SceneRng) -> Self {
        Self {
            width: rng.random_range(WIDTH),
            height: rng.random_range(HEIGHT),
            overhang: rng.random_range(CAP_OVERHANG),
            thickness: rng.random_range(CAP_THICKNESS),
            top: pick(rng, &[Top::Flat, Top::Flat, Top::Pyramid, Top::Ball]),
            has_plinth: rng.random_bool(0.4),
            surface: pick(
                rng,
                &[Surface::Masonry, Surface::Masonry, Surface::Wood, Surface::Paint],
            ),
        }
    }

    /// The pier around the origin.
    pub fn mesh(&self) -> Mesh {
        let Self { width, height, overhang, thickness, surface, .. } = *self;
        let square = |side: f64, z: Span, surface: Surface| {
            slab(Span::centered(side), Span::centered(side), z, surface)
        };
        let cap = width + 2. * overhang;
        let top = height + thickness;
        let mut mesh = square(width, span(0., height), surface).with(square(
            cap,
            span(height, top),
            Surface::Roof,
        ));
        if self.has_plinth {
            mesh.append(square(1.12 * width, span(0., 0.15 * height), surface));
        }
        match self.top {
            Top::Flat => {}
            Top::Pyramid => {
                let levels = [level(top, HALF_DIAGONAL * cap), level(top + 0.4 * width, 0.01)];
                mesh.append(turned_body(&levels, 4, Surface::Roof));
            }
            Top::Ball => {
                let radius = 0.4 * width;
                let center = Point3::new(0., 0., top + 0.9 * radius);
                mesh.append(ellipsoid(center, Vector3::repeat(radius), 8, Surface::Roof));
            }
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn piers_are_as_wide_as_their_cap_and_stand_on_the_ground() {
        let mut rng = stream(2, 0, Purpose::Scene);
        for _ in 0..60 {
            let pier = Pier::random(&mut rng);
            let (min, max) = pier.mesh().bounds();
            assert!(min.z == 0. && max.z > pier.height, "{min} {max}");
            let breadth = max.x - min.x;
            assert!(breadth >= pier.width && breadth < pier.width + 0.17, "{breadth}");
        }
    }
}
