//! Cars: a family of profiles from city cars to pickups, each varied.

use crate::{
    bodies::vehicles::{
        plan::Plan,
        proportions::{Proportions, Spread},
        wheels::Wheel,
    },
    class::Class,
    model::Model,
    random::{SceneRng, weighted},
};

/// A small car with a tailgate.
pub(super) const HATCHBACK: Proportions = Proportions {
    length: Spread(4.04, 0.2),
    width: Spread(1.61, 0.085),
    height: Spread(1.48, 0.09),
    least_height: 1.3,
    bumper: 0.36,
    bonnet_edge: 0.54,
    belt: (0.62, 0.66),
    cowl: (0.25, 0.67),
    rear_sill: (0.965, 0.72),
    roof: (0.46, 0.87),
    panes: &[(0.325, 0.555), (0.58, 0.82)],
    overhangs: (0.74, 0.65),
    wheel: Wheel { radius: 0.3, width: 0.19 },
    clearance: 0.17,
    lean: 0.27,
    rail: 0.09,
    seats: &[2, 3],
    roof_rails: 0.03,
    is_open: false,
};

/// A city car: short, with hardly a bonnet.
const MINI: Proportions = Proportions {
    length: Spread(3.55, 0.2),
    width: Spread(1.55, 0.085),
    height: Spread(1.49, 0.07),
    cowl: (0.2, 0.66),
    roof: (0.4, 0.9),
    panes: &[(0.28, 0.56), (0.585, 0.84)],
    overhangs: (0.62, 0.5),
    ..HATCHBACK
};

/// A car with a boot.
const SEDAN: Proportions = Proportions {
    length: Spread(4.5, 0.2),
    width: Spread(1.64, 0.085),
    height: Spread(1.43, 0.06),
    cowl: (0.265, 0.67),
    rear_sill: (0.85, 0.7),
    roof: (0.44, 0.69),
    panes: &[(0.325, 0.525), (0.545, 0.74)],
    overhangs: (0.85, 0.98),
    wheel: Wheel { radius: 0.31, width: 0.2 },
    lean: 0.3,
    roof_rails: 0.02,
    ..HATCHBACK
};

/// A long car with a tailgate.
const ESTATE: Proportions = Proportions {
    height: Spread(1.46, 0.07),
    rear_sill: (0.965, 0.7),
    roof: (0.44, 0.91),
    panes: &[(0.325, 0.525), (0.545, 0.72), (0.745, 0.9)],
    overhangs: (0.85, 0.9),
    lean: 0.27,
    roof_rails: 0.5,
    ..SEDAN
};

/// A people carrier: one box with a short bonnet.
const PEOPLE_CARRIER: Proportions = Proportions {
    length: Spread(4.32, 0.22),
    width: Spread(1.67, 0.085),
    height: Spread(1.69, 0.1),
    least_height: 1.5,
    bonnet_edge: 0.52,
    belt: (0.57, 0.6),
    cowl: (0.2, 0.62),
    rear_sill: (0.97, 0.66),
    roof: (0.4, 0.93),
    panes: &[(0.29, 0.5), (0.52, 0.72), (0.74, 0.92)],
    overhangs: (0.82, 0.78),
    lean: 0.2,
    roof_rails: 0.35,
    ..ESTATE
};

/// A high car with large wheels.
const SPORT_UTILITY: Proportions = Proportions {
    length: Spread(4.32, 0.22),
    width: Spread(1.69, 0.085),
    height: Spread(1.69, 0.09),
    least_height: 1.5,
    bonnet_edge: 0.56,
    cowl: (0.265, 0.67),
    rear_sill: (0.965, 0.69),
    roof: (0.42, 0.89),
    panes: &[(0.32, 0.52), (0.545, 0.72), (0.745, 0.87)],
    overhangs: (0.8, 0.8),
    wheel: Wheel { radius: 0.36, width: 0.23 },
    clearance: 0.2,
    lean: 0.24,
    ..ESTATE
};

/// A low car with two doors and a falling roof.
const COUPE: Proportions = Proportions {
    length: Spread(4.2, 0.22),
    height: Spread(1.35, 0.05),
    least_height: 1.22,
    cowl: (0.3, 0.68),
    rear_sill: (0.9, 0.7),
    roof: (0.5, 0.7),
    panes: &[(0.37, 0.62), (0.64, 0.74)],
    roof_rails: 0.,
    ..SEDAN
};

/// The same with its roof open.
const CABRIO: Proportions = Proportions { is_open: true, rear_sill: (0.82, 0.69), ..COUPE };

/// A cab with a covered bed behind it.
const PICKUP: Proportions = Proportions {
    length: Spread(4.95, 0.25),
    height: Spread(1.72, 0.08),
    rear_sill: (0.69, 0.62),
    roof: (0.4, 0.62),
    panes: &[(0.3, 0.46), (0.48, 0.6)],
    overhangs: (0.85, 1.15),
    roof_rails: 0.,
    ..SPORT_UTILITY
};

/// Each style with its share.
const STYLES: [(&Proportions, u32); 9] = [
    (&MINI, 16),
    (&HATCHBACK, 35),
    (&SEDAN, 15),
    (&ESTATE, 15),
    (&PEOPLE_CARRIER, 9),
    (&SPORT_UTILITY, 5),
    (&COUPE, 2),
    (&CABRIO, 2),
    (&PICKUP, 1),
];

/// A car of any style.
pub(crate) fn car(rng: &mut SceneRng) -> Model {
    let plan = Plan::random(weighted(rng, &STYLES), rng);
    plan.model(Class::Car, plan.mesh())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::vehicles::checks::{
            assert_fills_its_box_but_for_mirrors, assert_has_two_plates, assert_sizes, draws,
            glass_then_opaque,
        },
        mesh::Triangle,
        surface::Surface,
    };

    #[test]
    fn cars_fill_their_boxes_with_one_to_three_thousand_triangles() {
        for model in draws(car, 200) {
            assert_eq!(model.class, Some(Class::Car));
            assert_fills_its_box_but_for_mirrors(&model);
            assert_has_two_plates(&model);
            let count = model.mesh.triangles.len();
            assert!((1000..=3000).contains(&count), "{count} triangles");
        }
    }

    #[test]
    fn cars_are_as_large_as_those_of_kitti_with_what_annotators_leave_out() {
        let sizes: Vec<_> = draws(car, 2000).into_iter().map(|model| model.size).collect();
        assert_sizes(&sizes, [(4.13, 0.42), (1.62, 0.1), (1.52, 0.14)]);
    }

    #[test]
    fn side_windows_are_glass_with_something_behind() {
        let has_windows = |model: &Model| glass_then_opaque(model, 0.66 * model.size.height) >= 3;
        let cars = draws(car, 200);
        // Those without have no roof.
        assert!(cars.iter().filter(|model| !has_windows(model)).count() <= 12);
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
