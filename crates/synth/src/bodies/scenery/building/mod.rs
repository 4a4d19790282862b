//! Blocks of houses along the street.

mod additions;
mod style;

use std::ops::Range;

use rand::RngExt;
use voxelnet_scene::BoxSize;

use self::{
    additions::{Front, stoop_depth},
    style::Style,
};
use super::{
    facade::pierced_wall,
    shell::{RoofHeights, plain_walls, roof},
};
use crate::{
    mesh::Mesh,
    model::Model,
    random::{SceneRng, sign},
    span::{Span, span},
    surface::Surface,
};

/// From the face of the front to the back, metres.
const DEPTH: Range<f64> = 6.0..10.;
/// Buildings shorter than this have a straight front, metres.
const MIN_LENGTH_OF_RECESS: f64 = 8.;
/// Thickness of roofs at the eaves, metres.
const ROOF_THICKNESS: f64 = 0.2;

/// A building of a given length with a detailed front that looks along -y. Its wall is the plane
/// y = -width / 2. Where steps lead to the doors, they begin there, and the wall stands behind them.
/// Part of the front may be set back by 1 to 3 m. Sides and back are plain. Eaves, balconies, bay
/// windows and awnings stick out of `size`. Below 1500 triangles.
pub(crate) fn building(length: f64, rng: &mut SceneRng) -> Model {
    let style = Style::random(length, rng);
    let forecourt = style.stoop.map_or(0., stoop_depth);
    let width = rng.random_range(DEPTH) + forecourt;
    let mut mesh = Mesh::new();
    for (x, recess) in wings(length, rng) {
        let front = -width / 2. + forecourt + recess;
        mesh.append(wing(&style, x, span(front, width / 2.), rng));
    }
    let height = mesh.bounds().1.z;
    Model { class: None, size: BoxSize { length, width, height }, mesh }
}

/// Parts of the front along x, and how far each is set back, metres.
fn wings(length: f64, rng: &mut SceneRng) -> Vec<(Span, f64)> {
    let whole = Span::centered(length);
    if length < MIN_LENGTH_OF_RECESS || rng.random_bool(0.6) {
        return vec![(whole, 0.)];
    }
    let corner = length * rng.random_range(-0.2..0.2);
    let mut recesses = [0., rng.random_range(1.0..3.)];
    if sign(rng) > 0. {
        recesses.reverse();
    }
    vec![(span(whole.from, corner), recesses[0]), (span(corner, whole.to), recesses[1])]
}

/// One straight part of the building between its front and its back along y.
fn wing(style: &Style, x: Span, y: Span, rng: &mut SceneRng) -> Mesh {
    let ground_floor = style.ground_floor(x, rng);
    let mut mesh = pierced_wall(x, span(0., style.storey_height), y.from, &ground_floor);
    for storey in 1..style.storeys {
        let floor = storey as f64 * style.storey_height;
        let windows = style.upper_floor(x, floor, rng);
        mesh.append(pierced_wall(x, span(floor, floor + style.storey_height), y.from, &windows));
    }
    let front = Front { style, x, y: y.from, ground_floor: &ground_floor };
    mesh.append(front.additions(rng));
    mesh.with(plain_walls(x, y, style.eaves())).with(roof_of(style, x, y))
}

/// A flat roof, or one with its ridge along the street.
fn roof_of(style: &Style, x: Span, y: Span) -> Mesh {
    let y = span(y.from - style.eaves_overhang, y.to + style.eaves_overhang);
    let rise = style.roof_rise.unwrap_or(0.);
    let heights = RoofHeights { eaves: style.eaves(), thickness: ROOF_THICKNESS, rise };
    roof(x, y, heights, Surface::Masonry)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground,
        corners_of, samples, share_passing,
    };

    /// Buildings of a short, a common and a great length, metres.
    fn buildings() -> impl Iterator<Item = Model> {
        [3., 12., 45.].into_iter().flat_map(|length| samples(|rng| building(length, rng)))
    }

    #[test]
    fn buildings_stand_in_their_room_and_are_cheap() {
        for model in buildings() {
            assert_stands_on_the_ground(&model);
            assert_fits_its_room(&model);
            assert!(model.mesh.triangles.len() < 1500, "{}", model.mesh.triangles.len());
            assert!((4.0..=16.1).contains(&model.size.height), "{:?}", model.size);
        }
        assert_follows_from_the_stream(|rng| building(20., rng));
    }

    #[test]
    fn panes_are_set_back_behind_the_front() {
        for model in buildings() {
            let front = -model.size.width / 2.;
            let panes = corners_of(&model.mesh, Surface::Glass);
            assert!(!panes.is_empty());
            assert!(panes.iter().all(|corner| corner.y > front - 1. && corner.y < front + 7.));
            let walls = corners_of(&model.mesh, Surface::Masonry);
            assert!(walls.iter().any(|corner| corner.y <= front + 1e-9));
        }
    }

    #[test]
    fn no_ray_passes_beside_a_wall() {
        for model in buildings().step_by(9) {
            let eaves = model.size.height - 4.;
            let passing =
                share_passing(&model.mesh, Span::centered(model.size.length), span(0., eaves));
            assert_eq!(passing, 0.);
        }
    }
}
