//! Garages and sheds.

use rand::RngExt;
use voxelnet_scene::BoxSize;

use super::{
    facade::{Closure, Opening, pierced_wall},
    shell::{RoofHeights, plain_walls, roof},
};
use crate::{
    model::Model,
    random::SceneRng,
    span::{Span, span},
    surface::Surface,
};

/// Thickness of the edge of the roof, metres.
const ROOF_THICKNESS: f64 = 0.1;
/// Distance of the door behind the wall, metres.
const DOOR_SETBACK: f64 = 0.12;
/// Walls are at least this high, so that the roof's edge is above what stands beside it, metres.
const MIN_WALL_HEIGHT: f64 = 2.05;

/// A low garage or shed whose door is in the face y = -width / 2 and looks along -y; the edge of
/// its roof sticks out of `size`.
pub(crate) fn shed(rng: &mut SceneRng) -> Model {
    let length = rng.random_range(2.5..6.);
    let width = rng.random_range(2.2..5.5);
    let walls = rng.random_range(MIN_WALL_HEIGHT..2.5);
    let (x, y) = (Span::centered(length), Span::centered(width));
    let mut mesh = pierced_wall(x, span(0., walls), y.from, &[door(length, rng)])
        .with(plain_walls(x, y, walls));
    let rise = if rng.random_bool(0.5) { 0. } else { rng.random_range(0.2..0.4) };
    let overhang = rng.random_range(0.04..0.2);
    let (x, y) = (Span::centered(length + 2. * overhang), Span::centered(width + 2. * overhang));
    let heights = RoofHeights { eaves: walls, thickness: ROOF_THICKNESS, rise };
    mesh.append(roof(x, y, heights, Surface::Roof));
    let height = mesh.bounds().1.z;
    Model { class: None, size: BoxSize { length, width, height }, mesh }
}

/// A garage door, or a narrow one.
fn door(length: f64, rng: &mut SceneRng) -> Opening {
    let half = if rng.random_bool(0.7) { (length / 2. - 0.2).min(2.4) } else { 0.45 };
    let middle = rng.random_range(-1.0..=1.) * (length / 2. - 0.15 - half);
    let z = span(0., rng.random_range(1.9..2.02));
    Opening {
        x: span(middle - half, middle + half),
        z,
        setback: DOOR_SETBACK,
        closure: Closure::Door,
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;

    use super::*;
    use crate::bodies::scenery::checks::{
        assert_fits_its_room, assert_follows_from_the_stream, assert_stands_on_the_ground,
        corners_of, samples,
    };

    #[test]
    fn sheds_stand_in_their_room_and_are_low() {
        for model in samples(shed) {
            assert_stands_on_the_ground(&model);
            assert_fits_its_room(&model);
            assert!((2.1..=3.).contains(&model.size.height), "{:?}", model.size);
            assert!(model.mesh.triangles.len() < 60);
        }
        assert_follows_from_the_stream(shed);
    }

    #[test]
    fn the_door_is_in_the_front() {
        for model in samples(shed) {
            let door = -model.size.width / 2. + DOOR_SETBACK;
            let corners = corners_of(&model.mesh, Surface::Roof);
            let on_door = |corner: &&Point3<f64>| (corner.y - door).abs() < 1e-9 && corner.z == 0.;
            assert!(corners.iter().filter(on_door).count() >= 2);
        }
    }
}
