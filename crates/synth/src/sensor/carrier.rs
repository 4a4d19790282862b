//! The car that carries the sensor, as far as it stands in the way of beams.

use nalgebra::Vector3;

use super::{Sensor, config::CarrierBox};

impl Sensor {
    /// Whether a beam from the sensor ends at the car that carries it.
    pub(crate) fn is_blocked(&self, direction: &Vector3<f64>) -> bool {
        self.config.carrier.iter().any(|carrier| is_met(carrier, direction))
    }
}

/// Whether the ray from the origin runs through a box that does not hold the origin.
fn is_met(carrier: &CarrierBox, direction: &Vector3<f64>) -> bool {
    let (mut enter, mut exit) = (0_f64, f64::INFINITY);
    for axis in 0..3 {
        let (min, max) = (carrier.min_m[axis], carrier.max_m[axis]);
        if direction[axis] == 0. {
            if min > 0. || max < 0. {
                return false;
            }
            continue;
        }
        let (a, b) = (min / direction[axis], max / direction[axis]);
        (enter, exit) = (enter.max(a.min(b)), exit.min(a.max(b)));
    }
    enter <= exit
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::sensor::direction;

    #[test]
    fn a_bonnet_stops_what_goes_steeply_ahead_and_nothing_else() {
        let bonnet = CarrierBox { min_m: [0.6, -0.6, -1.3], max_m: [2., 0.6, -0.9] };
        let meets = |azimuth: f64, elevation: f64| {
            is_met(&bonnet, &direction(azimuth.to_radians(), elevation.to_radians()))
        };
        assert!(meets(0., -26.) && meets(10., -30.));
        assert!(!meets(0., -20.) && !meets(40., -25.) && !meets(180., -26.));
        assert!(!is_met(&bonnet, &Vector3::x()), "a level beam");
    }
}
