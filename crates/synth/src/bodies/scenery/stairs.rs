//! Stairs before doors, and ramps.

use std::ops::{Range, RangeInclusive};

use nalgebra::Point3;
use rand::RngExt;

use super::parts::{bar, boxed, slab};
use crate::{
    mesh::{Mesh, Section, loft},
    model::Model,
    random::{SceneRng, pick},
    span::{Span, span},
    surface::Surface,
};

/// Steps of a flight; their height and depth, metres.
const NUM_STEPS: RangeInclusive<usize> = 2..=7;
const RISER: Range<f64> = 0.14..0.19;
const TREAD: Range<f64> = 0.25..0.33;
/// Width of stairs and ramps, and depth of landings, metres.
const WIDTH: Range<f64> = 0.9..2.4;
const LANDING: Range<f64> = 0.6..1.5;
/// Length and height of ramps, metres.
const RAMP_LENGTH: Range<f64> = 2.0..6.;
const RAMP_SLOPE: Range<f64> = 0.06..0.15;
/// Height of hand rails above the tread, metres, and radius of their pipes.
const RAIL_HEIGHT: Range<f64> = 0.85..1.05;
const PIPE: f64 = 0.022;

/// The way up from the street at y = 0 to a landing at +y; metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Flight {
    pub width: f64,
    /// Distance from the street to the landing.
    pub depth: f64,
    pub height: f64,
    pub landing: f64,
}

/// Steps or a ramp up to a landing before a door at +y, with hand rails or low walls at none, one or
/// both sides; a flight may also run along the house.
pub(crate) fn stairs(rng: &mut SceneRng) -> Model {
    let (width, landing) = (rng.random_range(WIDTH), rng.random_range(LANDING));
    let is_ramp = rng.random_bool(0.25);
    let (flight, mut mesh) = if is_ramp {
        let depth = rng.random_range(RAMP_LENGTH);
        let height = depth * rng.random_range(RAMP_SLOPE);
        let flight = Flight { width, depth, height, landing };
        (flight, flight.ramp())
    } else {
        let num_steps = rng.random_range(NUM_STEPS);
        let (riser, tread) = (rng.random_range(RISER), rng.random_range(TREAD));
        let (depth, height) = (tread * (num_steps - 1) as f64, riser * num_steps as f64);
        let flight = Flight { width, depth, height, landing };
        (flight, flight.steps(num_steps))
    };
    for side in pick(rng, &[&[][..], &[-1.], &[1.], &[-1., 1.], &[-1., 1.]]) {
        let x = side * (width / 2. - 0.05);
        mesh.append(if rng.random_bool(0.75) {
            flight.rail(x, rng)
        } else {
            flight.cheek(side * width / 2., rng)
        });
    }
    // Turned, the flight runs along the house.
    let turned = mesh.clone().map(|at| Point3::new(at.y, at.x, at.z));
    boxed(if rng.random_bool(0.3) { turned } else { mesh })
}

impl Flight {
    /// Height of the treads' edges at y.
    fn height_at(&self, y: f64) -> f64 {
        if self.depth == 0. { self.height } else { (y / self.depth).clamp(0., 1.) * self.height }
    }

    /// The far end of the landing.
    pub fn end(&self) -> f64 {
        self.depth + self.landing
    }

    /// At least two steps.
    pub fn steps(&self, num_steps: usize) -> Mesh {
        let x = Span::centered(self.width);
        let mut mesh = Mesh::new();
        for step in 0..num_steps {
            let share = |step: usize| step as f64 / (num_steps - 1) as f64;
            let y = span(self.depth * share(step), self.end());
            let height = self.height / num_steps as f64;
            let z = span(height * step as f64, height * (step + 1) as f64);
            mesh.append(slab(x, y, z, Surface::Masonry));
        }
        mesh
    }

    fn ramp(&self) -> Mesh {
        let outline =
            [(0., 0.), (self.end(), 0.), (self.end(), self.height), (self.depth, self.height)];
        let section = |x: f64| Section {
            corners: outline.map(|(y, z)| Point3::new(x, y, z)).to_vec(),
            surfaces: vec![Surface::Masonry; outline.len()],
        };
        loft(&[section(-self.width / 2.), section(self.width / 2.)], Surface::Masonry)
    }

    /// A hand rail along the flight and its landing, on posts, often with a second rail below.
    pub fn rail(&self, x: f64, rng: &mut SceneRng) -> Mesh {
        let height = rng.random_range(RAIL_HEIGHT);
        let at = |y: f64, above: f64| Point3::new(x, y, self.height_at(y) + above);
        let pipe = |from, to| bar(from, to, PIPE, Surface::Metal);
        let (start, end) = (0.05, self.end() - 0.05);
        let bend = self.depth.max(start + 0.05);
        let mut mesh = Mesh::new();
        for y in [start, bend, end] {
            mesh.append(pipe(at(y, 0.), at(y, height)));
        }
        let levels: &[f64] = if rng.random_bool(0.5) { &[1., 0.5] } else { &[1.] };
        for share in levels {
            mesh.append(pipe(at(start, share * height), at(bend, share * height)));
            mesh.append(pipe(at(bend, share * height), at(end, share * height)));
        }
        mesh
    }

    /// A low wall at the side of the flight.
    fn cheek(&self, x: f64, rng: &mut SceneRng) -> Mesh {
        let half = 0.09;
        let z = span(0., self.height + rng.random_range(0.1..0.9));
        slab(span(x - half, x + half), span(0., self.end()), z, Surface::Masonry)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{corners_of, share_passing, sound_clutter};

    #[test]
    fn stairs_are_as_deep_as_they_are_high_at_least_and_cheap() {
        let models = sound_clutter(stairs, 400);
        for model in &models {
            assert!((0.7..7.8).contains(&model.size.length), "{:?}", model.size);
            assert!((0.7..7.8).contains(&model.size.width), "{:?}", model.size);
            assert!((0.1..2.5).contains(&model.size.height), "{:?}", model.size);
        }
        let railed = models.iter().filter(|m| !corners_of(&m.mesh, Surface::Metal).is_empty());
        assert!((20..58).contains(&railed.count()));
    }

    #[test]
    fn no_ray_passes_under_the_landing() {
        for model in sound_clutter(stairs, 400) {
            assert!(share_passing(&model.mesh, span(-0.1, 0.1), span(0., 0.05)) < 0.01);
        }
    }
}
