//! The plain parts of houses and sheds: sides, back and roof.

use nalgebra::Point3;

use super::facade::upright_face;
use crate::{
    mesh::{Mesh, Section, loft, quad},
    span::{Span, span},
    surface::Surface,
};

/// The two sides and the back of a house, up to a height.
pub(super) fn plain_walls(x: Span, y: Span, height: f64) -> Mesh {
    let side = |x: f64| upright_side(x, y, span(0., height), Surface::Masonry);
    upright_face(x, span(0., height), y.to, Surface::Masonry).with(side(x.from)).with(side(x.to))
}

/// An upright rectangle across x.
pub(super) fn upright_side(x: f64, y: Span, z: Span, surface: Surface) -> Mesh {
    let corners = [(y.from, z.from), (y.to, z.from), (y.to, z.to), (y.from, z.to)];
    quad(corners.map(|(y, z)| Point3::new(x, y, z)), surface)
}

/// Heights of a roof, metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct RoofHeights {
    /// Lower side of its edge.
    pub eaves: f64,
    /// Thickness of its edge.
    pub thickness: f64,
    /// Height of the ridge above the upper side of the edge; zero is a flat roof.
    pub rise: f64,
}

/// A roof with its ridge along x, and what its two gables are made of.
pub(super) fn roof(x: Span, y: Span, heights: RoofHeights, gables: Surface) -> Mesh {
    let RoofHeights { eaves, thickness, rise } = heights;
    let edge = eaves + thickness;
    let ridge = (y.middle(), edge + rise);
    let outline = [(y.from, eaves), (y.to, eaves), (y.to, edge), ridge, (y.from, edge)];
    let section = |x: f64| Section {
        corners: outline.map(|(y, z)| Point3::new(x, y, z)).to_vec(),
        surfaces: vec![Surface::Roof; outline.len()],
    };
    loft(&[section(x.from), section(x.to)], gables)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_roof_spans_from_eaves_to_ridge() {
        let heights = RoofHeights { eaves: 5., thickness: 0.2, rise: 2. };
        let (min, max) = roof(span(-3., 3.), span(-2., 2.), heights, Surface::Masonry).bounds();
        assert_eq!((min, max), (Point3::new(-3., -2., 5.), Point3::new(3., 2., 7.2)));
    }

    #[test]
    fn walls_reach_from_the_ground_to_their_height() {
        let (min, max) = plain_walls(span(-3., 3.), span(-2., 2.), 4.).bounds();
        assert_eq!((min.z, max.z, min.y), (0., 4., -2.));
    }
}
