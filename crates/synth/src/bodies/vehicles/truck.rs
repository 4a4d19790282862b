//! Lorries: a cab, a chassis with a load and, behind some, a trailer.

use rand::RngExt;

use crate::{
    bodies::vehicles::{
        fittings::{PLATE_DEPTH, block, mirrors, number_plate, tail_lamps},
        interior::{SeatRow, dashboard},
        line::Line,
        loads::{Bed, Load},
        shell::Shell,
        strip::{Patch, Strip},
        wheels::Wheel,
    },
    class::Class,
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal, pick},
    span::{Span, span},
    surface::Surface,
};

const WHEEL: Wheel = Wheel { radius: 0.5, width: 0.3 };
/// Half the width of the cab, of loads and to the ends of the mirrors, in metres.
const CAB_HALF_WIDTH: f64 = 1.14;
const LOAD_HALF_WIDTH: f64 = 1.22;
const MIRROR_HALF_WIDTH: f64 = 1.25;
const CAB_WINDOW_SILL: f64 = 1.55;
const FRONT_OVERHANG: f64 = 1.3;
/// Between the cab and its load, and between a lorry and its trailer.
const CAB_GAP: f64 = 0.3;
const DRAWBAR: f64 = 0.9;
const DRAWBAR_HEIGHTS: Span = span(0.76, 0.9);
/// The front end of the frame under the cab.
const UNDER_CAB: f64 = 0.6;
/// Loads longer than this ride on two rear axles, which lie so far apart.
const TANDEM_FROM: f64 = 5.;
const TANDEM: f64 = 1.15;
const SHORTEST_GUARD: f64 = 0.3;
const CHASSIS_HEIGHTS: Span = span(0.75, 1.05);
const UNDERRUN_HEIGHTS: Span = span(0.42, 0.6);

/// A lorry with a box, a tipping body, a tank or a flat bed; the longest ones often with a trailer.
pub(crate) fn truck(rng: &mut SceneRng) -> Model {
    let length = rng.random_range(6.0..12.);
    let load = pick(rng, &[Load::Box, Load::Box, Load::Tipper, Load::Tank, Load::Flat]);
    // Only boxes tower above the cab; other loads lie below its roof.
    let (height, cab) = if load == Load::Box {
        let height = rng.random_range(3.1..3.8);
        (height, height - rng.random_range(0.2..0.6))
    } else {
        let height = rng.random_range(2.8..3.2);
        (height, height)
    };
    let cab_length = normal(rng, 1.95, 0.1);
    let tail = length - 2. * PLATE_DEPTH;
    let mut beds = vec![span(cab_length + CAB_GAP, tail)];
    if length > 10. && rng.random_bool(0.6) {
        let middle = 0.54 * tail;
        beds = vec![span(cab_length + CAB_GAP, middle), span(middle + DRAWBAR, tail)];
    }
    let mut mesh = cab_mesh(cab_length, cab);
    for (i, &stretch) in beds.iter().enumerate() {
        let bed =
            Bed { stretch, half_width: LOAD_HALF_WIDTH, heights: span(CHASSIS_HEIGHTS.to, height) };
        mesh.append(load.mesh(&bed, rng));
        mesh.append(chassis(stretch, if i > 0 { Place::Trailer } else { Place::Lorry }));
    }
    for pair in beds.windows(2) {
        let reach = span(pair[0].to - 0.2, pair[1].from + 0.2);
        mesh.append(block(reach, span(-0.08, 0.08), DRAWBAR_HEIGHTS, Surface::Metal));
    }
    mesh.append(number_plate(tail, 0.52, true));
    let (min, max) = mesh.bounds();
    let size = voxelnet_scene::BoxSize {
        length: max.x - min.x,
        width: max.y - min.y,
        height: max.z - min.z,
    };
    Model::filling(Some(Class::Truck), size, mesh)
}

/// A cab with everything that belongs to it, its nose at the origin.
fn cab_mesh(length: f64, roof: f64) -> Mesh {
    let (half, floor) = (0.85 * CAB_HALF_WIDTH, 0.95);
    let seats = SeatRow {
        s: 0.85,
        half_width: half,
        floor,
        back: CAB_WINDOW_SILL + 0.15,
        head: CAB_WINDOW_SILL + 0.4,
        num_seats: 2,
    };
    let mirror = span(CAB_HALF_WIDTH - 0.06, MIRROR_HALF_WIDTH);
    cab_shape(length, roof)
        .skin()
        .with(dashboard(span(0.2, 0.42), half, span(floor, CAB_WINDOW_SILL - 0.03)))
        .with(seats.mesh())
        .with(mirrors(0.3, CAB_WINDOW_SILL + 0.35, mirror, 0.5))
        .with(WHEEL.pair(FRONT_OVERHANG, CAB_HALF_WIDTH - 0.02))
        .with(number_plate(0., 0.52, false))
}

fn cab_shape(length: f64, roof: f64) -> Shell {
    let screen_top = (CAB_WINDOW_SILL + 0.9).min(roof - 0.25);
    let patch = |strip, stretch, surface| Patch { strip, stretch, surface };
    let mut patches = vec![
        patch(Strip::Top, span(0.03, 0.06), Surface::Rubber),
        patch(Strip::Top, span(0.09, 0.24), Surface::Glass),
        patch(Strip::Window, span(0.3, 1.3), Surface::Glass),
        patch(Strip::Sill, span(0., length), Surface::Rubber),
    ];
    let lamp = |strip| patch(strip, span(0., 0.03), Surface::Lamp);
    patches.extend(Strip::SHOULDER.map(lamp));
    Shell {
        top: Line(vec![
            (0., 0.72),
            (0.03, 0.95),
            (0.06, 1.35),
            (0.09, CAB_WINDOW_SILL - 0.02),
            (0.24, screen_top),
            (0.4, roof - 0.08),
            (0.6, roof),
            (length - 0.1, roof),
            (length, roof - 0.06),
        ]),
        bottom: Line(vec![(0., 0.36), (0.3, 0.32), (length, 0.5)]),
        belt: Line::level(CAB_WINDOW_SILL),
        half_width: Line(
            [(0., 0.84), (0.06, 0.92), (0.16, 0.97), (0.4, 1.)]
                .map(|(s, share)| (s, share * CAB_HALF_WIDTH))
                .to_vec(),
        ),
        crown: 0.2,
        lean: 0.05,
        rail: roof - screen_top + 0.05,
        arches: vec![WHEEL.arch(FRONT_OVERHANG)],
        patches,
    }
}

/// The chassis under a load. Trailers have an axle in front, lorries the one under their cab.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Place {
    Lorry,
    Trailer,
}

/// Frame, axles, side guards and rear end under a load.
fn chassis(Span { from, to }: Span, place: Place) -> Mesh {
    let frame_start = if place == Place::Lorry { UNDER_CAB } else { from };
    let frame =
        block(span(frame_start, to - 0.1), span(-0.45, 0.45), CHASSIS_HEIGHTS, Surface::Rubber);
    let mut mesh = frame.with(rear_end(to));
    let last_axle = to - (0.25 * (to - from)).min(1.6);
    let first_of_rear = if to - from > TANDEM_FROM { last_axle - TANDEM } else { last_axle };
    mesh.append(axle(last_axle));
    if first_of_rear < last_axle {
        mesh.append(axle(first_of_rear));
    }
    let room_for_wheel = WHEEL.radius + 0.1;
    let mut free = span(from + 0.1, first_of_rear - room_for_wheel);
    if place == Place::Trailer {
        let front_axle = from + 0.8;
        mesh.append(axle(front_axle));
        free.from = front_axle + room_for_wheel;
    }
    if free.length() > SHORTEST_GUARD {
        mesh.append(side_guards(free));
    }
    mesh
}

/// Two wheels and the beam between them.
fn axle(s: f64) -> Mesh {
    const BEAM: f64 = 0.08;
    let (z, half) = (WHEEL.axle_height(), LOAD_HALF_WIDTH - 0.3);
    let beam = block(
        span(s - BEAM, s + BEAM),
        span(-half, half),
        span(z - BEAM, z + 0.3),
        Surface::Rubber,
    );
    WHEEL.pair(s, LOAD_HALF_WIDTH - 0.04).with(beam)
}

/// The bar that keeps cars from running under, on struts, with lamps.
fn rear_end(to: f64) -> Mesh {
    let half = LOAD_HALF_WIDTH - 0.1;
    let mut mesh = block(span(to - 0.12, to), span(-half, half), UNDERRUN_HEIGHTS, Surface::Metal);
    let hung = span(UNDERRUN_HEIGHTS.to, CHASSIS_HEIGHTS.to);
    let strut = block(span(to - 0.15, to - 0.05), span(0.4, 0.5), hung, Surface::Metal);
    mesh.append(strut.clone().mirrored().with(strut));
    let lamps = span(UNDERRUN_HEIGHTS.to, UNDERRUN_HEIGHTS.to + 0.14);
    mesh.with(tail_lamps(to - 0.03, span(0.7, 1.1), lamps))
}

/// Two bars on either side, hung from the load.
fn side_guards(Span { from, to }: Span) -> Mesh {
    let across = span(LOAD_HALF_WIDTH - 0.08, LOAD_HALF_WIDTH - 0.04);
    let mut left = Mesh::new();
    for z in [0.42, 0.7] {
        left.append(block(span(from, to), across, span(z, z + 0.12), Surface::Metal));
    }
    for s in [from + 0.05, to - 0.1] {
        let heights = span(0.42, CHASSIS_HEIGHTS.to);
        left.append(block(span(s, s + 0.05), across, heights, Surface::Metal));
    }
    left.clone().mirrored().with(left)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::vehicles::checks::{
        assert_fills_its_box, assert_has_two_plates, draws, glass_then_opaque,
    };

    #[test]
    fn trucks_fill_their_boxes_and_are_as_large_as_lorries() {
        for model in draws(truck, 200) {
            assert_eq!(model.class, Some(Class::Truck));
            assert_fills_its_box(&model);
            assert_has_two_plates(&model);
            let size = model.size;
            assert!((5.9..=12.1).contains(&size.length), "{size:?}");
            assert!((2.45..=2.55).contains(&size.width), "{size:?}");
            assert!((2.7..=3.9).contains(&size.height), "{size:?}");
            let count = model.mesh.triangles.len();
            assert!((800..=4000).contains(&count), "{count} triangles");
        }
    }

    #[test]
    fn cab_windows_are_glass_with_something_behind() {
        for model in draws(truck, 50) {
            assert!(glass_then_opaque(&model, CAB_WINDOW_SILL + 0.1) >= 1, "{:?}", model.size);
        }
    }

    #[test]
    fn a_cab_does_not_touch_its_load() {
        let (min, _) = cab_mesh(2., 3.).bounds();
        assert!(-min.x < 2. + CAB_GAP / 2.);
    }
}
