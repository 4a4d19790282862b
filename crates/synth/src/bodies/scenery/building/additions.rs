//! What stands out of the fronts of buildings: plinths, steps, balconies, bay windows, awnings.

use nalgebra::Point3;
use rand::RngExt;

use super::style::{Style, UPPER_STEP_HEIGHT};
use crate::{
    bodies::scenery::{
        facade::{Closure, Opening, pierced_wall, upright_face},
        parts::slab,
        shell::upright_side,
        stairs::Flight,
    },
    mesh::{Mesh, quad},
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Most balconies and most bay windows of a wing.
const MAX_BALCONIES: usize = 3;
const MAX_BAY_WINDOWS: usize = 2;
/// Distance by which the two steps of a plinth stand out of the wall, metres.
const PLINTH_STEPS: [f64; 2] = [0.04, 0.02];
/// Thickness of the floors of balconies and bay windows, metres.
const FLOOR_THICKNESS: f64 = 0.2;
/// Heights of panels around balconies above the floor, metres.
const PANEL_STRIPS: [Span; 1] = [span(0., 1.)];
/// Heights of rails around balconies above the floor, metres.
const RAIL_STRIPS: [Span; 4] = [span(0.1, 0.15), span(0.4, 0.45), span(0.7, 0.75), span(1., 1.06)];
/// Depth of the treads of steps before doors and their greatest height, metres.
const TREAD: f64 = 0.28;
const RISER: f64 = 0.18;
/// Depth of the landing before a door, metres.
const LANDING: f64 = 0.6;
/// Lower edge of awnings and of canopies over doors, metres.
const AWNING_FOOT: f64 = 2.15;

/// A part of the front of a building.
pub(super) struct Front<'a> {
    pub style: &'a Style,
    /// Along the street.
    pub x: Span,
    /// The face of the wall, which looks along -y.
    pub y: f64,
    pub ground_floor: &'a [Opening],
}

/// Steps of a stoop of the given height.
fn num_steps(height: f64) -> usize {
    ((height / RISER).ceil() as usize).max(2)
}

/// Distance that steps of the given height take before the wall, metres.
pub(super) fn stoop_depth(height: f64) -> f64 {
    TREAD * (num_steps(height) - 1) as f64 + LANDING
}

impl Front<'_> {
    /// All that the style asks for.
    pub fn additions(&self, rng: &mut SceneRng) -> Mesh {
        let mut mesh = self.plinth();
        if let Some(depth) = self.style.balcony_depth {
            mesh.append(self.balconies(depth, rng));
        }
        if let Some(depth) = self.style.bay_window_depth {
            mesh.append(self.bay_windows(depth, rng));
        }
        if let Some(depth) = self.style.awning_depth {
            mesh.append(self.awnings(depth));
        }
        if let Some(height) = self.style.stoop {
            mesh.append(self.stoops(height, rng));
        }
        mesh
    }

    /// Doors of the ground floor; gateways are not among them.
    fn doors(&self) -> impl Iterator<Item = &Opening> {
        let step = self.style.stoop.unwrap_or(0.);
        let is_door = move |opening: &&Opening| {
            opening.closure == Closure::Door && opening.z.from == step && opening.x.length() < 1.5
        };
        self.ground_floor.iter().filter(is_door)
    }

    /// The two steps along the foot of the wall, between the openings that reach the ground.
    fn plinth(&self) -> Mesh {
        let height = self.style.plinth_height;
        let steps = [span(0., height), span(height, height + UPPER_STEP_HEIGHT)];
        let mut mesh = Mesh::new();
        let mut reached = self.x.from;
        let low = |opening: &&Opening| opening.z.from < height + UPPER_STEP_HEIGHT;
        let doors = self.ground_floor.iter().filter(low).map(|door| door.x);
        for Span { from, to } in doors.chain([span(self.x.to, self.x.to)]) {
            for (z, out) in steps.into_iter().zip(PLINTH_STEPS) {
                let y = span(self.y - out, self.y);
                mesh.append(slab(span(reached, from), y, z, Surface::Masonry));
            }
            reached = to;
        }
        mesh
    }

    /// The bay of an upper storey that is drawn, and the floor of the storey.
    fn upper_bay(&self, rng: &mut SceneRng) -> (Span, f64) {
        let bays: Vec<_> = self.style.bays(self.x).collect();
        let storey = rng.random_range(1..self.style.storeys);
        (pick(rng, &bays), storey as f64 * self.style.storey_height)
    }

    fn balconies(&self, depth: f64, rng: &mut SceneRng) -> Mesh {
        let mut mesh = Mesh::new();
        for _ in 0..rng.random_range(1..=MAX_BALCONIES) {
            let (bay, floor) = self.upper_bay(rng);
            let window = self.style.window(bay, floor);
            let x = span(window.x.from - 0.3, window.x.to + 0.3);
            let y = span(self.y - depth, self.y);
            mesh.append(slab(x, y, span(floor - FLOOR_THICKNESS, floor), Surface::Masonry));
            let strips: &[Span] = if self.style.has_panels { &PANEL_STRIPS } else { &RAIL_STRIPS };
            for strip in strips {
                mesh.append(railing(x, y, span(floor + strip.from, floor + strip.to)));
            }
        }
        mesh
    }

    /// Boxes with windows in front, from an upper floor up to the eaves or over one storey.
    fn bay_windows(&self, depth: f64, rng: &mut SceneRng) -> Mesh {
        let Style { storeys, storey_height, .. } = *self.style;
        let mut mesh = Mesh::new();
        for _ in 0..rng.random_range(1..=MAX_BAY_WINDOWS) {
            let (bay, floor) = self.upper_bay(rng);
            let x = span(bay.from + 0.1 * bay.length(), bay.to - 0.1 * bay.length());
            let y = span(self.y - depth, self.y);
            let lowest = (floor / storey_height).round() as usize;
            let highest = if rng.random_bool(0.5) { storeys } else { lowest + 1 };
            let z = span(floor, highest as f64 * storey_height);
            for storey in lowest..highest {
                let floor = storey as f64 * storey_height;
                let window = self.style.window(bay, floor);
                let window = Opening {
                    x: span(window.x.from.max(x.from + 0.05), window.x.to.min(x.to - 0.05)),
                    ..window
                };
                let storey = span(floor, floor + storey_height);
                mesh.append(pierced_wall(x, storey, y.from, &[window]));
            }
            mesh.append(upright_side(x.from, y, z, Surface::Masonry));
            mesh.append(upright_side(x.to, y, z, Surface::Masonry));
            for (floor, surface) in [(z.from, Surface::Masonry), (z.to, Surface::Roof)] {
                mesh.append(slab(x, y, span(floor - FLOOR_THICKNESS, floor), surface));
            }
        }
        mesh
    }

    /// Cloths that slope away from the wall over shop windows, or flat canopies over doors.
    fn awnings(&self, depth: f64) -> Mesh {
        let wall = self.style.storey_height - 0.05;
        if self.style.has_shops {
            let shops = self.ground_floor.iter().filter(|o| o.closure == Closure::Window);
            return shops.fold(Mesh::new(), |mesh, shop| {
                let at = |x: f64, out: f64, z: f64| Point3::new(x, self.y - out, z);
                let Span { from, to } = shop.x;
                let edge = AWNING_FOOT.max(wall - 0.8);
                let corners = [
                    at(from, depth, edge),
                    at(to, depth, edge),
                    at(to, 0., wall),
                    at(from, 0., wall),
                ];
                let hem =
                    upright_face(shop.x, span(edge - 0.1, edge), self.y - depth, Surface::Coat);
                mesh.with(quad(corners, Surface::Coat)).with(hem)
            });
        }
        self.doors().fold(Mesh::new(), |mesh, door| {
            let x = span(door.x.from - 0.2, door.x.to + 0.2);
            let z = door.z.to.max(AWNING_FOOT) + 0.05;
            mesh.with(slab(x, span(self.y - depth, self.y), span(z, z + 0.1), Surface::Roof))
        })
    }

    /// Steps up to the doors, often with a hand rail.
    fn stoops(&self, height: f64, rng: &mut SceneRng) -> Mesh {
        let depth = TREAD * (num_steps(height) - 1) as f64;
        let mut mesh = Mesh::new();
        for door in self.doors() {
            let width = door.x.length() + rng.random_range(0.2..0.8);
            let flight = Flight { width, depth, height, landing: LANDING };
            let mut steps = flight.steps(num_steps(height));
            for side in [-1., 1.] {
                if rng.random_bool(0.4) {
                    steps.append(flight.rail(side * (width / 2. - 0.05), rng));
                }
            }
            mesh.append(steps.shifted(door.x.middle(), self.y - flight.end(), 0.));
        }
        mesh
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
    use crate::{
        bodies::scenery::room::HEADROOM,
        random::{Purpose, stream},
    };

    #[test]
    fn only_plinth_and_steps_are_below_head_height() {
        for frame in 0..40 {
            let mut rng = stream(7, frame, Purpose::Scene);
            let style = Style::random(12., &mut rng);
            let x = Span::centered(12.);
            let ground_floor = style.ground_floor(x, &mut rng);
            let front = Front { style: &style, x, y: 0., ground_floor: &ground_floor };
            let mesh = front.additions(&mut rng);
            let reach = style.stoop.map_or(PLINTH_STEPS[0], stoop_depth);
            let corners = mesh.triangles.iter().flat_map(|face| face.corners);
            for corner in corners.filter(|corner| corner.z < HEADROOM) {
                assert!(corner.y > -reach - 1e-9, "{corner}");
            }
        }
    }

    #[test]
    fn steps_are_neither_too_high_nor_too_deep() {
        assert_eq!((num_steps(0.2), num_steps(0.7)), (2, 4));
        assert!((stoop_depth(0.7) - 3. * TREAD - LANDING).abs() < 1e-12);
    }
}
