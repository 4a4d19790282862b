//! Ivy on walls and fences.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;

use super::cover::Cover;
use crate::{
    bodies::scenery::{
        fence::fence,
        foliage::{clump, pressed_at},
        parts::boxed,
        wall::wall,
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal, sign},
    span::Span,
};

/// Length of a wall or fence, metres.
const LENGTH: Range<f64> = 2.5..7.;
/// Patches of ivy.
const NUM_PATCHES: Range<usize> = 1..6;
/// Half the width of a patch at the ground, metres.
const HALF_WIDTH: Range<f64> = 0.3..1.6;
/// Distance of leaves from the face that they grow on, metres.
const LAYER: Range<f64> = 0.0..0.3;
/// Most leaf clumps.
const MAX_CLUMPS: f64 = 1750.;

/// Ivy that grows up one side of a wall and hangs over the top; metres.
#[derive(Clone, Copy, Debug)]
struct Patch {
    x: f64,
    half_width: f64,
    /// Greatest height of the leaves; above the wall they hang over it.
    top: f64,
    /// Greatest distance of the leaves from the wall.
    depth: f64,
    /// The side of the wall, -1 or 1.
    side: f64,
}

/// A wall or fence on which ivy grows in patches, sometimes higher than its top.
pub(crate) fn ivy_wall(rng: &mut SceneRng) -> Model {
    let length = rng.random_range(LENGTH);
    let support = if rng.random_bool(0.6) { wall(length, rng) } else { fence(length, rng) };
    let num_patches = rng.random_range(NUM_PATCHES);
    let patches: Vec<Patch> = (0..num_patches).map(|_| Patch::random(&support, rng)).collect();
    let area: f64 = patches.iter().map(Patch::area).sum();
    let cover = Cover::random(area, MAX_CLUMPS, rng);
    let face = support.size.width / 2.;
    let mut mesh = support.mesh;
    for patch in &patches {
        mesh.append(patch.leaves(length / 2., face, &cover, rng));
    }
    boxed(pressed_at(0., mesh))
}

impl Patch {
    fn random(support: &Model, rng: &mut SceneRng) -> Self {
        let Span { from, to } = Span::centered(0.9 * support.size.length);
        Self {
            x: rng.random_range(from..to),
            half_width: rng.random_range(HALF_WIDTH),
            top: support.size.height * rng.random_range(0.5..1.3),
            depth: rng.random_range(LAYER),
            side: sign(rng),
        }
    }

    /// Area of the face that is covered, square metres.
    fn area(&self) -> f64 {
        3. * self.half_width * self.top
    }

    /// Leaves before the face of a wall of half the given length and thickness.
    fn leaves(&self, half_length: f64, face: f64, cover: &Cover, rng: &mut SceneRng) -> Mesh {
        let mut mesh = Mesh::new();
        for _ in 0..cover.num_clumps(self.area()) {
            // Ivy is widest at half its height.
            let up = rng.random_range(0.0..1_f64);
            let width = self.half_width * (0.4 + 2.4 * up * (1. - up));
            let x = (self.x + normal(rng, 0., width / 2.)).clamp(-half_length, half_length);
            let out = face + 0.03 + self.depth * rng.random_range(0.0..1_f64).powi(2);
            // What is above the face hangs over to its other side, too.
            let across = if up > 0.85 { rng.random_range(-1.0..1.) } else { 1. };
            let place = Point3::new(x, self.side * out * across, up * self.top);
            mesh.append(clump(place, cover.side, rng));
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::{corners_of, sound_clutter},
        surface::Surface,
    };

    #[test]
    fn walls_with_ivy_are_long_and_cheap() {
        for model in sound_clutter(ivy_wall, 5000) {
            assert!((2.5..11.).contains(&model.size.length), "{:?}", model.size);
            assert!((0.2..2.).contains(&model.size.width), "{:?}", model.size);
        }
    }

    #[test]
    fn leaves_reach_from_the_ground_up_and_leave_some_of_the_wall_bare() {
        let models = sound_clutter(ivy_wall, 5000);
        for model in &models {
            let leaves = corners_of(&model.mesh, Surface::Leaves);
            assert!(leaves.iter().any(|corner| corner.z < 0.2));
            assert!(leaves.iter().any(|corner| corner.z > 0.4 * model.size.height));
        }
        let top = |mesh: &Mesh, keep: fn(Surface) -> bool| {
            let faces = mesh.triangles.iter().filter(|face| keep(face.surface));
            faces.flat_map(|face| face.corners).map(|corner| corner.z).fold(0., f64::max)
        };
        let overgrown = models.iter().filter(|model| {
            let leaves = top(&model.mesh, |surface| surface == Surface::Leaves);
            leaves > top(&model.mesh, |surface| surface != Surface::Leaves) + 0.1
        });
        assert!((10..55).contains(&overgrown.count()));
    }
}
