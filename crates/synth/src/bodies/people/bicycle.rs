//! Bicycles, ridden and parked: their measures.

use std::f64::consts::{PI, TAU};

use nalgebra::{Isometry3, Point3, Rotation3, Translation3, Unit, Vector3};
use rand::RngExt;

use super::{bicycle_loads::Loads, bicycle_style::Style, parts::with_natural_box, pose::SIDES};
use crate::{
    model::Model,
    random::{SceneRng, normal, sign},
};

/// The way back of the steering axis per metre up, and the bend of the fork forward of it (metres).
const RAKE: f64 = 0.36;
const FORK_OFFSET: f64 = 0.05;
/// The way back of the seat tube per metre up.
const SEAT_SLOPE: f64 = 0.27;
/// From the rear hub to the cranks along the ground, metres.
const CHAIN_STAY: f64 = 0.44;
/// Height of the axle of the cranks, length of a crank, and from the middle to a pedal, metres.
const CRANK_HEIGHT: f64 = 0.28;
const CRANK: f64 = 0.165;
const PEDAL_OFFSET: f64 = 0.12;

/// Growth of the wheelbase with the height of the saddle, and the height it is zero at (metres).
const FRAME_GROWTH: f64 = 0.5;
const MEAN_SADDLE: f64 = 0.9;

/// A bicycle: the middle between its hubs is over x = 0; metres and radians.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Bicycle {
    pub wheel_radius: f64,
    pub wheelbase: f64,
    pub saddle_height: f64,
    pub bar_height: f64,
    pub bar_half_width: f64,
    /// Distance of the grips behind the stem; negative in front of it.
    pub sweep: f64,
    /// Turn of the front wheel to the left.
    pub steering: f64,
    /// Angle of the left crank, from ahead to up.
    pub crank_angle: f64,
    pub loads: Loads,
    pub frame_radius: f64,
}

impl Bicycle {
    /// A bicycle for someone who sits that high.
    pub fn random(saddle_height: f64, rng: &mut SceneRng) -> Self {
        let style = Style::random(rng);
        let mut around = |(mean, deviation)| normal(rng, mean, deviation);
        Self {
            wheel_radius: around(style.wheel_radius),
            wheelbase: around(style.wheelbase) + FRAME_GROWTH * (saddle_height - MEAN_SADDLE),
            saddle_height,
            bar_height: saddle_height + around((style.rise, 0.03)),
            bar_half_width: around(style.bar_half_width),
            sweep: around((style.sweep, 0.02)),
            steering: around((0., 0.06)),
            crank_angle: rng.random_range(0. ..TAU),
            loads: Loads::random(style.has_carrier, rng),
            frame_radius: rng.random_range(0.014..0.022),
        }
    }

    /// The middle of the top of the saddle.
    pub fn saddle(&self) -> Point3<f64> {
        let rise = self.saddle_height - CRANK_HEIGHT;
        self.crank_axle() + Vector3::new(-SEAT_SLOPE * rise, 0., rise)
    }

    /// The ends of the handlebar, left and right.
    pub fn grips(&self) -> [Point3<f64>; 2] {
        let stem = self.steering_axis(self.bar_height);
        let motion = self.steering_motion();
        SIDES
            .map(|side| motion * (stem + Vector3::new(-self.sweep, side * self.bar_half_width, 0.)))
    }

    /// The pedals, left and right.
    pub fn pedals(&self) -> [Point3<f64>; 2] {
        [0, 1].map(|side| {
            let (sin, cos) = (self.crank_angle + PI * side as f64).sin_cos();
            let arm = Vector3::new(cos * CRANK, SIDES[side] * PEDAL_OFFSET, sin * CRANK);
            self.crank_axle() + arm
        })
    }

    /// The axle of the rear wheel.
    pub fn rear_hub(&self) -> Point3<f64> {
        Point3::new(-self.wheelbase / 2., 0., self.wheel_radius)
    }

    /// The axle of the front wheel.
    pub fn front_hub(&self) -> Point3<f64> {
        Point3::new(self.wheelbase / 2., 0., self.wheel_radius)
    }

    /// The axle of the cranks.
    pub fn crank_axle(&self) -> Point3<f64> {
        Point3::new(self.rear_hub().x + CHAIN_STAY, 0., CRANK_HEIGHT)
    }

    /// The point of the steering axis at a height.
    pub fn steering_axis(&self, height: f64) -> Point3<f64> {
        let hub = self.front_hub();
        Point3::new(hub.x - FORK_OFFSET - RAKE * (height - hub.z), 0., height)
    }

    /// The turn of the front wheel and the handlebar.
    pub fn steering_motion(&self) -> Isometry3<f64> {
        let axis = Unit::new_normalize(Vector3::new(-RAKE, 0., 1.));
        let turn = Rotation3::from_axis_angle(&axis, self.steering);
        let pivot = Translation3::from(self.steering_axis(self.wheel_radius));
        pivot * Isometry3::from_parts(Translation3::identity(), turn.into()) * pivot.inverse()
    }
}

/// A bicycle on its stand or against something.
pub(crate) fn parked_bicycle(rng: &mut SceneRng) -> Model {
    /// Radians.
    const MEAN_LEAN: f64 = 0.12;
    let saddle_height = normal(rng, 0.93, 0.06);
    let mut bicycle = Bicycle::random(saddle_height, rng);
    bicycle.steering = normal(rng, 0., 0.3);
    bicycle.loads.child = None;
    let lean = sign(rng) * normal(rng, MEAN_LEAN, 0.03);
    let motion = Isometry3::rotation(Vector3::x() * lean);
    with_natural_box(None, bicycle.mesh().moved(&motion))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{
        bodies::people::parts::checks::{assert_filled, assert_near, sound_draws, spread},
        random::{Purpose, stream},
    };

    #[test]
    fn parked_bicycles_fill_boxes_of_possible_sizes() {
        let bicycles = sound_draws(None, parked_bicycle);
        bicycles.iter().for_each(assert_filled);
        assert_near(spread(&bicycles, |size| size.length), (1.74, 0.09), 0.04);
        assert_near(spread(&bicycles, |size| size.width), (0.54, 0.05), 0.04);
        assert_near(spread(&bicycles, |size| size.height), (1.02, 0.06), 0.05);
    }

    #[test]
    fn pedals_are_opposite_and_grips_are_where_the_handlebar_ends() {
        let mut rng = stream(2, 0, Purpose::Scene);
        for _ in 0..50 {
            let bicycle = Bicycle::random(0.95, &mut rng);
            let [left, right] = bicycle.pedals();
            assert!((nalgebra::center(&left, &right) - bicycle.crank_axle()).norm() < 1e-9);
            assert!(left.z.min(right.z) > 0.05, "a pedal scrapes the ground");
            let [left, right] = bicycle.grips();
            assert!(((left - right).norm() - 2. * bicycle.bar_half_width).abs() < 1e-9);
        }
    }
}
