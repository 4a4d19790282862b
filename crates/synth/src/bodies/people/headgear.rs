//! Hats and helmets.

use nalgebra::{Point3, Vector3};

use super::pose::Proportions;
use crate::{
    mesh::{Disc, Mesh, ellipsoid, frustum},
    surface::Surface,
};

/// Sides of hats and meridians of helmets.
const SIDES: usize = 8;

/// Something on the head.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Headgear {
    Bare,
    /// With a brim.
    Hat,
    /// Of cyclists.
    Helmet,
}

impl Headgear {
    /// Its mesh on a head around the origin.
    pub fn mesh(self, body: &Proportions) -> Mesh {
        let at = |height: f64, radius: f64| {
            Disc::new(Point3::new(0., 0., height * body.head), radius * body.head)
        };
        match self {
            Self::Bare => Mesh::new(),
            Self::Hat => frustum(at(0.2, 0.75), at(0.24, 0.73), SIDES, Surface::Coat)
                .with(frustum(at(0.24, 0.46), at(0.62, 0.36), SIDES, Surface::Coat)),
            Self::Helmet => {
                let radii = Vector3::new(0.58, 0.45, 0.4) * body.head;
                ellipsoid(at(0.22, 0.).center, radii, SIDES, Surface::Paint)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hats_have_wider_brims_than_crowns_and_helmets_cover_the_crown() {
        let body = Proportions::of(1.75);
        let extent = |headgear: Headgear| {
            let (min, max) = headgear.mesh(&body).bounds();
            (max.x - min.x, max.z)
        };
        let (brim, helmet) = (extent(Headgear::Hat), extent(Headgear::Helmet));
        assert!(brim.0 > helmet.0 && brim.1 > body.head / 2. && helmet.1 > body.head / 2.);
        assert!(Headgear::Bare.mesh(&body).triangles.is_empty());
    }
}
