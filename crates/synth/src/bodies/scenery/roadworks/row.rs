//! Modules set up one behind the other by hand.

use nalgebra::{Isometry3, Vector3};
use rand::RngExt;

use crate::{
    mesh::Mesh,
    random::{SceneRng, normal},
};

/// Modules along x, none of them quite in line; metres and radians.
#[derive(Clone, Copy, Debug)]
pub(super) struct Row {
    pub num_modules: usize,
    pub pitch: f64,
    /// Deviation of a module's turn.
    pub turn: f64,
    /// Deviation of a module's place across the row.
    pub shift: f64,
    /// Share of modules that are missing; the first one never is.
    pub missing: f64,
}

impl Row {
    /// The row of modules, each made around the origin.
    pub fn mesh(&self, module: impl Fn(&mut SceneRng) -> Mesh, rng: &mut SceneRng) -> Mesh {
        let mut mesh = Mesh::new();
        for i in 0..self.num_modules {
            let place = Vector3::new(self.pitch * i as f64, normal(rng, 0., self.shift), 0.);
            let turn = Vector3::z() * normal(rng, 0., self.turn);
            let made = module(rng).moved(&Isometry3::new(place, turn));
            if i == 0 || !rng.random_bool(self.missing) {
                mesh.append(made);
            }
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;

    use super::*;
    use crate::{
        mesh::cuboid,
        random::{Purpose, stream},
        surface::Surface,
    };

    #[test]
    fn the_first_module_is_always_there_and_others_may_be_missing() {
        let block =
            |_: &mut SceneRng| cuboid(Point3::origin(), Point3::new(1., 1., 1.), Surface::Masonry);
        let row = Row { num_modules: 3, pitch: 2., turn: 0., shift: 0., missing: 1. };
        let mut rng = stream(1, 0, Purpose::Scene);
        assert_eq!(row.mesh(block, &mut rng).triangles.len(), 12);
        let whole = Row { missing: 0., ..row }.mesh(block, &mut rng);
        assert_eq!((whole.triangles.len(), whole.bounds().1.x), (36, 5.));
    }
}
