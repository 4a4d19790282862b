//! Thickets: young trees with undergrowth between them.

use std::{
    f64::consts::TAU,
    ops::{Range, RangeInclusive},
};

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::{
    cover::{Cover, ellipsoid_area},
    shoot::Shoot,
};
use crate::{
    bodies::scenery::{
        foliage::{LeafBall, Lumps, pressed_at},
        room::standing,
    },
    mesh::{Disc, Mesh, frustum},
    model::Model,
    random::{SceneRng, normal},
    surface::Surface,
};

/// Length and width of a thicket, metres.
const LENGTH: Range<f64> = 1.5..6.;
const WIDTH: Range<f64> = 0.8..3.;
/// Trunks of a thicket.
const NUM_TRUNKS: RangeInclusive<usize> = 2..=8;
/// Height and radius of trunks at the ground, metres.
const TRUNK_HEIGHT: Range<f64> = 1.8..5.;
const TRUNK_RADIUS: Range<f64> = 0.025..0.13;
/// Corners of the cross-section of a trunk.
const TRUNK_SIDES: usize = 6;
/// Radius and height of the undergrowth, metres.
const UNDERGROWTH_RADIUS: Range<f64> = 0.3..0.9;
const UNDERGROWTH_HEIGHT: Range<f64> = 0.3..1.3;
/// Parts of the crown of a trunk, and their radii, metres.
const NUM_CROWN_PARTS: Range<usize> = 1..5;
const CROWN_RADIUS: Range<f64> = 0.2..0.9;
/// Most leaf clumps of a thicket.
const MAX_CLUMPS: f64 = 1800.;

/// A trunk; metres.
#[derive(Clone, Copy, Debug)]
struct Trunk {
    foot: Point3<f64>,
    top: Point3<f64>,
    radius: f64,
}

/// Leaves, and how much of their surface is covered.
#[derive(Clone, Copy, Debug)]
struct Foliage {
    center: Point3<f64>,
    radii: Vector3<f64>,
    density: f64,
}

/// Two to eight thin trunks, boughs, crowns that may begin low, and undergrowth of up to 1.3 m
/// between them. Crowns stick out of `size` above head height.
pub(crate) fn thicket(rng: &mut SceneRng) -> Model {
    let (length, width) = (rng.random_range(LENGTH), rng.random_range(WIDTH));
    let num_trunks = rng.random_range(NUM_TRUNKS);
    let trunks: Vec<Trunk> = (0..num_trunks).map(|_| Trunk::random(length, width, rng)).collect();
    let crown_density = rng.random_range(0.0..1.);
    let mut foliage = Vec::new();
    for trunk in &trunks {
        for _ in 0..rng.random_range(NUM_CROWN_PARTS) {
            foliage.push(trunk.crown_part(crown_density, rng));
        }
    }
    for _ in 0..rng.random_range(2..9) {
        foliage.push(undergrowth(length, width, rng));
    }
    let area: f64 = foliage.iter().map(Foliage::area).sum();
    let cover = Cover::random(area, MAX_CLUMPS, rng);
    let mut mesh = Mesh::new();
    for trunk in &trunks {
        mesh.append(trunk.mesh(cover.side, rng));
    }
    for part in &foliage {
        mesh.append(part.leaves(&cover, rng));
    }
    standing(pressed_at(0., mesh))
}

/// A place on the ground of a thicket.
fn place(length: f64, width: f64, rng: &mut SceneRng) -> Point3<f64> {
    let mut within = |extent: f64| extent * rng.random_range(-0.5..0.5);
    Point3::new(within(length), within(width), 0.)
}

fn undergrowth(length: f64, width: f64, rng: &mut SceneRng) -> Foliage {
    let mut radius = || rng.random_range(UNDERGROWTH_RADIUS);
    let (along, across) = (radius(), radius());
    let half_height = rng.random_range(UNDERGROWTH_HEIGHT) / 2.;
    let center = place(length, width, rng) + Vector3::z() * half_height;
    Foliage { center, radii: Vector3::new(along, across, half_height), density: 1. }
}

impl Trunk {
    fn random(length: f64, width: f64, rng: &mut SceneRng) -> Self {
        let foot = place(length, width, rng);
        let height = rng.random_range(TRUNK_HEIGHT);
        let mut lean = || height * normal(rng, 0., 0.1);
        let top = foot + Vector3::new(lean(), lean(), height);
        Self { foot, top, radius: rng.random_range(TRUNK_RADIUS) }
    }

    /// Leaves beside the upper part of the trunk.
    fn crown_part(&self, density: f64, rng: &mut SceneRng) -> Foliage {
        let mut radius = || rng.random_range(CROWN_RADIUS);
        let radii = Vector3::new(radius(), radius(), radius());
        let on_trunk = self.foot + (self.top - self.foot) * rng.random_range(0.4..0.98);
        let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
        let center = on_trunk + Vector3::new(cos, sin, 0.) * rng.random_range(0.0..0.6);
        Foliage { center, radii, density }
    }

    /// The trunk and its boughs.
    fn mesh(&self, leaf_side: f64, rng: &mut SceneRng) -> Mesh {
        let end = |center, radius| Disc::new(center, radius);
        let mut mesh = frustum(
            end(self.foot, self.radius),
            end(self.top, 0.3 * self.radius),
            TRUNK_SIDES,
            Surface::Bark,
        );
        for _ in 0..rng.random_range(3..9) {
            let root = self.foot + (self.top - self.foot) * rng.random_range(0.15..0.95);
            let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
            let reach = rng.random_range(0.3..1.);
            let out = Vector3::new(cos, sin, rng.random_range(0.0..1.)) * reach;
            let radius = 0.3 * self.radius;
            let num_leaves = rng.random_range(0..4);
            mesh.append(Shoot { root, tip: root + out, radius, num_leaves, leaf_side }.mesh(rng));
        }
        mesh
    }
}

impl Foliage {
    /// Area that leaves cover, square metres.
    fn area(&self) -> f64 {
        self.density * ellipsoid_area(&self.radii)
    }

    fn leaves(&self, cover: &Cover, rng: &mut SceneRng) -> Mesh {
        let ball = LeafBall {
            center: self.center,
            radii: self.radii,
            lumps: Lumps::random(rng.random_range(0.4..0.9), rng),
            num_clumps: cover.num_clumps(self.area()),
            clump_side: cover.side,
            crowding: rng.random_range(2.0..5.),
        };
        ball.leaves(rng)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, sound_clutter};

    #[test]
    fn thickets_are_taller_than_people_and_cheap() {
        for model in sound_clutter(thicket, 5000) {
            assert!((1.6..6.5).contains(&model.size.height), "{:?}", model.size);
            assert!((0.8..11.).contains(&model.size.length), "{:?}", model.size);
        }
    }

    #[test]
    fn trunks_stand_in_undergrowth() {
        for model in sound_clutter(thicket, 5000) {
            let feet = corners_of(&model.mesh, Surface::Bark);
            assert!(feet.iter().filter(|corner| corner.z.abs() < 1e-9).count() >= 2 * 6);
            let leaves = corners_of(&model.mesh, Surface::Leaves);
            assert!(leaves.iter().any(|corner| corner.z < 0.3));
        }
    }
}
