//! Vans: delivery vans and minibuses.

use crate::{
    bodies::vehicles::{
        fittings::block,
        plan::Plan,
        proportions::{Proportions, Spread},
        wheels::Wheel,
    },
    class::Class,
    mesh::Mesh,
    model::Model,
    random::{SceneRng, weighted},
    span::span,
    surface::Surface,
};

/// A van as long as a lorry's cab and its load, higher than a person.
const LARGE_VAN: Proportions = Proportions {
    length: Spread(6.2, 0.45),
    width: Spread(2.02, 0.06),
    height: Spread(2.58, 0.14),
    least_height: 2.2,
    bumper: 0.27,
    bonnet_edge: 0.42,
    belt: (0.46, 0.47),
    cowl: (0.15, 0.49),
    rear_sill: (0.978, 0.5),
    roof: (0.27, 0.97),
    panes: &[(0.19, 0.33)],
    overhangs: (0.95, 1.2),
    wheel: Wheel { radius: 0.34, width: 0.22 },
    clearance: 0.22,
    lean: 0.1,
    rail: 0.2,
    seats: &[3],
    roof_rails: 0.08,
    is_open: false,
};

/// A delivery van of the usual size.
const DELIVERY_VAN: Proportions = Proportions {
    length: Spread(5.1, 0.22),
    width: Spread(1.9, 0.06),
    height: Spread(2.0, 0.1),
    least_height: 1.8,
    bumper: 0.3,
    bonnet_edge: 0.46,
    belt: (0.53, 0.54),
    cowl: (0.17, 0.56),
    rear_sill: (0.978, 0.56),
    roof: (0.31, 0.965),
    panes: &[(0.215, 0.38)],
    overhangs: (0.88, 1.),
    wheel: Wheel { radius: 0.33, width: 0.21 },
    clearance: 0.2,
    lean: 0.13,
    roof_rails: 0.1,
    ..LARGE_VAN
};

const MINIBUS: Proportions = Proportions {
    panes: &[(0.215, 0.38), (0.4, 0.57), (0.585, 0.755), (0.77, 0.95)],
    seats: &[2, 3, 3],
    ..DELIVERY_VAN
};

/// A small van that is built like a car.
const SMALL_VAN: Proportions = Proportions {
    length: Spread(4.5, 0.16),
    width: Spread(1.78, 0.06),
    height: Spread(1.86, 0.06),
    least_height: 1.7,
    bonnet_edge: 0.5,
    cowl: (0.2, 0.6),
    roof: (0.37, 0.955),
    panes: &[(0.25, 0.47)],
    overhangs: (0.85, 0.85),
    wheel: Wheel { radius: 0.31, width: 0.2 },
    ..DELIVERY_VAN
};

/// Each kind with its share.
const STYLES: [(&Proportions, u32); 4] =
    [(&LARGE_VAN, 27), (&DELIVERY_VAN, 30), (&MINIBUS, 15), (&SMALL_VAN, 28)];

/// A van of any size, or a minibus.
pub(crate) fn van(rng: &mut SceneRng) -> Model {
    let style = weighted(rng, &STYLES);
    let plan = Plan::random(style, rng);
    let mut mesh = plan.mesh();
    if style.seats.len() == 1 {
        mesh.append(bulkhead(&plan));
    }
    plan.model(Class::Van, mesh)
}

/// The wall between the seats and the load.
fn bulkhead(plan: &Plan) -> Mesh {
    let (half_width, floor, ceiling) = plan.room();
    let s = plan.behind_front_seats();
    block(span(s, s + 0.04), span(-half_width, half_width), span(floor, ceiling), Surface::Rubber)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::vehicles::checks::{
        assert_fills_its_box_but_for_mirrors, assert_has_two_plates, assert_sizes, draws,
        glass_then_opaque,
    };

    #[test]
    fn vans_fill_their_boxes() {
        for model in draws(van, 200) {
            assert_eq!(model.class, Some(Class::Van));
            assert_fills_its_box_but_for_mirrors(&model);
            assert_has_two_plates(&model);
            let count = model.mesh.triangles.len();
            assert!((1000..=3000).contains(&count), "{count} triangles");
        }
    }

    #[test]
    fn vans_are_as_large_as_those_of_kitti_with_what_annotators_leave_out() {
        let sizes: Vec<_> = draws(van, 2000).into_iter().map(|model| model.size).collect();
        assert_sizes(&sizes, [(5.23, 0.72), (1.9, 0.11), (2.13, 0.31)]);
    }

    #[test]
    fn front_windows_are_glass_with_something_behind() {
        for model in draws(van, 50) {
            assert!(glass_then_opaque(&model, 0.57 * model.size.height) >= 2, "{:?}", model.size);
        }
    }
}
