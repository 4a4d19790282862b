//! Motor scooters.

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

/// Way back of the steering column per metre up.
const RAKE: f64 = 0.45;
/// Half the width of the foot board, metres.
const HALF_BOARD: f64 = 0.17;

/// The dimensions of a scooter that heads for +x; metres.
#[derive(Clone, Copy, Debug)]
pub(super) struct Scooter {
    wheel: Wheel,
    wheelbase: f64,
    seat_height: f64,
    bar_height: f64,
    bar_half_width: f64,
    has_screen: bool,
    has_top_case: bool,
}

impl Scooter {
    pub fn random(rng: &mut SceneRng) -> Self {
        Self {
            wheel: Wheel { radius: normal(rng, 0.23, 0.02), width: rng.random_range(0.09..0.13) },
            wheelbase: normal(rng, 1.28, 0.06),
            seat_height: normal(rng, 0.78, 0.03),
            bar_height: normal(rng, 1.03, 0.04),
            bar_half_width: normal(rng, 0.34, 0.02),
            has_screen: rng.random_bool(0.3),
            has_top_case: rng.random_bool(0.35),
        }
    }

    /// The scooter upright, without a stand.
    pub fn mesh(&self) -> Mesh {
        let Self { wheel, wheelbase, .. } = *self;
        let hub = |x: f64| Point3::new(x, 0., wheel.radius);
        let mut mesh = wheel.mesh(hub(-wheelbase / 2.)).with(wheel.mesh(hub(wheelbase / 2.)));
        mesh.append(self.shield());
        mesh.append(self.handlebar());
        mesh.append(self.body());
        if self.has_top_case {
            let x = span(-wheelbase / 2. - 0.3, -wheelbase / 2. + 0.08);
            let z = span(self.seat_height + 0.06, self.seat_height + 0.36);
            mesh.append(slab(x, Span::centered(0.4), z, Surface::Rubber));
        }
        mesh
    }

    /// The middle of the steering column at a height.
    fn column(&self, z: f64) -> Point3<f64> {
        Point3::new(self.wheelbase / 2. - RAKE * (z - self.wheel.radius), 0., z)
    }

    /// Leg shield with the lamp, front mudguard and foot board.
    fn shield(&self) -> Mesh {
        let section = |z: f64, half: f64, depth: f64| {
            let x = self.column(z).x;
            let corners =
                [(x - depth, -half), (x, -0.6 * half), (x, 0.6 * half), (x - depth, half)];
            Section {
                corners: corners.map(|(x, y)| Point3::new(x, y, z)).to_vec(),
                surfaces: vec![Surface::Paint; 4],
            }
        };
        let top = self.bar_height - 0.12;
        let board = 0.3;
        let stations =
            [section(board, HALF_BOARD, 0.12), section(0.6, 0.22, 0.14), section(top, 0.16, 0.14)];
        let toe = self.column(board).x;
        let guard = self.wheelbase / 2.;
        let tyre_top = 2. * self.wheel.radius;
        loft(&stations, Surface::Paint)
            .with(slab(
                span(-0.25, toe),
                Span::centered(2. * HALF_BOARD),
                span(board - 0.1, board),
                Surface::Rubber,
            ))
            .with(slab(
                span(guard - 0.22, guard + 0.2),
                Span::centered(0.18),
                span(tyre_top - 0.06, tyre_top + 0.04),
                Surface::Paint,
            ))
            .with(bar(self.column(self.wheel.radius), self.column(top), 0.04, Surface::Metal))
    }

    /// Handlebar, head lamp, mirrors and screen.
    fn handlebar(&self) -> Mesh {
        let stem = self.column(self.bar_height);
        let x = span(stem.x - 0.08, stem.x + 0.1);
        let z = span(stem.z - 0.14, stem.z + 0.03);
        let mut mesh = slab(x, Span::centered(0.24), z, Surface::Lamp);
        for side in [-1., 1.] {
            let grip = stem + Vector3::new(-0.08, side * self.bar_half_width, 0.);
            mesh.append(bar(stem, grip, 0.018, Surface::Rubber));
            let mirror = grip + Vector3::new(0.06, -0.08 * side, 0.2);
            mesh.append(bar(grip, mirror, 0.01, Surface::Metal));
            let y = span(mirror.y - 0.06, mirror.y + 0.06);
            let z = span(mirror.z, mirror.z + 0.09);
            mesh.append(slab(span(mirror.x, mirror.x + 0.03), y, z, Surface::Rubber));
        }
        if self.has_screen {
            let corners =
                [(0.1, -0.25, 0.), (0.1, 0.25, 0.), (-0.1, 0.2, 0.45), (-0.1, -0.2, 0.45)];
            mesh.append(quad(
                corners.map(|(x, y, z)| stem + Vector3::new(x, y, z)),
                Surface::Glass,
            ));
        }
        mesh
    }

    /// The body under the seat, the seat, rear lamp and plate.
    fn body(&self) -> Mesh {
        let (axle, seat) = (-self.wheelbase / 2., self.seat_height);
        let section = |x: f64, half: f64, low: f64, high: f64| Section {
            corners: [(-half, low), (half, low), (0.9 * half, high), (-0.9 * half, high)]
                .map(|(y, z)| Point3::new(x, y, z))
                .to_vec(),
            surfaces: vec![Surface::Paint, Surface::Paint, Surface::Rubber, Surface::Paint],
        };
        let stations = [
            section(axle - 0.3, 0.1, seat - 0.12, seat + 0.02),
            section(axle, 0.19, 0.36, seat + 0.02),
            section(-0.25, 0.2, 0.22, seat),
            section(0.05, 0.14, seat - 0.15, seat - 0.02),
        ];
        let rear = axle - 0.33;
        loft(&stations, Surface::Paint)
            .with(slab(
                span(rear, rear + 0.05),
                Span::centered(0.16),
                span(seat - 0.12, seat - 0.04),
                Surface::Lamp,
            ))
            .with(slab(
                span(rear - 0.02, rear),
                Span::centered(0.2),
                span(seat - 0.36, seat - 0.2),
                Surface::Retroreflector,
            ))
    }
}
