//! Strollers that nobody holds.

use std::{f64::consts::PI, ops::Range};

use nalgebra::{Point2, Point3, Vector2};
use rand::RngExt;

use crate::{
    bodies::scenery::parts::{boxed, prism, slab, turned},
    mesh::{Mesh, tube},
    model::Model,
    random::{SceneRng, pick, sign},
    span::{Span, span},
    surface::Surface,
};

/// Half the length and the width between wheels, metres.
const HALF_LENGTH: Range<f64> = 0.32..0.5;
const WIDTH: Range<f64> = 0.42..0.66;
/// Height of the handle and of the seat, metres.
const HANDLE: Range<f64> = 0.9..1.12;
const SEAT: Range<f64> = 0.38..0.62;
/// Radius of the rear wheels, and the front ones' share of it.
const WHEEL_RADIUS: Range<f64> = 0.08..0.17;
const FRONT_SHARE: Range<f64> = 0.6..1.;
/// Places of the axles over half the length, from the middle.
const FRONT_AXLE: f64 = -0.8;
const REAR_AXLE: f64 = 0.7;
/// Radius of the tubes of the frame, metres.
const TUBE_RADIUS: f64 = 0.014;
/// Corners of the half-round hood.
const HOOD_CORNERS: usize = 6;

/// The measures of a stroller that heads for -y; metres.
struct Stroller {
    half_length: f64,
    half_width: f64,
    handle: f64,
    seat: f64,
    wheel_radius: f64,
    front_radius: f64,
}

/// A stroller with a seat or a carrycot under a hood, often with bags; it heads for either end of x.
/// Below 400 triangles.
pub(crate) fn stroller(rng: &mut SceneRng) -> Model {
    let wheel_radius = rng.random_range(WHEEL_RADIUS);
    let form = Stroller {
        half_length: rng.random_range(HALF_LENGTH),
        half_width: rng.random_range(WIDTH) / 2.,
        handle: rng.random_range(HANDLE),
        seat: rng.random_range(SEAT),
        wheel_radius,
        front_radius: wheel_radius * rng.random_range(FRONT_SHARE),
    };
    let mut mesh = form.frame().with(form.wheels()).with(form.seat(rng));
    if rng.random_bool(0.6) {
        mesh.append(form.bag(rng));
    }
    boxed(turned(mesh, sign(rng) * PI / 2.))
}

impl Stroller {
    fn wheels(&self) -> Mesh {
        let front = (FRONT_AXLE * self.half_length, self.front_radius);
        let rear = (REAR_AXLE * self.half_length, self.wheel_radius);
        let mut mesh = Mesh::new();
        for (y, radius) in [front, rear] {
            for side in [-self.half_width, self.half_width] {
                let [from, to] = [-0.02, 0.02].map(|x| Point3::new(side + x, y, radius));
                mesh.append(tube(from, to, radius, 10, Surface::Rubber));
            }
        }
        mesh
    }

    /// Crossed tubes at both sides and the bar of the handle.
    fn frame(&self) -> Mesh {
        let at = |x: f64, y: f64, z: f64| Point3::new(x, y, z);
        let pipe = |from, to| tube(from, to, TUBE_RADIUS, 4, Surface::Metal);
        let mut mesh = Mesh::new();
        for x in [-0.9 * self.half_width, 0.9 * self.half_width] {
            let handle = at(x, self.half_length, self.handle);
            let front = at(x, FRONT_AXLE * self.half_length, self.front_radius);
            let rear = at(x, REAR_AXLE * self.half_length, self.wheel_radius);
            mesh.append(pipe(handle, front));
            mesh.append(pipe(rear, at(x, -0.5 * self.half_length, self.seat + 0.15)));
        }
        let bar = at(0.9 * self.half_width, self.half_length, self.handle);
        mesh.with(tube(at(-bar.x, bar.y, bar.z), bar, 1.3 * TUBE_RADIUS, 6, Surface::Rubber))
    }

    /// A carrycot or an inclined seat, under a hood that is up or folded back.
    fn seat(&self, rng: &mut SceneRng) -> Mesh {
        let Self { half_length: half, seat, .. } = *self;
        let x = Span::centered(1.6 * self.half_width);
        let back = rng.random_range(0.15..0.4);
        let cloth = pick(rng, &[Surface::Coat, Surface::Trousers]);
        let outline = [
            Point2::new(-0.75 * half, seat),
            Point2::new(0.5 * half, seat),
            Point2::new(0.75 * half, seat + back),
            Point2::new(0.6 * half, seat + back),
            Point2::new(-0.9 * half, seat + rng.random_range(0.05..0.2)),
        ];
        let mut mesh = prism(x, &outline, cloth);
        let reach = half * rng.random_range(0.35..0.8);
        let hub = Point2::new(0.5 * half, seat + 0.6 * back);
        let open = rng.random_range(0.35..0.75) * PI;
        let rim = (0..HOOD_CORNERS).map(|i| {
            let angle = open * i as f64 / (HOOD_CORNERS - 1) as f64 + 0.1;
            hub + Vector2::new(angle.cos() * 0.5 * reach, angle.sin() * reach)
        });
        let hood: Vec<Point2<f64>> = std::iter::once(hub).chain(rim).collect();
        mesh.append(prism(x, &hood, cloth));
        mesh
    }

    /// A bag at the handle or a basket between the wheels.
    fn bag(&self, rng: &mut SceneRng) -> Mesh {
        let x = Span::centered(self.half_width * rng.random_range(0.8..1.5));
        if rng.random_bool(0.5) {
            let y = span(0.8 * self.half_length, self.half_length + rng.random_range(0.05..0.15));
            let top = self.handle - 0.08;
            return slab(x, y, span(top - rng.random_range(0.2..0.35), top), Surface::Trousers);
        }
        let y = Span::centered(self.half_length);
        let bottom = self.wheel_radius + 0.02;
        slab(x, y, span(bottom, bottom + rng.random_range(0.1..0.2)), Surface::Rubber)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, share_passing, sound_clutter};

    #[test]
    fn strollers_are_as_high_as_a_waist_and_stand_on_wheels() {
        sound_clutter(stroller, 400);
        let models = samples(stroller);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from > 0.85 && height.to < 1.4, "{height:?}");
        let length = range_of(&models, |model| model.size.length);
        assert!(length.from > 0.6 && length.to < 1.3, "{length:?}");
        for model in models {
            assert!(share_passing(&model.mesh, span(-0.1, 0.1), span(0., 0.06)) > 0.5);
        }
    }
}
