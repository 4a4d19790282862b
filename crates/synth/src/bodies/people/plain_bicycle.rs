//! Bicycles with few triangles, for places where many stand together.

use std::f64::consts::TAU;

use nalgebra::{Point3, Vector3};

use super::bicycle::Bicycle;
use crate::{
    mesh::{Mesh, quad, tube},
    surface::Surface,
};

/// Segments of a tyre and spokes of a wheel.
const TYRE_SEGMENTS: usize = 12;
const NUM_SPOKES: usize = 5;
/// Depth and half the width of a tyre, and width of a spoke, metres.
const TYRE_DEPTH: f64 = 0.045;
const TYRE_HALF_WIDTH: f64 = 0.02;
const SPOKE_WIDTH: f64 = 0.008;
/// Sides of the tubes of the frame.
const TUBE_SIDES: usize = 3;

impl Bicycle {
    /// The bicycle alone, without its drive; about 200 triangles.
    pub fn plain_mesh(&self) -> Mesh {
        let pipe = |from, to| tube(from, to, self.frame_radius, TUBE_SIDES, Surface::Metal);
        let (cranks, seat, rear) = (self.crank_axle(), self.saddle(), self.rear_hub());
        let head = self.steering_axis(2. * self.wheel_radius + 0.1);
        let on_seat_tube = cranks + (seat - cranks) * 0.75;
        let saddle = seat - Vector3::z() * 0.03;
        let [tail, nose] = [-0.13, 0.13].map(|x| saddle + Vector3::x() * x);
        let front = self.front_hub();
        let stem = self.steering_axis(self.bar_height);
        let grip = |side: f64| stem + Vector3::new(-self.sweep, side * self.bar_half_width, 0.);
        let steered = wheel(front, self.wheel_radius)
            .with(pipe(front, head))
            .with(pipe(head, stem))
            .with(pipe(stem, grip(1.)))
            .with(pipe(stem, grip(-1.)));
        wheel(rear, self.wheel_radius)
            .with(steered.moved(&self.steering_motion()))
            .with(pipe(cranks, saddle))
            .with(pipe(cranks, head))
            .with(pipe(on_seat_tube, head))
            .with(pipe(cranks, rear))
            .with(pipe(on_seat_tube, rear))
            .with(tube(tail, nose, 0.05, TUBE_SIDES + 1, Surface::Rubber))
    }
}

/// A tyre of flat faces with some spokes; either side of a face can be met.
fn wheel(hub: Point3<f64>, radius: f64) -> Mesh {
    let at = |segment: usize, radius: f64, aside: f64| {
        let (sin, cos) = (TAU * segment as f64 / TYRE_SEGMENTS as f64).sin_cos();
        hub + Vector3::new(cos * radius, aside, sin * radius)
    };
    let mut mesh = Mesh::new();
    for segment in 0..TYRE_SEGMENTS {
        let next = segment + 1;
        let strip = |inner: (f64, f64), outer: (f64, f64)| {
            let corners = [
                at(segment, inner.0, inner.1),
                at(next, inner.0, inner.1),
                at(next, outer.0, outer.1),
                at(segment, outer.0, outer.1),
            ];
            quad(corners, Surface::Rubber)
        };
        mesh.append(strip((radius - TYRE_DEPTH, 0.), (radius, 0.)));
        mesh.append(strip((radius, -TYRE_HALF_WIDTH), (radius, TYRE_HALF_WIDTH)));
    }
    for spoke in 0..NUM_SPOKES {
        let (sin, cos) = (TAU * (spoke as f64 + 0.3) / NUM_SPOKES as f64).sin_cos();
        let rim = hub + Vector3::new(cos, 0., sin) * (radius - TYRE_DEPTH);
        let half = Vector3::new(-sin, 0., cos) * (SPOKE_WIDTH / 2.);
        mesh.append(quad([hub - half, rim - half, rim + half, hub + half], Surface::Metal));
    }
    mesh
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::bicycle_loads::Loads,
        random::{Purpose, stream},
    };

    #[test]
    fn a_plain_bicycle_is_as_large_as_the_detailed_one_and_cheap() {
        let mut rng = stream(2, 1, Purpose::Scene);
        for _ in 0..20 {
            let bicycle = Bicycle { loads: Loads::default(), ..Bicycle::random(0.95, &mut rng) };
            let (plain, detailed) = (bicycle.plain_mesh(), bicycle.mesh());
            assert!(plain.triangles.len() < 260, "{}", plain.triangles.len());
            let extent = |mesh: &Mesh| mesh.bounds().1 - mesh.bounds().0;
            assert!((extent(&plain) - extent(&detailed)).abs().max() < 0.08);
        }
    }
}
