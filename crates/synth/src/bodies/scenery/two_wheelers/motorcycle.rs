//! Motorcycles.

use nalgebra::{Point3, Vector3};
use rand::RngExt;

use super::wheel::Wheel;
use crate::{
    bodies::scenery::parts::{bar, slab},
    mesh::{Mesh, Section, loft, quad},
    random::{SceneRng, normal},
    span::{Span, span},
    surface::Surface,
};

/// Way back of the fork per metre up.
const RAKE: f64 = 0.5;
/// Corners of the cross-section of tank and seat.
const OUTLINE: [(f64, f64); 6] =
    [(-0.7, 0.), (0.7, 0.), (1., 0.5), (0.6, 1.), (-0.6, 1.), (-1., 0.5)];

/// The dimensions of a motorcycle that heads for +x; metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Motorcycle {
    wheel: Wheel,
    wheelbase: f64,
    seat_height: f64,
    bar_height: f64,
    bar_half_width: f64,
    has_fairing: bool,
    has_screen: bool,
    has_top_case: bool,
    has_panniers: bool,
}

impl Motorcycle {
    pub fn random(rng: &mut SceneRng) -> Self {
        let width = rng.random_range(0.11..0.19);
        let seat_height = normal(rng, 0.79, 0.04);
        Self {
            wheel: Wheel { radius: normal(rng, 0.31, 0.015), width },
            wheelbase: normal(rng, 1.43, 0.07),
            seat_height,
            bar_height: seat_height + rng.random_range(0.1..0.38),
            bar_half_width: normal(rng, 0.38, 0.03),
            has_fairing: rng.random_bool(0.4),
            has_screen: rng.random_bool(0.4),
            has_top_case: rng.random_bool(0.3),
            has_panniers: rng.random_bool(0.2),
        }
    }

    /// The motorcycle upright, without a stand.
    pub fn mesh(&self) -> Mesh {
        let Self { wheel, wheelbase, .. } = *self;
        let hub = |x: f64| Point3::new(x, 0., wheel.radius);
        let mut mesh = wheel.mesh(hub(-wheelbase / 2.)).with(wheel.mesh(hub(wheelbase / 2.)));
        mesh.append(self.front());
        mesh.append(self.engine());
        mesh.append(self.tank_and_seat());
        mesh.append(self.rear());
        if self.has_fairing {
            mesh.append(self.fairing());
        }
        mesh
    }

    /// The middle of the fork at a height.
    fn fork(&self, z: f64) -> Point3<f64> {
        Point3::new(self.wheelbase / 2. - RAKE * (z - self.wheel.radius), 0., z)
    }

    /// Fork, handlebar, mirrors, lamp and screen.
    fn front(&self) -> Mesh {
        let (low, high) = (self.fork(self.wheel.radius), self.fork(self.bar_height));
        let mut mesh = Mesh::new();
        for side in [-1., 1.] {
            let aside = Vector3::y() * (side * 0.1);
            mesh.append(bar(low + aside, high + aside, 0.025, Surface::Metal));
            let grip = high + Vector3::new(-0.1, side * self.bar_half_width, 0.02);
            mesh.append(bar(high, grip, 0.016, Surface::Rubber));
            let mirror = grip + Vector3::new(0.08, -0.06 * side, 0.16);
            mesh.append(bar(grip, mirror, 0.01, Surface::Metal));
            let (x, y) = (span(mirror.x, mirror.x + 0.03), span(mirror.y - 0.06, mirror.y + 0.06));
            mesh.append(slab(x, y, span(mirror.z, mirror.z + 0.08), Surface::Rubber));
        }
        let lamp = self.fork(self.bar_height - 0.14);
        let (x, z) = (span(lamp.x, lamp.x + 0.13), span(lamp.z - 0.09, lamp.z + 0.09));
        mesh.append(slab(x, Span::centered(0.18), z, Surface::Lamp));
        if self.has_screen {
            let corners =
                [(0.1, -0.16, 0.), (0.1, 0.16, 0.), (-0.08, 0.13, 0.4), (-0.08, -0.13, 0.4)];
            mesh.append(quad(
                corners.map(|(x, y, z)| high + Vector3::new(x, y, z)),
                Surface::Glass,
            ));
        }
        mesh
    }

    /// Engine, exhaust and the frame around them.
    fn engine(&self) -> Mesh {
        let y = Span::centered(0.34);
        let rear = Point3::new(-self.wheelbase / 2., -0.19, self.wheel.radius + 0.06);
        let bend = Point3::new(0.1, -0.19, 0.2);
        let swing = Point3::new(-self.wheelbase / 2., 0.1, self.wheel.radius);
        slab(span(-0.22, 0.3), y, span(0.18, 0.58), Surface::Metal)
            .with(bar(bend, rear - Vector3::x() * 0.15, 0.05, Surface::Metal))
            .with(bar(Point3::new(-0.2, 0.1, 0.36), swing, 0.03, Surface::Metal))
            .with(bar(self.fork(0.7), Point3::new(0.25, 0., 0.3), 0.03, Surface::Metal))
    }

    /// Tank, seat and tail in one skin from the fork to behind the rear wheel's hub.
    fn tank_and_seat(&self) -> Mesh {
        let seat = self.seat_height;
        let tail = -self.wheelbase / 2. - 0.16;
        let head = self.fork(seat).x - 0.04;
        let stations = [
            (tail, 0.07, seat - 0.02, seat + 0.06),
            (-0.4, 0.12, seat - 0.16, seat + 0.05),
            (-0.12, 0.13, seat - 0.2, seat),
            (0.02, 0.15, seat - 0.22, seat + 0.14),
            (0.8 * head, 0.17, seat - 0.2, seat + 0.2),
            (head, 0.06, seat - 0.1, seat + 0.12),
        ];
        let section = |(x, half, low, high): (f64, f64, f64, f64)| Section {
            corners: OUTLINE
                .map(|(y, z)| Point3::new(x, y * half, low + (high - low) * z))
                .to_vec(),
            surfaces: vec![if x < 0. { Surface::Rubber } else { Surface::Paint }; OUTLINE.len()],
        };
        loft(&stations.map(section), Surface::Paint)
    }

    /// Rear mudguard with lamp and plate, and cases.
    fn rear(&self) -> Mesh {
        let (axle, seat) = (-self.wheelbase / 2., self.seat_height);
        let x = span(axle - 0.3, axle - 0.2);
        let mut mesh = slab(x, Span::centered(0.16), span(seat - 0.22, seat), Surface::Lamp);
        let plate = span(axle - 0.33, axle - 0.3);
        let z = span(seat - 0.42, seat - 0.24);
        mesh.append(slab(plate, Span::centered(0.2), z, Surface::Retroreflector));
        if self.has_top_case {
            let x = span(axle - 0.34, axle + 0.04);
            let z = span(seat + 0.08, seat + 0.38);
            mesh.append(slab(x, Span::centered(0.44), z, Surface::Rubber));
        }
        if self.has_panniers {
            let (x, z) = (span(axle - 0.25, axle + 0.22), span(seat - 0.35, seat));
            for y in [span(0.15, 0.4), span(-0.4, -0.15)] {
                mesh.append(slab(x, y, z, Surface::Rubber));
            }
        }
        mesh
    }

    /// A skin from the head lamp down to the engine.
    fn fairing(&self) -> Mesh {
        let nose = self.fork(self.bar_height - 0.1) + Vector3::x() * 0.22;
        let at = |x: f64, half: f64, low: f64, high: f64| Section {
            corners: [(-half, low), (half, low), (half, high), (-half, high)]
                .map(|(y, z)| Point3::new(x, y, z))
                .to_vec(),
            surfaces: vec![Surface::Paint; 4],
        };
        let stations = [
            at(-0.05, 0.2, 0.25, 0.6),
            at(0.3, 0.23, 0.25, self.seat_height + 0.08),
            at(nose.x, 0.12, nose.z - 0.2, nose.z + 0.08),
        ];
        loft(&stations, Surface::Paint)
    }
}
