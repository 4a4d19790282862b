//! Trams: articulated sections in one straight line.

use nalgebra::Point3;
use rand::RngExt;
use voxelnet_scene::BoxSize;

use crate::{
    bodies::vehicles::{
        fittings::block,
        interior::SeatRow,
        line::Line,
        shell::Shell,
        strip::{Patch, Strip},
        wheels::Wheel,
    },
    class::Class,
    mesh::Mesh,
    model::Model,
    random::{SceneRng, normal},
    span::{Span, span},
    surface::Surface,
};

/// Lengths in metres.
const GANGWAY: f64 = 0.5;
const ROOF: f64 = 3.15;
const HEIGHT: f64 = 3.4;
const FLOOR: f64 = 0.6;
const BELT: f64 = 1.35;
const PANE: f64 = 1.25;
const PILLAR: f64 = 0.12;
const NOSE: f64 = 1.1;
const WHEEL: Wheel = Wheel { radius: 0.33, width: 0.14 };

/// A tram of two to four sections.
pub(crate) fn tram(rng: &mut SceneRng) -> Model {
    let num_sections = rng.random_range(2..=4_usize);
    let section_length = rng.random_range(6.8..7.1);
    let half_width = normal(rng, 1.2, 0.03);
    let pitch = section_length + GANGWAY;
    let length = pitch * num_sections as f64 - GANGWAY;
    let mut mesh = Mesh::new();
    for i in 0..num_sections {
        let start = pitch * i as f64;
        let section = if i + 1 == num_sections && i > 0 {
            turned(section(section_length, half_width, true)).shifted(
                -start - section_length,
                0.,
                0.,
            )
        } else {
            section(section_length, half_width, i == 0).shifted(-start, 0., 0.)
        };
        mesh.append(section);
        if i > 0 {
            mesh.append(gangway(span(start - GANGWAY, start), 0.88 * half_width));
        }
    }
    Model::filling(
        Some(Class::Tram),
        BoxSize { length, width: 2. * half_width, height: HEIGHT },
        mesh,
    )
}

/// Heading for where it came from.
fn turned(mesh: Mesh) -> Mesh {
    mesh.map(|corner| Point3::new(-corner.x, -corner.y, corner.z))
}

/// The bellows between two sections, reaching a little into both.
fn gangway(Span { from, to }: Span, half_width: f64) -> Mesh {
    let stretch = span(from - 0.02, to + 0.02);
    block(stretch, span(-half_width, half_width), span(0.4, ROOF - 0.1), Surface::Rubber)
}

/// A section from the origin backwards, with or without a driver's cab in front.
fn section(length: f64, half_width: f64, cab: bool) -> Mesh {
    let panes = panes(if cab { NOSE } else { 0.15 }, length - 0.15);
    let mut mesh = shape(length, half_width, cab, &panes).skin();
    mesh.append(interior(length, half_width, cab));
    for s in [0.45 * length - 0.9, 0.45 * length + 0.9] {
        mesh.append(WHEEL.pair(s, 0.88));
    }
    let bogie = span(0.45 * length - 1.4, 0.45 * length + 1.4);
    mesh.append(block(bogie, span(-0.7, 0.7), span(0.15, 0.45), Surface::Rubber));
    let unit = span(0.35 * length, 0.75 * length);
    let across = 0.7 * half_width;
    mesh.with(block(unit, span(-across, across), span(ROOF - 0.05, HEIGHT), Surface::Metal))
}

/// Windows of equal length with pillars between.
fn panes(from: f64, to: f64) -> Vec<Span> {
    let count = ((to - from) / (PANE + PILLAR)).round().max(1.);
    let pitch = (to - from) / count;
    let start = |i: usize| from + pitch * i as f64;
    (0..count as usize).map(|i| span(start(i) + PILLAR / 2., start(i + 1) - PILLAR / 2.)).collect()
}

fn shape(length: f64, half_width: f64, cab: bool, panes: &[Span]) -> Shell {
    let patch = |strip, stretch, surface| Patch { strip, stretch, surface };
    let mut patches: Vec<Patch> =
        panes.iter().map(|&pane| patch(Strip::Window, pane, Surface::Glass)).collect();
    // Every other pane belongs to a door, which is glass nearly down to the ground.
    let doors = panes.iter().skip(1).step_by(2);
    patches.extend(doors.map(|&pane| patch(Strip::Flank, pane, Surface::Glass)));
    let (mut top, mut outline) = (vec![(0., ROOF)], vec![(0., half_width)]);
    if cab {
        top = vec![(0., 0.85), (0.06, 1.1), (0.12, BELT), (0.65, 2.65), (0.9, 3.0), (1.3, ROOF)];
        let nose = [(0., 0.7), (0.12, 0.8), (0.4, 0.9), (0.9, 0.97), (1.5, 1.)];
        outline = nose.map(|(s, share)| (s, share * half_width)).to_vec();
        patches.push(patch(Strip::Top, span(0.12, 0.65), Surface::Glass));
        patches.push(patch(Strip::Window, span(0.35, NOSE - PILLAR), Surface::Glass));
        let lamp = |strip| patch(strip, span(0., 0.1), Surface::Lamp);
        patches.extend(Strip::SHOULDER.map(lamp));
    }
    top.push((length, ROOF));
    Shell {
        top: Line(top),
        bottom: Line::level(0.22),
        belt: Line::level(BELT),
        half_width: Line(outline),
        crown: 0.2,
        lean: 0.03,
        rail: 0.55,
        arches: Vec::new(),
        patches,
    }
}

/// Seats, a floor, and a dark wall along the middle, which stands for the passengers and the far
/// side: what passes through the windows ends there.
fn interior(length: f64, half_width: f64, cab: bool) -> Mesh {
    let front = if cab { NOSE } else { 0.2 };
    let room = span(front, length - 0.2);
    let half = 0.85 * half_width;
    let mut inside = block(room, span(-half, half), span(FLOOR - 0.05, FLOOR), Surface::Rubber);
    inside.append(block(room, span(-0.03, 0.03), span(FLOOR, ROOF - 0.25), Surface::Rubber));
    if cab {
        let bulkhead = span(NOSE, NOSE + 0.04);
        inside.append(block(bulkhead, span(-half, half), span(FLOOR, ROOF - 0.4), Surface::Rubber));
        let desk = span(0.3, 0.6);
        inside.append(block(desk, span(-0.7, 0.7), span(FLOOR, BELT - 0.1), Surface::Rubber));
    }
    let mut s = front + 0.9;
    while s + 0.4 < room.to {
        let seats = SeatRow {
            s,
            half_width: half,
            floor: FLOOR,
            back: BELT + 0.1,
            head: BELT + 0.25,
            num_seats: 2,
        };
        inside.append(seats.mesh());
        s += 1.6;
    }
    inside
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::vehicles::checks::{assert_fills_its_box, draws, glass_then_opaque, hits};
    use nalgebra::Vector3;

    #[test]
    fn trams_fill_their_boxes_and_are_as_long_as_their_sections() {
        for model in draws(tram, 200) {
            assert_eq!(model.class, Some(Class::Tram));
            assert_fills_its_box(&model);
            let size = model.size;
            assert!((14.0..=30.).contains(&size.length), "{size:?}");
            assert!((2.2..=2.6).contains(&size.width), "{size:?}");
            let count = model.mesh.triangles.len();
            assert!((1000..=8000).contains(&count), "{count} triangles");
        }
    }

    #[test]
    fn windows_are_glass_with_something_behind() {
        for model in draws(tram, 20) {
            let num_rays = glass_then_opaque(&model, 2.);
            assert!(num_rays as f64 > 4. * model.size.length, "{num_rays} of {:?}", model.size);
        }
    }

    #[test]
    fn sections_hang_together() {
        for model in draws(tram, 20) {
            let from = Point3::new(-40., 0.2, 0.5);
            let along = hits(&model, from, Vector3::x());
            assert!(along.len() >= 4);
            let (min, max) = (along[0].0, along[along.len() - 1].0);
            assert!(max - min > 0.9 * model.size.length);
        }
    }
}
