//! The tubes, wheels and fittings of bicycles.

use std::f64::consts::TAU;

use nalgebra::{Point3, Vector3};

use super::{bicycle::Bicycle, parts::hoop, pose::SIDES};
use crate::{
    mesh::{Mesh, cuboid, ellipsoid, tube},
    surface::Surface,
};

/// Segments of a tyre and spokes of a wheel.
const TYRE_SEGMENTS: usize = 20;
const NUM_SPOKES: usize = 8;
/// Sides of the tubes of the frame.
const TUBE_SIDES: usize = 5;
impl Bicycle {
    /// The bicycle alone.
    pub fn mesh(&self) -> Mesh {
        let front = self.front().moved(&self.steering_motion());
        let rear = self.wheel(self.rear_hub()).with(self.loads.rear(self));
        rear.with(self.frame()).with(front).with(self.drive())
    }

    fn pipe(&self, from: Point3<f64>, to: Point3<f64>, share: f64) -> Mesh {
        tube(from, to, share * self.frame_radius, TUBE_SIDES, Surface::Metal)
    }

    /// A pair of thin tubes on both sides of a wheel, `apart` metres from its middle.
    pub(super) fn stays(&self, from: Point3<f64>, to: Point3<f64>, apart: f64) -> Mesh {
        SIDES.into_iter().fold(Mesh::new(), |mesh, side| {
            let aside = Vector3::y() * (side * apart);
            mesh.with(self.pipe(from + aside, to + aside, 0.6))
        })
    }

    fn wheel(&self, hub: Point3<f64>) -> Mesh {
        let tyre = hoop(hub, self.wheel_radius, 0.02, TYRE_SEGMENTS, Surface::Rubber);
        let axle = Vector3::y() * 0.05;
        let wheel = tyre.with(tube(hub - axle, hub + axle, 0.025, TUBE_SIDES, Surface::Metal));
        (0..NUM_SPOKES).fold(wheel, |wheel, spoke| {
            let (sin, cos) = (TAU * spoke as f64 / NUM_SPOKES as f64).sin_cos();
            let rim = hub + Vector3::new(cos, 0., sin) * (self.wheel_radius - 0.03);
            wheel.with(tube(hub, rim, 0.003, 3, Surface::Metal))
        })
    }

    fn frame(&self) -> Mesh {
        let cranks = self.crank_axle();
        let seat = self.saddle();
        let on_seat_tube = |share: f64| cranks + (seat - cranks) * share;
        let head_low = self.steering_axis(self.wheel_radius * 2. + 0.04);
        let head_high = self.steering_axis(self.wheel_radius * 2. + 0.16);
        let saddle = ellipsoid(
            seat - Vector3::z() * 0.03,
            Vector3::new(0.13, 0.075, 0.03),
            6,
            Surface::Rubber,
        );
        self.pipe(cranks, seat - Vector3::z() * 0.03, 1.)
            .with(self.pipe(cranks, head_low, 1.))
            .with(self.pipe(on_seat_tube(0.75), head_high, 1.))
            .with(self.pipe(head_low, head_high, 1.2))
            .with(self.stays(cranks, self.rear_hub(), 0.045))
            .with(self.stays(on_seat_tube(0.7), self.rear_hub(), 0.045))
            .with(saddle)
    }

    /// The parts that turn with the handlebar.
    fn front(&self) -> Mesh {
        let stem = self.steering_axis(self.bar_height);
        let crown = self.steering_axis(self.wheel_radius * 2. + 0.03);
        let mut mesh = self
            .wheel(self.front_hub())
            .with(self.stays(crown, self.front_hub(), 0.045))
            .with(self.pipe(crown, stem, 0.8));
        for side in SIDES {
            let bend = stem + Vector3::y() * (side * 0.55 * self.bar_half_width);
            let grip = stem + Vector3::new(-self.sweep, side * self.bar_half_width, 0.);
            mesh.append(self.pipe(stem, bend, 0.8));
            mesh.append(tube(bend, grip, 0.016, TUBE_SIDES, Surface::Rubber));
        }
        mesh.append(self.loads.front(stem));
        mesh
    }

    fn drive(&self) -> Mesh {
        let axle = self.crank_axle();
        let half_foot = Vector3::new(0.045, 0.04, 0.012);
        let mut mesh = hoop(axle - Vector3::y() * 0.05, 0.09, 0.01, 10, Surface::Metal);
        for (pedal, side) in self.pedals().into_iter().zip(SIDES) {
            let root = axle + Vector3::y() * (side * 0.07);
            let end = Point3::new(pedal.x, root.y, pedal.z);
            mesh.append(self.pipe(axle, root, 0.8));
            mesh.append(self.pipe(root, end, 0.7));
            mesh.append(cuboid(pedal - half_foot, pedal + half_foot, Surface::Rubber));
        }
        mesh
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn a_straight_front_wheel_stands_on_the_ground() {
        let mut rng = stream(2, 1, Purpose::Scene);
        let bicycle = Bicycle { steering: 0., ..Bicycle::random(0.95, &mut rng) };
        let (min, max) = bicycle.wheel(bicycle.front_hub()).bounds();
        assert!(min.z.abs() < 1e-9 && (max.x - bicycle.wheelbase / 2.) > 0.3);
        assert!(bicycle.mesh().bounds().0.z > -1e-9);
    }
}
