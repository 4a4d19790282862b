//! Roads.

use std::ops::Range;

use nalgebra::Vector2;
use rand::RngExt;

use crate::{
    placement::Placement,
    random::{SceneRng, normal, sign},
};

/// Share of the scenes in which the car with the sensor turns, into a drive or another road, and by how much it has
/// (radians).
const TURNING: f64 = 0.12;
const TURN: Range<f64> = 0.15..0.9;

/// A road with a gentle bend. Places on it are given as metres along it and metres left of its middle.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Road {
    /// The middle of the road at 0 metres along, heading along it.
    axis: Placement,
    /// Unit vector of that heading.
    forward: Vector2<f64>,
    /// 1 / radius, positive when the road bends left, 1/m.
    curvature: f64,
    /// Lanes in each direction.
    pub num_lanes: u32,
    /// Width of a lane, metres.
    pub lane_width: f64,
    /// Distance from the middle of the roadway to its right and to its left edge, metres.
    pub edges: [f64; 2],
}

impl Road {
    /// The road a car drives on that keeps to its lane, the sensor 0 metres along it.
    pub fn under_the_sensor(num_lanes: u32, lane_width: f64, rng: &mut SceneRng) -> Self {
        let own_lane = f64::from(rng.random_range(0..num_lanes));
        let sensor_left = -(own_lane + 0.5) * lane_width + normal(rng, 0., 0.15);
        let curvature = if rng.random_bool(0.4) { normal(rng, 0., 0.003) } else { 0. };
        let heading = if rng.random_bool(TURNING) {
            sign(rng) * rng.random_range(TURN)
        } else {
            normal(rng, 0., 2.5_f64.to_radians())
        };
        let sensor = Placement { x: 0., y: 0., yaw: heading };
        Self::new(sensor.shifted(0., -sensor_left), curvature, num_lanes, lane_width)
    }

    /// A straight road across this one, `along` metres ahead.
    pub fn crossing(&self, along: f64, lane_width: f64, rng: &mut SceneRng) -> Self {
        let square = normal(rng, std::f64::consts::FRAC_PI_2, 4_f64.to_radians());
        Self::new(self.place(along, 0.).turned(square), 0., 1, lane_width)
    }

    fn new(axis: Placement, curvature: f64, num_lanes: u32, lane_width: f64) -> Self {
        let half_width = f64::from(num_lanes) * lane_width;
        let forward = Vector2::new(axis.yaw.cos(), axis.yaw.sin());
        Self { axis, forward, curvature, num_lanes, lane_width, edges: [half_width; 2] }
    }

    /// Half the width of all lanes, metres.
    pub fn half_width(&self) -> f64 {
        f64::from(self.num_lanes) * self.lane_width
    }

    /// Distance from the middle of the roadway to its edge on a side (1 left, -1 right), metres.
    pub fn edge(&self, side: f64) -> f64 {
        self.edges[usize::from(side > 0.)]
    }

    /// The place `along` metres ahead and `left` metres off the middle, heading along the road.
    pub fn place(&self, along: f64, left: f64) -> Placement {
        let bend = self.curvature * along;
        self.axis.shifted(along, bend * along / 2.).turned(bend).shifted(0., left)
    }

    /// Metres along and left of the middle of a place: the inverse of [`Self::place`].
    pub fn locate(&self, x: f64, y: f64) -> (f64, f64) {
        let offset = Vector2::new(x - self.axis.x, y - self.axis.y);
        let (forward, left) = (self.forward.dot(&offset), self.forward.perp(&offset));
        if self.curvature == 0. {
            return (forward, left);
        }
        // The foot of the place on the middle line, by steps that shrink with the bend.
        let mut along = forward;
        for _ in 0..3 {
            let (sin, cos) = self.turn_at(along);
            along += (forward - along) * cos + (left - self.bulge_at(along)) * sin;
        }
        let (sin, cos) = self.turn_at(along);
        (along, (left - self.bulge_at(along)) * cos - (forward - along) * sin)
    }

    /// Sine and cosine of how far the road has turned, by their series: roads turn by less than half a
    /// radian, where they are off by less than 1e-3.
    fn turn_at(&self, along: f64) -> (f64, f64) {
        let bend = self.curvature * along;
        let square = bend * bend;
        (bend * (1. - square / 6.), 1. - square / 2. + square * square / 24.)
    }

    /// Distance of the road to the left of its straight continuation, metres.
    fn bulge_at(&self, along: f64) -> f64 {
        self.curvature * along * along / 2.
    }

    /// Distance of a place beyond the edge of the roadway, metres, negative on it, and the direction away
    /// from the road.
    pub fn beyond_edge(&self, x: f64, y: f64) -> (f64, Vector2<f64>) {
        let (along, left) = self.locate(x, y);
        let (sin, cos) = self.turn_at(along);
        let heading = self.forward * cos + Vector2::new(-self.forward.y, self.forward.x) * sin;
        let outwards = Vector2::new(-heading.y, heading.x) * left.signum();
        (left.abs() - self.edge(left), outwards)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    #[test]
    fn the_sensor_drives_on_the_right() {
        for frame in 0..50 {
            let mut rng = stream(2, frame, Purpose::Scene);
            let road = Road::under_the_sensor(2, 3.5, &mut rng);
            let (along, left) = road.locate(0., 0.);
            assert!(along.abs() < 1e-9 && (-7.0..-0.5).contains(&left), "{along} {left}");
        }
    }

    #[test]
    fn places_are_located_where_they_were_put_on_bends_too() {
        let axis = Placement { x: 1., y: 2., yaw: 0.3 };
        for curvature in [0., 0.004, -0.0075] {
            let road = Road::new(axis, curvature, 1, 3.);
            for (along, left) in [(0., 0.), (30., 4.), (70., -12.), (-60., 8.)] {
                let place = road.place(along, left);
                let found = road.locate(place.x, place.y);
                let error = (found.0 - along).hypot(found.1 - left);
                assert!(error < 0.05, "{error} m at {along}, {left} with {curvature}");
            }
        }
        let road = Road::new(axis, 0.004, 1, 3.);
        let place = road.place(40., 5.);
        assert!((road.beyond_edge(place.x, place.y).0 - 2.).abs() < 0.02);
    }
}
