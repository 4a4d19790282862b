//! Covers over two-wheelers.

use std::ops::Range;

use nalgebra::Point3;
use rand::RngExt;

use crate::{
    mesh::{Mesh, Section, quad},
    random::{SceneRng, normal},
    surface::Surface,
};

/// Height of the lower edge above the ground, metres.
const HEM: Range<f64> = 0.05..0.4;
/// Distance of the cover from what is under it, metres.
const SLACK: f64 = 0.03;
/// Depth of folds, metres.
const FOLD: f64 = 0.03;
/// Cross-sections of a cover.
const NUM_SECTIONS: usize = 9;
/// Half the width at the top over that at the hem, at least.
const TOP_SHARE: f64 = 0.35;

/// The mesh under a cover that hangs from its highest parts; what is under it ends at the hem. The
/// mesh heads for +x.
pub(super) fn covered(mesh: Mesh, rng: &mut SceneRng) -> Mesh {
    let hem = rng.random_range(HEM);
    let (min, max) = mesh.bounds();
    let step = (max.x - min.x + 2. * SLACK) / (NUM_SECTIONS - 1) as f64;
    let mut sections = Vec::with_capacity(NUM_SECTIONS);
    for i in 0..NUM_SECTIONS {
        let x = min.x - SLACK + step * i as f64;
        sections.push(section(&mesh, x, step, hem, rng));
    }
    let mut under = mesh;
    under.triangles.retain(|face| face.corners.iter().any(|corner| corner.z < hem));
    let below_hem = under.map(|corner| Point3::new(corner.x, corner.y, corner.z.min(hem)));
    below_hem.with(open_below(&sections))
}

/// The outline of the cover over the parts of a mesh that are within a step of x.
fn section(mesh: &Mesh, x: f64, step: f64, hem: f64, rng: &mut SceneRng) -> Section {
    let corners = mesh.triangles.iter().flat_map(|face| face.corners);
    let near = corners.filter(|corner| (corner.x - x).abs() <= step);
    let (mut half, mut top) = (0.1_f64, hem + 0.15);
    for corner in near {
        half = half.max(corner.y.abs());
        top = top.max(corner.z);
    }
    let mut fold = |at: f64| normal(rng, at, FOLD / 2.);
    let shoulder = (half * TOP_SHARE).max(0.06);
    let waist = hem + 0.6 * (top - hem);
    let outline = [
        (-fold(half + SLACK), hem),
        (-fold(half), waist),
        (-fold(shoulder), top + SLACK),
        (fold(shoulder), top + SLACK),
        (fold(half), waist),
        (fold(half + SLACK), hem),
    ];
    Section {
        corners: outline.map(|(y, z)| Point3::new(x, y, z)).to_vec(),
        surfaces: vec![Surface::Coat; outline.len()],
    }
}

/// The skin over open cross-sections, with both ends closed.
fn open_below(sections: &[Section]) -> Mesh {
    let mut mesh = Mesh::new();
    for Section { corners, .. } in [&sections[0], &sections[sections.len() - 1]] {
        for i in 1..corners.len() - 1 {
            mesh.push([corners[0], corners[i], corners[i + 1]], Surface::Coat);
        }
    }
    for pair in sections.windows(2) {
        let (from, to) = (&pair[0].corners, &pair[1].corners);
        for i in 0..from.len() - 1 {
            mesh.append(quad([from[i], from[i + 1], to[i + 1], to[i]], Surface::Coat));
        }
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::parts::slab,
        random::{Purpose, stream},
        span::{Span, span},
    };

    #[test]
    fn a_cover_hides_all_above_its_hem() {
        let block = slab(Span::centered(2.), Span::centered(0.6), span(0., 1.), Surface::Paint);
        let mesh = covered(block, &mut stream(1, 0, Purpose::Scene));
        let of = |surface: Surface| {
            let faces = mesh.triangles.iter().filter(move |face| face.surface == surface);
            faces.flat_map(|face| face.corners).map(|corner| corner.z)
        };
        assert!(of(Surface::Paint).all(|z| z <= HEM.end));
        assert!(of(Surface::Coat).all(|z| z >= HEM.start));
        assert!((of(Surface::Coat).fold(0., f64::max) - 1. - SLACK).abs() < 1e-9);
    }
}
