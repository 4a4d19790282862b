//! Single shoots and stems.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use crate::{
    bodies::scenery::foliage::{clump, direction},
    mesh::{Disc, Mesh, frustum},
    random::SceneRng,
    surface::Surface,
};

/// Corners of the cross-section of a shoot.
const SIDES: usize = 3;
/// Distance by which a shoot sags below the straight line at its middle, as a share of its length.
const SAG: f64 = 0.1;
/// Radius at the tip over that at the root.
const TIP_SHARE: f64 = 0.4;
/// Distance of leaves from the shoot over their side.
const LEAF_DISTANCE: f64 = 0.6;

/// A thin shoot with leaves along its outer half; metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Shoot {
    pub root: Point3<f64>,
    pub tip: Point3<f64>,
    /// Radius at the root.
    pub radius: f64,
    pub num_leaves: usize,
    /// Side of a leaf clump.
    pub leaf_side: f64,
}

impl Shoot {
    /// The bent shoot and its leaves; 16 triangles and 2 for each leaf clump.
    pub fn mesh(&self, rng: &mut SceneRng) -> Mesh {
        let Self { root, tip, radius, .. } = *self;
        let way = tip - root;
        let elbow = nalgebra::center(&root, &tip) - Vector3::z() * (SAG * way.norm());
        let part = |from, to| frustum(from, to, SIDES, Surface::Bark);
        let middle = Disc::new(elbow, radius * (1. + TIP_SHARE) / 2.);
        let mut mesh = part(Disc::new(root, radius), middle)
            .with(part(middle, Disc::new(tip, radius * TIP_SHARE)));
        for _ in 0..self.num_leaves {
            let on_shoot = elbow + (tip - elbow) * rng.random_range(0.0..1.);
            let aside = direction(rng) * (LEAF_DISTANCE * self.leaf_side);
            mesh.append(clump(on_shoot + aside, self.leaf_side, rng));
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::scenery::checks::corners_of,
        random::{Purpose, stream},
    };

    #[test]
    fn leaves_are_on_the_outer_half_and_the_shoot_reaches_its_tip() {
        let mut rng = stream(2, 0, Purpose::Scene);
        let shoot = Shoot {
            root: Point3::origin(),
            tip: Point3::new(0.2, 0., 2.),
            radius: 0.01,
            num_leaves: 30,
            leaf_side: 0.08,
        };
        let mesh = shoot.mesh(&mut rng);
        assert!(mesh.triangles.len() <= 16 + 2 * 30);
        assert!(corners_of(&mesh, Surface::Leaves).iter().all(|corner| corner.z > 0.6));
        let top = corners_of(&mesh, Surface::Bark).iter().map(|c| c.z).fold(0., f64::max);
        assert!((top - 2.).abs() < 0.01, "{top}");
    }
}
