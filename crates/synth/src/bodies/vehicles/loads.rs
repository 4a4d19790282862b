//! Loads of lorries.

use nalgebra::Vector3;
use rand::RngExt;

use crate::{
    bodies::vehicles::{fittings::block, shell::behind},
    mesh::{Mesh, Section, ellipsoid, loft, tube},
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// The room for a load, in metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bed {
    /// From the front to the rear, behind the nose of the lorry.
    pub stretch: Span,
    pub half_width: f64,
    /// From the chassis to the highest point.
    pub heights: Span,
}

impl Bed {
    fn across(&self) -> Span {
        span(-self.half_width, self.half_width)
    }

    fn length(&self) -> f64 {
        self.stretch.length()
    }

    /// The floor that everything but a tank stands on.
    fn deck(&self, surface: Surface) -> Mesh {
        let heights = span(self.heights.from, self.heights.from + Load::DECK);
        block(self.stretch, self.across(), heights, surface)
    }
}

/// A kind of load.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Load {
    Box,
    Tipper,
    Tank,
    Flat,
}

impl Load {
    const DECK: f64 = 0.14;

    /// The load on its bed.
    pub fn mesh(self, bed: &Bed, rng: &mut SceneRng) -> Mesh {
        match self {
            Self::Box => boxed(bed),
            Self::Tipper => tipper(bed, rng.random_range(0.7..1.2)),
            Self::Tank => tank(bed),
            Self::Flat => flat(bed, rng),
        }
    }
}

/// A box on a deck, with posts at the edges of the rear doors.
fn boxed(bed: &Bed) -> Mesh {
    let Span { from, to } = bed.stretch;
    let inset = bed.half_width - 0.02;
    let heights = span(bed.heights.from + Load::DECK, bed.heights.to);
    let walls = block(span(from + 0.02, to - 0.02), span(-inset, inset), heights, Surface::Paint);
    let mut mesh = bed.deck(Surface::Metal).with(walls);
    for y in [-bed.half_width, -0.03, bed.half_width - 0.06] {
        let post = span(to - 0.06, to);
        mesh.append(block(post, span(y, y + 0.06), bed.heights, Surface::Metal));
    }
    mesh
}

/// An open trough that widens upwards, half full.
fn tipper(bed: &Bed, depth: f64) -> Mesh {
    let floor = bed.heights.from + Load::DECK;
    let rim = (floor + depth).min(bed.heights.to);
    let half_full = floor + 0.55 * (rim - floor);
    let Span { from, to } = bed.stretch;
    let (outer, inner) = (bed.half_width, bed.half_width - 0.06);
    // Up the outside, over the rim and down the inside to the load.
    let levels =
        [(outer - 0.1, floor, 0.08), (outer, rim, 0.), (inner, rim, 0.06), (inner, half_full, 0.1)];
    let section = |(half, z, inset): (f64, f64, f64)| {
        let (from, to) = (from + inset, to - inset);
        let corners = [(from, -half), (to, -half), (to, half), (from, half)];
        Section {
            corners: corners.map(|(s, y)| behind(s, y, z)).to_vec(),
            surfaces: vec![Surface::Paint; 4],
        }
    };
    bed.deck(Surface::Rubber).with(loft(&levels.map(section), Surface::Masonry))
}

/// A round tank on saddles, with domed ends and a walkway on top.
fn tank(bed: &Bed) -> Mesh {
    const SIDES: usize = 20;
    const DOME: f64 = 0.25;
    const CLEARANCE: f64 = 0.1;
    let Span { from, to } = bed.stretch;
    let radius = (bed.half_width - 0.02).min((bed.heights.to - bed.heights.from - CLEARANCE) / 2.);
    let middle = bed.heights.from + CLEARANCE + radius;
    let [front, rear] = [from + DOME, to - DOME].map(|s| behind(s, 0., middle));
    let mut mesh = tube(front, rear, radius, SIDES, Surface::Metal);
    // Domes have the corners of their meridians in other places than the tube.
    let radii = Vector3::new(DOME, 0.98 * radius, 0.98 * radius);
    for end in [front, rear] {
        mesh.append(ellipsoid(end, radii, 12, Surface::Metal));
    }
    for share in [0.12, 0.5, 0.88] {
        let s = from + share * bed.length();
        let heights = span(bed.heights.from - 0.05, middle - 0.6 * radius);
        let across = span(-0.75 * radius, 0.75 * radius);
        mesh.append(block(span(s - 0.1, s + 0.1), across, heights, Surface::Rubber));
    }
    let walkway = span(front.x.abs() + 0.2, rear.x.abs() - 0.2);
    let top = middle + radius;
    mesh.with(block(walkway, span(-0.25, 0.25), span(top - 0.08, top), Surface::Metal))
}

/// A deck with a wall in front, drop sides and, mostly, some crates.
fn flat(bed: &Bed, rng: &mut SceneRng) -> Mesh {
    let Span { from, to } = bed.stretch;
    let floor = bed.heights.from + Load::DECK;
    let wall = span(floor, (floor + 1.).min(bed.heights.to));
    let mut mesh = bed.deck(Surface::Wood);
    mesh.append(block(span(from, from + 0.05), bed.across(), wall, Surface::Metal));
    let side = block(
        span(from, to),
        span(bed.half_width - 0.03, bed.half_width),
        span(floor, floor + 0.4),
        Surface::Paint,
    );
    mesh.append(side.clone().mirrored().with(side));
    mesh.append(block(span(to - 0.03, to), bed.across(), span(floor, floor + 0.4), Surface::Paint));
    let mut s = from + 0.2;
    while s + 1. < to {
        let size = pick(rng, &[0.8, 1., 1.2]);
        let height = rng.random_range(0.3..1.4_f64).min(bed.heights.to - floor);
        if rng.random_bool(0.6) && s + size < to {
            let across = span(-rng.random_range(0.4..1.1), rng.random_range(0.4..1.1));
            mesh.append(block(
                span(s, s + size),
                across,
                span(floor, floor + height),
                Surface::Wood,
            ));
        }
        s += size + 0.15;
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn loads_keep_to_their_beds() {
        let bed = Bed { stretch: span(2.3, 8.), half_width: 1.22, heights: span(1., 3.) };
        let mut rng = stream(5, 0, Purpose::Scene);
        for load in [Load::Box, Load::Tipper, Load::Tank, Load::Flat] {
            for _ in 0..20 {
                let (min, max) = load.mesh(&bed, &mut rng).bounds();
                assert!(max.x <= -2.3 + 1e-9 && min.x >= -8. - 1e-9, "{load:?} {min} {max}");
                assert!(max.y <= 1.22 + 1e-9 && min.y >= -1.22 - 1e-9, "{load:?} {min} {max}");
                assert!(max.z <= 3. + 1e-9 && min.z >= 0.9, "{load:?} {min} {max}");
            }
        }
    }

    #[test]
    fn boxes_reach_the_top_of_their_beds() {
        let bed = Bed { stretch: span(0., 5.), half_width: 1.2, heights: span(1., 3.5) };
        assert_eq!(boxed(&bed).bounds().1.z, 3.5);
    }
}
