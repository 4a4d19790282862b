//! Blocks of houses along the street.

use std::ops::Range;

use rand::RngExt;
use voxelnet_scene::BoxSize;

use super::{
    facade::{Closure, Opening, pierced_wall, upright_face},
    parts::slab,
    shell::{RoofHeights, plain_walls, roof, upright_side},
};
use crate::{
    mesh::Mesh,
    model::Model,
    random::{SceneRng, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Storeys of a building.
const STOREYS: Range<usize> = 2..6;
/// From floor to floor, metres.
const STOREY_HEIGHT: Range<f64> = 2.4..3.1;
/// More storeys than this are under a flat roof, so that no building is above 16 m.
const MAX_STOREYS_UNDER_PITCHED_ROOF: usize = 4;
/// From the street to the back, metres.
const DEPTH: Range<f64> = 6.0..10.;
/// Bays are widened until no more windows than this are left; they take most of the triangles.
const MAX_WINDOWS: f64 = 40.;
/// Most balconies of a wing.
const MAX_BALCONIES: usize = 3;
/// Buildings shorter than this have a straight front, metres.
const MIN_LENGTH_OF_RECESS: f64 = 8.;
/// Distance by which the two steps of a plinth stand out of the wall, metres.
const PLINTH_STEPS: [f64; 2] = [0.04, 0.02];
/// Height of the upper step of a plinth, metres.
const UPPER_STEP_HEIGHT: f64 = 0.12;
/// Thickness of roofs at the eaves and of floors of balconies, metres.
const ROOF_THICKNESS: f64 = 0.2;
/// Heights of panels around balconies above the floor, metres.
const PANEL_STRIPS: [Span; 1] = [span(0., 1.)];
/// Heights of rails around balconies above the floor, metres.
const RAIL_STRIPS: [Span; 4] = [span(0.1, 0.15), span(0.4, 0.45), span(0.7, 0.75), span(1., 1.06)];

/// The style shared by all wings of a building; metres.
struct Style {
    storeys: usize,
    storey_height: f64,
    /// Distance from window to window.
    bay: f64,
    window_width: f64,
    window_height: f64,
    /// Height of windows above the floor of their storey.
    sill: f64,
    /// Distance of panes behind the wall's face.
    setback: f64,
    plinth_height: f64,
    /// Whether the ground floor has windows as wide as their bays.
    has_shops: bool,
    /// Depth of balconies, if there are any.
    balcony_depth: Option<f64>,
    /// Whether railings of balconies are panels rather than rails.
    has_panels: bool,
    eaves_overhang: f64,
    /// Height of the ridge above the eaves; none is a flat roof.
    roof_rise: Option<f64>,
}

/// A building of a given length with a detailed front; the wall of the front is the plane
/// y = -width / 2 and looks along -y, but part of the front may be set back by 1 to 3 m. Sides and
/// back are plain. Eaves and balconies stick out of `size`. Below 1500 triangles.
pub(crate) fn building(length: f64, rng: &mut SceneRng) -> Model {
    let style = Style::random(length, rng);
    let width = rng.random_range(DEPTH);
    let mut mesh = Mesh::new();
    for (x, recess) in wings(length, rng) {
        mesh.append(style.wing(x, span(-width / 2. + recess, width / 2.), rng));
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

impl Style {
    fn random(length: f64, rng: &mut SceneRng) -> Self {
        let storeys = rng.random_range(STOREYS);
        let storey_height = rng.random_range(STOREY_HEIGHT);
        let bay = rng.random_range(2.0..3.6_f64).max(length * storeys as f64 / MAX_WINDOWS);
        let sill = rng.random_range(0.6..1.05);
        let is_pitched = storeys <= MAX_STOREYS_UNDER_PITCHED_ROOF && rng.random_bool(0.7);
        Self {
            storeys,
            storey_height,
            bay,
            window_width: (bay * rng.random_range(0.35..0.65)).clamp(0.7, 2.4),
            window_height: (storey_height - sill - 0.25) * rng.random_range(0.8..1.),
            sill,
            setback: rng.random_range(0.1..0.25),
            plinth_height: rng.random_range(0.15..0.45),
            has_shops: rng.random_bool(0.25),
            balcony_depth: rng.random_bool(0.35).then(|| rng.random_range(0.8..1.4)),
            has_panels: rng.random_bool(0.5),
            eaves_overhang: rng.random_range(0.1..0.6),
            roof_rise: is_pitched.then(|| rng.random_range(1.5..3.2)),
        }
    }

    /// One straight part of the building between its front and its back along y.
    fn wing(&self, x: Span, y: Span, rng: &mut SceneRng) -> Mesh {
        let ground_floor = self.ground_floor(x, rng);
        let mut mesh = pierced_wall(x, span(0., self.storey_height), y.from, &ground_floor);
        for storey in 1..self.storeys {
            let floor = storey as f64 * self.storey_height;
            let windows: Vec<_> = self.bays(x).map(|bay| self.window(bay, floor)).collect();
            mesh.append(pierced_wall(x, span(floor, floor + self.storey_height), y.from, &windows));
        }
        mesh.append(self.plinth(x, y.from, &ground_floor));
        if let Some(depth) = self.balcony_depth {
            mesh.append(self.balconies(x, y.from, depth, rng));
        }
        mesh.with(plain_walls(x, y, self.eaves())).with(self.roof(x, y))
    }

    /// Height of the walls, metres.
    fn eaves(&self) -> f64 {
        self.storeys as f64 * self.storey_height
    }

    /// Bays along a wing.
    fn bays(&self, x: Span) -> impl Iterator<Item = Span> + use<> {
        let length = x.length();
        let num_bays = (length / self.bay).floor().max(1.);
        let pitch = length / num_bays;
        (0..num_bays as usize)
            .map(move |i| span(x.from + i as f64 * pitch, x.from + (i + 1) as f64 * pitch))
    }

    /// The window in the middle of a bay of the storey over a floor.
    fn window(&self, bay: Span, floor: f64) -> Opening {
        let z = span(floor + self.sill, floor + self.sill + self.window_height);
        self.opening(bay, self.window_width, z, Closure::Window)
    }

    fn opening(&self, bay: Span, width: f64, z: Span, closure: Closure) -> Opening {
        let middle = bay.middle();
        let half = width.min(0.9 * bay.length()) / 2.;
        Opening { x: span(middle - half, middle + half), z, setback: self.setback, closure }
    }

    /// Openings of the ground floor: windows, a door and sometimes a gateway.
    fn ground_floor(&self, x: Span, rng: &mut SceneRng) -> Vec<Opening> {
        let bays: Vec<_> = self.bays(x).collect();
        let door = rng.random_range(0..bays.len());
        let gateway = rng.random_bool(0.4).then(|| rng.random_range(0..bays.len()));
        let lintel = self.storey_height - 0.2;
        let opening = |(i, &bay): (usize, &Span)| {
            if i == door {
                let setback = self.setback + 0.15;
                Opening { setback, ..self.opening(bay, 1.1, span(0., 2.1), Closure::Door) }
            } else if gateway == Some(i) {
                Opening { setback: 1.5, ..self.opening(bay, 2.6, span(0., lintel), Closure::Door) }
            } else if self.has_shops {
                let z = span(self.plinth_height + UPPER_STEP_HEIGHT + 0.05, lintel);
                self.opening(bay, 0.85 * bay.length(), z, Closure::Window)
            } else {
                self.window(bay, 0.)
            }
        };
        bays.iter().enumerate().map(opening).collect()
    }

    /// The two steps along the foot of the wall, between the openings that reach the ground.
    fn plinth(&self, x: Span, front: f64, ground_floor: &[Opening]) -> Mesh {
        let steps = [
            span(0., self.plinth_height),
            span(self.plinth_height, self.plinth_height + UPPER_STEP_HEIGHT),
        ];
        let mut mesh = Mesh::new();
        let mut reached = x.from;
        let doors = ground_floor.iter().filter(|opening| opening.z.from == 0.).map(|door| door.x);
        for Span { from, to } in doors.chain([span(x.to, x.to)]) {
            for (z, out) in steps.into_iter().zip(PLINTH_STEPS) {
                mesh.append(slab(
                    span(reached, from),
                    span(front - out, front),
                    z,
                    Surface::Masonry,
                ));
            }
            reached = to;
        }
        mesh
    }

    fn balconies(&self, x: Span, front: f64, depth: f64, rng: &mut SceneRng) -> Mesh {
        let bays: Vec<_> = self.bays(x).collect();
        let mut mesh = Mesh::new();
        for _ in 0..rng.random_range(1..=MAX_BALCONIES) {
            let storey = rng.random_range(1..self.storeys);
            let window = self.window(pick(rng, &bays), storey as f64 * self.storey_height);
            let floor = window.z.from - self.sill;
            let x = span(window.x.from - 0.3, window.x.to + 0.3);
            let y = span(front - depth, front);
            let z = span(floor - ROOF_THICKNESS, floor);
            mesh.append(slab(x, y, z, Surface::Masonry));
            let strips: &[Span] = if self.has_panels { &PANEL_STRIPS } else { &RAIL_STRIPS };
            for strip in strips {
                mesh.append(railing(x, y, span(floor + strip.from, floor + strip.to)));
            }
        }
        mesh
    }

    /// A flat roof, or one with its ridge along the street.
    fn roof(&self, x: Span, y: Span) -> Mesh {
        let y = span(y.from - self.eaves_overhang, y.to + self.eaves_overhang);
        let rise = self.roof_rise.unwrap_or(0.);
        let heights = RoofHeights { eaves: self.eaves(), thickness: ROOF_THICKNESS, rise };
        roof(x, y, heights, Surface::Masonry)
    }
}

/// A strip around the three open sides of a balcony.
fn railing(x: Span, y: Span, z: Span) -> Mesh {
    let side = |x: f64| upright_side(x, y, z, Surface::Roof);
    upright_face(x, z, y.from, Surface::Roof).with(side(x.from)).with(side(x.to))
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
            assert!(panes.iter().all(|corner| corner.y > front + 0.099 && corner.y < front + 3.3));
            let walls = corners_of(&model.mesh, Surface::Masonry);
            assert!(walls.iter().any(|corner| corner.y == front));
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
