//! The road the sensor drives on.

use rand::RngExt;

use crate::{
    placement::Placement,
    random::{SceneRng, normal},
};

/// A road with a gentle bend. Places on it are given as metres along it from abreast of the sensor
/// and metres left of its middle line.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Road {
    /// Direction of the road at the sensor, radians in the LiDAR frame.
    heading: f64,
    /// How far left of the middle line the sensor drives, metres; negative, as one drives right.
    sensor_left: f64,
    /// 1 / radius, positive when the road bends left, 1/m.
    curvature: f64,
    /// Lanes in each direction.
    pub num_lanes: u32,
    /// Width of a lane, metres.
    pub lane_width: f64,
}

impl Road {
    /// A road seen by a car that keeps to its lane.
    pub fn random(num_lanes: u32, rng: &mut SceneRng) -> Self {
        let lane_width = rng.random_range(3.0..4.2);
        let own_lane = f64::from(rng.random_range(0..num_lanes));
        let curvature = if rng.random_bool(0.4) { normal(rng, 0., 0.004) } else { 0. };
        Self {
            heading: normal(rng, 0., 2.5_f64.to_radians()),
            sensor_left: -(own_lane + 0.5) * lane_width + normal(rng, 0., 0.15),
            curvature,
            num_lanes,
            lane_width,
        }
    }

    /// Half the width of the roadway, metres.
    pub fn half_width(&self) -> f64 {
        f64::from(self.num_lanes) * self.lane_width
    }

    /// The place `along` metres ahead and `left` metres off the middle line, heading along the road.
    pub fn place(&self, along: f64, left: f64) -> Placement {
        let sensor = Placement { x: 0., y: 0., yaw: self.heading };
        let bend = self.curvature * along;
        let sideways = left - self.sensor_left;
        sensor.shifted(along, bend * along / 2.).turned(bend).shifted(0., sideways)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sensor_is_on_its_side_of_a_straight_road() {
        let road =
            Road { heading: 0., sensor_left: -1.5, curvature: 0., num_lanes: 1, lane_width: 3. };
        let own = road.place(10., -1.5);
        assert!((own.x - 10.).abs() < 1e-12 && own.y.abs() < 1e-12);
        let oncoming = road.place(10., 1.5);
        assert!((oncoming.y - 3.).abs() < 1e-12);
    }

    #[test]
    fn a_bend_turns_the_heading_and_keeps_the_distance_from_the_middle() {
        let road = Road {
            heading: 0.05,
            sensor_left: -1.5,
            curvature: 0.01,
            num_lanes: 1,
            lane_width: 3.,
        };
        let (middle, side) = (road.place(30., 0.), road.place(30., 4.));
        assert!((side.yaw - 0.35).abs() < 1e-12);
        assert!(((side.x - middle.x).hypot(side.y - middle.y) - 4.).abs() < 1e-12);
    }
}
