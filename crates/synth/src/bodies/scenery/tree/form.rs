//! Forms of trees: a trunk, boughs and a crown of leaves that rays run some way into.

use std::{
    f64::consts::{PI, TAU},
    ops::Range,
};

use nalgebra::{Point3, Vector3};
use rand::RngExt;
use voxelnet_scene::BoxSize;

use super::{foot::foot, trunk::Trunk};
use crate::{
    bodies::scenery::{
        foliage::{LeafBall, Lumps, clump, direction},
        room::below_headroom,
    },
    mesh::{Disc, Mesh, frustum},
    model::Model,
    random::SceneRng,
    surface::Surface,
};

/// Height of trees, metres.
const HEIGHT: Range<f64> = 4.0..11.;
/// Corners of a cross-section of a bough.
const BOUGH_SIDES: usize = 4;
/// Least and most leaf clumps of a crown.
const NUM_CLUMPS: (f64, f64) = (1200., 3000.);
/// Least and greatest side of a leaf clump, metres.
const CLUMP_SIDE: (f64, f64) = (0.1, 0.25);
/// Leaf clumps that a ray through the crown meets on average.
const CLUMPS_PER_RAY: Range<f64> = 1.2..2.6;
/// Clumps have this side unless that makes too many or too few of them, metres.
const USUAL_CLUMP_SIDE: f64 = 0.155;
/// Turn from bough to bough as a share of a full turn, so that no bough is above another.
const GOLDEN_SHARE: f64 = 0.382;
/// Below this, crowns are in the way of cars and people, metres.
const CLEARANCE: f64 = 1.8;
/// Height and radius of the crown of trees whose crown comes down to people, metres.
const LOW_HEIGHT: Range<f64> = 3.6..5.5;
const LOW_CROWN_RADIUS: Range<f64> = 0.7..1.4;
const LOW_FORK: Range<f64> = 0.4..1.5;
/// Share of trees with something around their foot.
const FOOT_SHARE: f64 = 0.35;

/// The dimensions of a tree; metres.
struct TreeForm {
    trunk: Trunk,
    /// Height of the lower end of the crown.
    fork: f64,
    crown_radius: f64,
}

/// A tree, 3.6 to 11 m high: deciduous, with or without its leaves, or a conifer. A third have
/// undergrowth, ivy, more stems, suckers, stakes or a guard around the foot of their trunk. `size` is
/// the square of the trunk and of its foot up to where the crown begins, 1.8 to 3.5 m above the
/// ground. Some crowns begin lower; `size` is then the square of the whole crown. At most 7500
/// triangles.
pub(crate) fn tree(rng: &mut SceneRng) -> Model {
    match rng.random_range(0..20) {
        0..10 => {
            let form = TreeForm::random(CLEARANCE..3.5, rng);
            form.in_leaf(rng)
        }
        10..13 => {
            let form = TreeForm::low(rng);
            form.in_leaf(rng)
        }
        13..16 => {
            let form = TreeForm::random(0.4..2.5, rng);
            let crown = form.cone_crown(rng);
            form.model(crown, rng)
        }
        _ => {
            let form = TreeForm::random(CLEARANCE..3.5, rng);
            let crown = form.round_crown(rng);
            let boughs = form.boughs(&crown, rng);
            form.model(boughs, rng)
        }
    }
}

impl TreeForm {
    fn random(fork: Range<f64>, rng: &mut SceneRng) -> Self {
        let height = rng.random_range(HEIGHT);
        Self {
            fork: rng.random_range(fork).min(0.45 * height),
            crown_radius: rng.random_range(1.0..3.0_f64).min(0.4 * height),
            trunk: Trunk::random(height, rng),
        }
    }

    /// A small tree whose crown comes down to the height of people.
    fn low(rng: &mut SceneRng) -> Self {
        Self {
            fork: rng.random_range(LOW_FORK),
            crown_radius: rng.random_range(LOW_CROWN_RADIUS),
            trunk: Trunk::random(rng.random_range(LOW_HEIGHT), rng),
        }
    }

    /// A deciduous tree with its leaves.
    fn in_leaf(&self, rng: &mut SceneRng) -> Model {
        let crown = self.round_crown(rng);
        let leaves = crown.leaves(rng);
        let boughs = self.boughs(&crown, rng);
        self.model(boughs.with(leaves), rng)
    }

    /// The tree with its trunk, perhaps something around its foot, and its room on the ground.
    fn model(&self, crown: Mesh, rng: &mut SceneRng) -> Model {
        let mut mesh = self.trunk.mesh();
        let mut half_side = self.trunk.radius(0.);
        if rng.random_bool(FOOT_SHARE) {
            let foot = foot(&self.trunk, rng);
            let corners = foot.triangles.iter().flat_map(below_headroom);
            half_side = corners.map(|at| at.coords.xy().amax()).fold(half_side, f64::max);
            mesh.append(foot);
        }
        let height = if self.fork < CLEARANCE {
            half_side = half_side.max(self.crown_radius);
            self.trunk.height
        } else {
            self.fork
        };
        let size = BoxSize { length: 2. * half_side, width: 2. * half_side, height };
        Model { class: None, size, mesh: mesh.with(crown) }
    }

    /// Boughs from the trunk into the crown, each with some twigs.
    fn boughs(&self, crown: &LeafBall, rng: &mut SceneRng) -> Mesh {
        let num_boughs = rng.random_range(9..15);
        let mut mesh = Mesh::new();
        for i in 0..num_boughs {
            let azimuth = TAU * (f64::from(i) * GOLDEN_SHARE + rng.random_range(-0.08..0.08));
            let rise: f64 = rng.random_range(-0.3..0.95);
            let level = (1. - rise * rise).sqrt();
            let towards = Vector3::new(level * azimuth.cos(), level * azimuth.sin(), rise);
            let tip = crown.at(&towards, rng.random_range(0.7..0.95));
            let root =
                self.trunk.axis(self.fork + (tip.z - self.fork) * rng.random_range(0.0..0.5));
            mesh.append(bough(root, tip, 0.5 * self.trunk.radius(root.z), rng));
        }
        mesh
    }

    /// Leaves of a deciduous tree.
    fn round_crown(&self, rng: &mut SceneRng) -> LeafBall {
        let half_height = (self.trunk.height - self.fork) / 2.;
        let (num_clumps, clump_side) = clumps(PI * self.crown_radius * half_height, rng);
        LeafBall {
            center: self.trunk.axis(self.fork + half_height),
            radii: Vector3::new(self.crown_radius, self.crown_radius, half_height),
            lumps: Lumps::random(0.5, rng),
            num_clumps,
            clump_side,
            crowding: rng.random_range(4.0..6.),
        }
    }

    /// Leaves of a conifer: tiers of boughs that get shorter towards the top.
    fn cone_crown(&self, rng: &mut SceneRng) -> Mesh {
        let length = self.trunk.height - self.fork;
        let num_tiers = (length / 0.7).round();
        let (num_clumps, clump_side) = clumps(self.crown_radius * length, rng);
        let mut mesh = Mesh::new();
        for _ in 0..num_clumps {
            // As many clumps per height as the cone is wide there.
            let up = 1. - (1. - rng.random_range(0.0..1_f64)).sqrt();
            let tier = 1. - 0.35 * (up * num_tiers).fract();
            let out = self.crown_radius * (1. - up) * tier * rng.random_range(0.0..1_f64).powf(0.3);
            let (sin, cos) = rng.random_range(0.0..TAU).sin_cos();
            let center =
                self.trunk.axis(self.fork + up * length) + Vector3::new(cos, sin, 0.) * out;
            mesh.append(clump(center, clump_side, rng));
        }
        mesh
    }
}

/// Number and side of the clumps of a crown with a silhouette of the given area, so that rays meet
/// the wanted number of them: a randomly turned clump covers half its area.
fn clumps(silhouette: f64, rng: &mut SceneRng) -> (usize, f64) {
    let area = 2. * silhouette * rng.random_range(CLUMPS_PER_RAY);
    let number = (area / USUAL_CLUMP_SIDE.powi(2)).clamp(NUM_CLUMPS.0, NUM_CLUMPS.1);
    let side = (area / number).sqrt().clamp(CLUMP_SIDE.0, CLUMP_SIDE.1);
    (number as usize, side)
}

/// A bough that bends upwards on its way to its tip, and its twigs; `radius` is that at its root.
fn bough(root: Point3<f64>, tip: Point3<f64>, radius: f64, rng: &mut SceneRng) -> Mesh {
    let length = (tip - root).norm();
    let sag = Vector3::new(0., 0., -0.08 * length);
    let elbow = nalgebra::center(&root, &tip) + sag;
    let part = |from, to| frustum(from, to, BOUGH_SIDES, Surface::Bark);
    let mut mesh = part(Disc::new(root, radius), Disc::new(elbow, 0.6 * radius))
        .with(part(Disc::new(elbow, 0.6 * radius), Disc::new(tip, 0.2 * radius)));
    for _ in 0..3 {
        let from = elbow + (tip - elbow) * rng.random_range(0.0..0.8);
        let twig = (tip - root) * 0.1 + direction(rng) * (0.16 * length);
        mesh.append(part(Disc::new(from, 0.3 * radius), Disc::new(from + twig, 0.1 * radius)));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::{
            assert_follows_from_the_stream, assert_stands_on_the_ground, corners_of, samples,
            share_passing,
        },
        random::{Purpose, stream},
        span::span,
    };

    #[test]
    fn trees_stand_on_their_trunk_and_are_cheap() {
        for model in samples(tree) {
            assert_stands_on_the_ground(&model);
            assert!(model.mesh.triangles.len() <= 7500, "{}", model.mesh.triangles.len());
            let height = model.mesh.bounds().1.z;
            assert!((3.5..12.).contains(&height), "{height}");
            let foot = corners_of(&model.mesh, Surface::Bark).into_iter().filter(|c| c.z == 0.);
            assert!(foot.count() > 0);
        }
        assert_follows_from_the_stream(tree);
    }

    /// Distance by which leaf clumps reach out of their crown, metres.
    const MARGIN: f64 = 0.4;

    #[test]
    fn crowns_are_above_the_room_of_the_trunk() {
        for model in samples(tree) {
            assert!((CLEARANCE..=11.).contains(&model.size.height), "{:?}", model.size);
            let reach = model.size.length / 2. + MARGIN;
            let leaves = corners_of(&model.mesh, Surface::Leaves).into_iter();
            let mut low = leaves.filter(|corner| corner.z < CLEARANCE - MARGIN);
            assert!(low.all(|corner| corner.coords.xy().norm() < reach));
        }
    }

    #[test]
    fn some_rays_pass_a_crown_and_some_do_not() {
        let mut rng = stream(3, 0, Purpose::Scene);
        for _ in 0..12 {
            let shape = TreeForm::random(CLEARANCE..3.5, &mut rng);
            let middle = (shape.fork + shape.trunk.height) / 2.;
            let (x, z) = (shape.crown_radius / 2., (shape.trunk.height - shape.fork) / 4.);
            for leaves in [shape.round_crown(&mut rng).leaves(&mut rng), shape.cone_crown(&mut rng)]
            {
                let passing = share_passing(&leaves, span(-x, x), span(middle - z, middle + z));
                assert!((0.02..0.8).contains(&passing), "{passing}");
            }
        }
    }
}
