//! Motorcycles and scooters on their stands.

use nalgebra::{Isometry3, Point3, Vector3};
use rand::RngExt;

use super::{motorcycle::Motorcycle, scooter::Scooter, tarpaulin::covered};
use crate::{
    bodies::scenery::parts::{bar, boxed},
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal},
    surface::Surface,
};

/// Share of machines that are scooters, that are covered, and that stand in a row of several.
const SCOOTER_SHARE: f64 = 0.45;
const COVERED_SHARE: f64 = 0.25;
const ROW_SHARE: f64 = 0.2;
/// Mean lean to the left, towards the side stand, radians.
const LEAN: f64 = 0.16;
/// From one machine of a row to the next, metres.
const ROW_PITCH: f64 = 0.95;

/// One to three motorcycles or scooters that lean on their side stands, with or without a cover.
pub(crate) fn parked_motorcycle(rng: &mut SceneRng) -> Model {
    let num_machines = if rng.random_bool(ROW_SHARE) { rng.random_range(2..4) } else { 1 };
    let mut mesh = Mesh::new();
    for i in 0..num_machines {
        let place = Vector3::new(normal(rng, 0., 0.1), ROW_PITCH * f64::from(i), 0.);
        let turn = Vector3::z() * normal(rng, 0., 0.08);
        mesh.append(machine(rng).moved(&Isometry3::new(place, turn)));
    }
    boxed(mesh)
}

/// One machine that heads for +x, on the ground.
fn machine(rng: &mut SceneRng) -> Mesh {
    let upright = if rng.random_bool(SCOOTER_SHARE) {
        Scooter::random(rng).mesh()
    } else {
        Motorcycle::random(rng).mesh()
    };
    let machine = if rng.random_bool(COVERED_SHARE) { covered(upright, rng) } else { upright };
    let lean = Isometry3::rotation(Vector3::x() * -normal(rng, LEAN, 0.03));
    let mesh = machine.moved(&lean);
    let lowest = mesh.bounds().0.z;
    let stand = bar(Point3::new(0., 0.1, 0.3), Point3::new(0.05, 0.26, 0.), 0.012, Surface::Metal);
    mesh.shifted(0., 0., -lowest).with(on_ground(stand))
}

/// The mesh pressed flat where it would be below the ground.
fn on_ground(mesh: Mesh) -> Mesh {
    mesh.map(|corner| Point3::new(corner.x, corner.y, corner.z.max(0.)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, sound_clutter};

    #[test]
    fn machines_are_of_their_usual_size_and_cheap() {
        let models = sound_clutter(parked_motorcycle, 1500);
        for model in &models {
            assert!((1.6..2.7).contains(&model.size.length), "{:?}", model.size);
            assert!((0.6..3.4).contains(&model.size.width), "{:?}", model.size);
            assert!((0.9..1.7).contains(&model.size.height), "{:?}", model.size);
        }
        let covers = models.iter().filter(|m| !corners_of(&m.mesh, Surface::Coat).is_empty());
        assert!((4..40).contains(&covers.count()));
    }

    #[test]
    fn all_wheels_stand_on_the_ground() {
        for model in sound_clutter(parked_motorcycle, 1500) {
            let tyres = corners_of(&model.mesh, Surface::Rubber);
            let low = tyres.iter().filter(|corner| corner.z < 0.06);
            let (least, greatest) = low
                .map(|corner| corner.x)
                .fold((f64::MAX, f64::MIN), |(a, b), x| (a.min(x), b.max(x)));
            assert!(greatest - least > 1., "{least} {greatest}");
        }
    }
}
