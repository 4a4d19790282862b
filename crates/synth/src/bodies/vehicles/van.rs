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
    random::{SceneRng, pick},
    span::span,
    surface::Surface,
};

const DELIVERY_VAN: Proportions = Proportions {
    length: Spread(5., 0.4),
    width: Spread(1.9, 0.1),
    height: Spread(2.15, 0.2),
    least_height: 1.8,
    bumper: 0.3,
    bonnet_edge: 0.46,
    belt: (0.53, 0.54),
    cowl: (0.17, 0.56),
    rear_sill: (0.978, 0.56),
    roof: (0.31, 0.965),
    panes: &[(0.215, 0.38)],
    overhangs: (0.85, 0.95),
    wheel: Wheel { radius: 0.33, width: 0.21 },
    clearance: 0.2,
    lean: 0.13,
    rail: 0.2,
    seats: &[3],
    roof_rails: 0.1,
    is_open: false,
};

const MINIBUS: Proportions = Proportions {
    panes: &[(0.215, 0.38), (0.4, 0.57), (0.585, 0.755), (0.77, 0.95)],
    seats: &[2, 3, 3],
    ..DELIVERY_VAN
};

/// A delivery van or, less often, a minibus.
pub(crate) fn van(rng: &mut SceneRng) -> Model {
    let style = pick(rng, &[&DELIVERY_VAN, &DELIVERY_VAN, &MINIBUS]);
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
    fn vans_are_as_large_as_those_of_kitti() {
        let sizes: Vec<_> = draws(van, 1000).into_iter().map(|model| model.size).collect();
        assert_sizes(&sizes, [(5., 0.4), (1.9, 0.1), (2.15, 0.2)]);
    }

    #[test]
    fn front_windows_are_glass_with_something_behind() {
        for model in draws(van, 50) {
            assert!(glass_then_opaque(&model, 0.55 * model.size.height) >= 2, "{:?}", model.size);
        }
    }
}
