//! Scaffolds before the wall of a house.

use std::ops::{Range, RangeInclusive};

use nalgebra::Point3;
use rand::RngExt;

use crate::{
    bodies::scenery::{
        facade::{Closure, Opening, pierced_wall, upright_face},
        parts::{bar, boxed, slab},
    },
    mesh::Mesh,
    model::Model,
    random::{SceneRng, sign},
    span::span,
    surface::Surface,
};

/// Bays of a scaffold and their length, metres.
const NUM_BAYS: RangeInclusive<usize> = 1..=4;
const BAY: Range<f64> = 1.6..2.6;
/// Decks of a scaffold; height of the first one and from each to the next, metres.
const NUM_DECKS: RangeInclusive<usize> = 1..=4;
const FIRST_DECK: Range<f64> = 1.9..2.6;
const LIFT: f64 = 2.;
/// Width of decks and their distance from the wall, metres.
const DECK_WIDTH: Range<f64> = 0.6..1.1;
const WALL_DISTANCE: f64 = 0.25;
/// Radius of pipes, metres.
const PIPE: f64 = 0.025;
/// Heights of guard rails above a deck, metres.
const GUARD_RAILS: [f64; 2] = [0.5, 1.];
/// Share of scaffolds with nets, and of the fields of a net that are whole.
const NET_SHARE: f64 = 0.4;
const WHOLE_SHARE: f64 = 0.85;
/// Fields of a net along a bay and up a lift.
const NET_FIELDS: (usize, usize) = (3, 3);

/// A scaffold between the planes y = 0 and y = width; metres.
#[derive(Clone, Copy, Debug)]
struct Scaffold {
    num_bays: usize,
    bay: f64,
    num_decks: usize,
    first_deck: f64,
    width: f64,
}

/// A scaffold of one to four bays, often before a wall with windows, with planks, guard rails,
/// braces and sometimes nets; the front looks along -y. Below 1500 triangles.
pub(crate) fn scaffold(rng: &mut SceneRng) -> Model {
    let scaffold = Scaffold {
        num_bays: rng.random_range(NUM_BAYS),
        bay: rng.random_range(BAY),
        num_decks: rng.random_range(NUM_DECKS),
        first_deck: rng.random_range(FIRST_DECK),
        width: rng.random_range(DECK_WIDTH),
    };
    let mut mesh = scaffold.frames().with(scaffold.decks());
    mesh.append(scaffold.braces(rng));
    if rng.random_bool(NET_SHARE) {
        mesh.append(scaffold.net(rng));
    }
    if rng.random_bool(0.75) {
        mesh.append(scaffold.wall(rng));
    }
    boxed(mesh)
}

impl Scaffold {
    fn length(&self) -> f64 {
        self.bay * self.num_bays as f64
    }

    /// Heights of the decks.
    fn deck_heights(&self) -> impl Iterator<Item = f64> + use<> {
        let first = self.first_deck;
        (0..self.num_decks).map(move |deck| first + LIFT * deck as f64)
    }

    /// Height of the upper ends of the posts.
    fn top(&self) -> f64 {
        self.first_deck + LIFT * (self.num_decks - 1) as f64 + GUARD_RAILS[1] + 0.1
    }

    /// Posts on plates, and the bars between each pair of them under the decks.
    fn frames(&self) -> Mesh {
        let mut mesh = Mesh::new();
        for i in 0..=self.num_bays {
            let x = self.bay * i as f64;
            for y in [0., self.width] {
                let at = |z: f64| Point3::new(x, y, z);
                mesh.append(bar(at(0.), at(self.top()), PIPE, Surface::Metal));
                let plate = span(x - 0.08, x + 0.08);
                let y = span(y - 0.08, y + 0.08);
                mesh.append(slab(plate, y, span(0., 0.02), Surface::Wood));
            }
            for z in self.deck_heights() {
                let at = |y: f64| Point3::new(x, y, z - 0.05);
                mesh.append(bar(at(0.), at(self.width), PIPE, Surface::Metal));
            }
        }
        mesh
    }

    /// Planks, toe boards and guard rails.
    fn decks(&self) -> Mesh {
        let x = span(0., self.length());
        let mut mesh = Mesh::new();
        for z in self.deck_heights() {
            let planks = span(z - 0.02, z + 0.02);
            mesh.append(slab(x, span(0.02, self.width - 0.02), planks, Surface::Wood));
            mesh.append(slab(x, span(0.02, 0.05), span(z + 0.02, z + 0.15), Surface::Wood));
            for rail in GUARD_RAILS {
                let at = |x: f64| Point3::new(x, 0., z + rail);
                mesh.append(bar(at(x.from), at(x.to), PIPE, Surface::Metal));
            }
        }
        mesh
    }

    /// A brace across the front of some bays in each lift.
    fn braces(&self, rng: &mut SceneRng) -> Mesh {
        let mut mesh = Mesh::new();
        let mut floor = 0.1;
        for z in self.deck_heights() {
            for i in 0..self.num_bays {
                if !rng.random_bool(0.5) {
                    continue;
                }
                let middle = self.bay * (i as f64 + 0.5);
                let half = sign(rng) * self.bay / 2.;
                let low = Point3::new(middle - half, -0.03, floor);
                let high = Point3::new(middle + half, -0.03, z - 0.1);
                mesh.append(bar(low, high, 0.8 * PIPE, Surface::Metal));
            }
            floor = z + 0.1;
        }
        mesh
    }

    /// A torn net before the front, above the first deck or from the ground.
    fn net(&self, rng: &mut SceneRng) -> Mesh {
        let bottom = if rng.random_bool(0.5) { 0.1 } else { self.first_deck };
        let (columns, rows) = NET_FIELDS;
        let num_columns = columns * self.num_bays;
        let num_rows = rows * self.num_decks;
        let (width, height) =
            (self.length() / num_columns as f64, (self.top() - bottom) / num_rows as f64);
        let mut mesh = Mesh::new();
        for column in 0..num_columns {
            for row in 0..num_rows {
                let x = span(width * column as f64, width * (column + 1) as f64);
                let z = bottom + height * row as f64;
                let billow = rng.random_range(0.04..0.12);
                if rng.random_bool(WHOLE_SHARE) {
                    mesh.append(upright_face(x, span(z, z + height), -billow, Surface::Coat));
                }
            }
        }
        mesh
    }

    /// The wall behind, with windows on every floor.
    fn wall(&self, rng: &mut SceneRng) -> Mesh {
        let y = self.width + WALL_DISTANCE;
        let (length, top) = (self.length(), self.top() + rng.random_range(-0.6..0.8));
        let window_width = rng.random_range(0.7..1.3);
        let setback = rng.random_range(0.08..0.25);
        let mut mesh =
            slab(span(0., length), span(y + 0.3, y + 0.4), span(0., top), Surface::Masonry);
        let mut floor = 0.;
        for ceiling in self.deck_heights().chain([top]) {
            let storey = span(floor, ceiling.min(top));
            let window = |i: usize| {
                let middle = self.bay * (i as f64 + 0.5);
                let x = span(middle - window_width / 2., middle + window_width / 2.);
                let z = span(floor + 0.35 * storey.length(), floor + 0.85 * storey.length());
                Opening { x, z, setback, closure: Closure::Window }
            };
            let is_high_enough = storey.length() > 1.5;
            let windows: Vec<Opening> =
                (0..self.num_bays).filter(|_| is_high_enough).map(window).collect();
            mesh.append(pierced_wall(span(0., length), storey, y, &windows));
            floor = storey.to;
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing, sound_clutter};
    use crate::span::Span;

    #[test]
    fn scaffolds_are_as_tall_as_houses_and_cheap() {
        for model in sound_clutter(scaffold, 1500) {
            assert!((1.6..10.7).contains(&model.size.length), "{:?}", model.size);
            assert!((2.9..10.5).contains(&model.size.height), "{:?}", model.size);
            assert!((0.6..2.).contains(&model.size.width), "{:?}", model.size);
        }
    }

    #[test]
    fn rays_pass_a_scaffold_without_wall_and_net() {
        let models = sound_clutter(scaffold, 1500);
        let is_bare = |model: &&Model| {
            let has = |surface| !corners_of(&model.mesh, surface).is_empty();
            !has(Surface::Coat) && !has(Surface::Masonry)
        };
        let mut num_bare = 0;
        for model in models.iter().filter(is_bare) {
            num_bare += 1;
            let x = Span::centered(0.9 * model.size.length);
            assert!(share_passing(&model.mesh, x, span(0.1, 1.8)) > 0.7);
        }
        assert!(num_bare > 0);
    }
}
