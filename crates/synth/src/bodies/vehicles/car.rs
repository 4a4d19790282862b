//! Cars: hatchbacks, sedans, estates and sport utility vehicles.

use crate::{
    bodies::vehicles::{
        plan::Plan,
        proportions::{Proportions, Spread},
        wheels::Wheel,
    },
    class::Class,
    model::Model,
    random::{SceneRng, pick},
};

/// A small car with a tailgate.
pub(super) const HATCHBACK: Proportions = Proportions {
    length: Spread(3.48, 0.2),
    width: Spread(1.57, 0.085),
    height: Spread(1.48, 0.11),
    least_height: 1.32,
    bumper: 0.36,
    bonnet_edge: 0.54,
    belt: (0.62, 0.66),
    cowl: (0.25, 0.67),
    rear_sill: (0.965, 0.67),
    roof: (0.46, 0.87),
    panes: &[(0.325, 0.555), (0.58, 0.82)],
    overhangs: (0.68, 0.58),
    wheel: Wheel { radius: 0.3, width: 0.19 },
    clearance: 0.17,
    lean: 0.27,
    rail: 0.09,
    seats: &[2, 3],
    roof_rails: 0.03,
};

/// A car with a boot.
const SEDAN: Proportions = Proportions {
    length: Spread(4.2, 0.2),
    width: Spread(1.61, 0.085),
    height: Spread(1.44, 0.07),
    cowl: (0.265, 0.67),
    rear_sill: (0.85, 0.7),
    roof: (0.44, 0.69),
    panes: &[(0.325, 0.525), (0.545, 0.74)],
    overhangs: (0.8, 0.92),
    wheel: Wheel { radius: 0.31, width: 0.2 },
    lean: 0.3,
    roof_rails: 0.02,
    ..HATCHBACK
};

/// A long car with a tailgate.
const ESTATE: Proportions = Proportions {
    height: Spread(1.48, 0.08),
    rear_sill: (0.965, 0.67),
    roof: (0.44, 0.91),
    panes: &[(0.325, 0.525), (0.545, 0.72), (0.745, 0.9)],
    overhangs: (0.8, 0.85),
    lean: 0.27,
    roof_rails: 0.5,
    ..SEDAN
};

/// A high car with large wheels.
const SPORT_UTILITY: Proportions = Proportions {
    length: Spread(4.05, 0.2),
    width: Spread(1.66, 0.085),
    height: Spread(1.7, 0.1),
    least_height: 1.5,
    bonnet_edge: 0.56,
    cowl: (0.265, 0.67),
    roof: (0.42, 0.89),
    panes: &[(0.32, 0.52), (0.545, 0.72), (0.745, 0.87)],
    overhangs: (0.78, 0.75),
    wheel: Wheel { radius: 0.36, width: 0.23 },
    clearance: 0.2,
    lean: 0.24,
    roof_rails: 0.5,
    ..ESTATE
};

/// Each style as often as on the road.
const STYLES: [&Proportions; 8] =
    [&HATCHBACK, &HATCHBACK, &HATCHBACK, &SEDAN, &SEDAN, &ESTATE, &ESTATE, &SPORT_UTILITY];

/// A car of any style.
pub(crate) fn car(rng: &mut SceneRng) -> Model {
    let plan = Plan::random(pick(rng, &STYLES), rng);
    Model::filling(Some(Class::Car), plan.size, plan.mesh())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::vehicles::checks::{
            assert_fills_its_box, assert_has_two_plates, assert_sizes, draws, glass_then_opaque,
        },
        mesh::Triangle,
        surface::Surface,
    };

    #[test]
    fn cars_fill_their_boxes_with_one_to_three_thousand_triangles() {
        for model in draws(car, 200) {
            assert_eq!(model.class, Some(Class::Car));
            assert_fills_its_box(&model);
            assert_has_two_plates(&model);
            let count = model.mesh.triangles.len();
            assert!((1000..=3000).contains(&count), "{count} triangles");
        }
    }

    #[test]
    fn cars_are_as_large_as_those_of_kitti() {
        let sizes: Vec<_> = draws(car, 2000).into_iter().map(|model| model.size).collect();
        assert_sizes(&sizes, [(3.9, 0.4), (1.6, 0.1), (1.5, 0.15)]);
    }

    #[test]
    fn side_windows_are_glass_with_something_behind() {
        for model in draws(car, 50) {
            let height = model.size.height;
            assert!(glass_then_opaque(&model, 0.66 * height) >= 3, "{:?}", model.size);
        }
    }

    #[test]
    fn a_tyre_touches_the_ground_at_each_corner() {
        for model in draws(car, 50) {
            let lowest =
                model.mesh.triangles.iter().filter(|t| t.corners.iter().all(|p| p.z < 1e-9));
            assert!(lowest.clone().all(|t| t.surface == Surface::Rubber));
            for (front, left) in [(1., 1.), (1., -1.), (-1., 1.), (-1., -1.)] {
                let here =
                    |t: &Triangle| t.corners.iter().all(|p| p.x * front > 0.5 && p.y * left > 0.35);
                assert!(lowest.clone().any(here), "{front} {left}");
            }
        }
    }

    #[test]
    fn cars_follow_from_the_random_stream() {
        let meshes = || draws(car, 3).into_iter().map(|model| model.mesh).collect::<Vec<_>>();
        assert_eq!(meshes(), meshes());
        assert_ne!(meshes()[0], meshes()[1]);
    }
}
