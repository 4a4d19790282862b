//! The boxes that annotators draw, which are not those of the bodies.
//!
//! An annotator sees the points of a side and fits the box there; the rest is a guess. KITTI's boxes of cars begin a
//! few centimetres before the first points, and the points of a side that is in view go on to a quarter of a metre
//! nearer to the hidden end of the box than they do on a whole car: the boxes end early there. The numbers below were
//! measured on real scans, see the README; `examples/likeness` prints them.

use nalgebra::{Point3, Vector3};
use voxelnet_scene::{Box3d, BoxSize};

use crate::{
    class::Class,
    random::{SceneRng, normal},
};

/// Mean and deviation of the distance by which a face of a box lies outside the body, metres.
#[derive(Clone, Copy, Debug)]
struct Slack(f64, f64);

impl Slack {
    fn draw(self, rng: &mut SceneRng) -> f64 {
        normal(rng, self.0, self.1)
    }
}

/// The faces of a box.
#[derive(Clone, Copy, Debug)]
struct Looseness {
    /// The end and the side towards the sensor.
    near_end: Slack,
    near_side: Slack,
    /// Those away from it; of the end as much as the view is along the body.
    far_end: Slack,
    far_side: Slack,
    top: Slack,
    bottom: Slack,
    /// Deviation of the heading, radians.
    yaw: f64,
}

const OF_VEHICLES: Looseness = Looseness {
    near_end: Slack(0.045, 0.05),
    near_side: Slack(0.025, 0.03),
    far_end: Slack(-0.3, 0.08),
    far_side: Slack(-0.03, 0.03),
    top: Slack(0.02, 0.03),
    bottom: Slack(0., 0.03),
    yaw: 0.01,
};

/// People are as large as their gait, which their bodies' sizes hold already.
const OF_PEOPLE: Looseness = Looseness {
    near_end: Slack(0., 0.03),
    near_side: Slack(0., 0.03),
    far_end: Slack(0., 0.03),
    far_side: Slack(0., 0.03),
    top: Slack(0.01, 0.03),
    bottom: Slack(0., 0.03),
    yaw: 0.1,
};

/// The box that an annotator draws of a body with the given bounds, LiDAR frame.
pub(crate) fn annotated(bounds: &Box3d, class: Class, rng: &mut SceneRng) -> Box3d {
    let loose = match class {
        Class::Car | Class::Van | Class::Truck | Class::Tram => OF_VEHICLES,
        Class::Pedestrian | Class::PersonSitting | Class::Cyclist => OF_PEOPLE,
    };
    let heading = Vector3::new(bounds.yaw.cos(), bounds.yaw.sin(), 0.);
    let left = Vector3::new(-heading.y, heading.x, 0.);
    let to_sensor = -Vector3::new(bounds.center.x, bounds.center.y, 0.);
    let share_along = to_sensor.normalize().dot(&heading).abs();
    let [near_end, far_end] = [loose.near_end.draw(rng), share_along * loose.far_end.draw(rng)];
    let [near_side, far_side] = [loose.near_side.draw(rng), loose.far_side.draw(rng)];
    let [top, bottom] = [loose.top.draw(rng), loose.bottom.draw(rng)];
    let size = BoxSize {
        length: bounds.size.length + near_end + far_end,
        width: bounds.size.width + near_side + far_side,
        height: bounds.size.height + top + bottom,
    };
    let towards_sensor = |axis: &Vector3<f64>| axis * to_sensor.dot(axis).signum();
    let shift = towards_sensor(&heading) * ((near_end - far_end) / 2.)
        + towards_sensor(&left) * ((near_side - far_side) / 2.)
        + Vector3::z() * ((top - bottom) / 2.);
    let center = Point3::from(bounds.center.coords + shift);
    Box3d::new(center, size, normal(rng, bounds.yaw, loose.yaw))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::random::{Purpose, stream};

    const CAR: BoxSize = BoxSize { length: 4.1, width: 1.6, height: 1.5 };

    fn mean_of(bounds: &Box3d, value: impl Fn(&Box3d) -> f64) -> f64 {
        let mut rng = stream(5, 0, Purpose::Annotation);
        let boxes = (0..2000).map(|_| annotated(bounds, Class::Car, &mut rng));
        boxes.map(|drawn| value(&drawn)).sum::<f64>() / 2000.
    }

    #[test]
    fn a_car_ahead_ends_early_where_it_is_not_seen() {
        for yaw in [0., std::f64::consts::PI] {
            let ahead = Box3d::new(Point3::new(20., 0., -1.), CAR, yaw);
            let near = mean_of(&ahead, |drawn| drawn.center.x - drawn.size.length / 2.);
            assert!((near - (20. - 2.05 - 0.045)).abs() < 0.01, "{near}");
            let far = mean_of(&ahead, |drawn| drawn.center.x + drawn.size.length / 2.);
            assert!((far - (20. + 2.05 - 0.3)).abs() < 0.01, "{far}");
        }
    }

    #[test]
    fn a_car_across_the_view_has_its_whole_length() {
        let across = Box3d::new(Point3::new(20., 0., -1.), CAR, std::f64::consts::FRAC_PI_2);
        let length = mean_of(&across, |drawn| drawn.size.length);
        assert!((length - 4.145).abs() < 0.01, "{length}");
        let near = mean_of(&across, |drawn| drawn.center.x - drawn.size.width / 2.);
        assert!((near - (20. - 0.8 - 0.025)).abs() < 0.01, "{near}");
    }

    #[test]
    fn people_keep_the_size_of_their_gait() {
        let size = BoxSize { length: 0.8, width: 0.6, height: 1.7 };
        let person = Box3d::new(Point3::new(9., 3., -1.), size, 1.);
        let mut rng = stream(6, 0, Purpose::Annotation);
        for _ in 0..100 {
            let drawn = annotated(&person, Class::Pedestrian, &mut rng);
            assert!((drawn.size.length - 0.8).abs() < 0.2 && drawn.size.width > 0.4);
            assert!((drawn.center - person.center).norm() < 0.2);
        }
    }
}
