//! The scene: ground and the things on it, none of which overlaps another.

use nalgebra::Point3;
use voxelnet_scene::{Box3d, BoxSize, bev_intersection_area};

use crate::{body::Body, ground::Ground, object::Object, placement::Placement};

/// Everything a beam can meet.
#[derive(Clone)]
pub(crate) struct World {
    pub ground: Ground,
    pub objects: Vec<Object>,
    /// Areas that are kept free.
    reserved: Vec<Box3d>,
}

impl World {
    /// Bare ground around the car that carries the sensor.
    pub fn new(ground: Ground) -> Self {
        let size = BoxSize { length: 5.5, width: 2.4, height: 3. };
        let carrier = Box3d::new(Point3::new(-0.5, 0., -0.5), size, 0.);
        Self { ground, objects: Vec::new(), reserved: vec![carrier] }
    }

    /// Keeps a rectangle of ground free from now on.
    pub fn reserve(&mut self, place: Placement, length: f64, width: f64) {
        let center = Point3::new(place.x, place.y, 0.);
        let size = BoxSize { length, width, height: 1. };
        self.reserved.push(Box3d::new(center, size, place.yaw));
    }

    /// Adds a body unless it would come nearer than `clearance` metres to another one.
    pub fn try_place(&mut self, body: &Body, place: Placement, clearance: f64) -> bool {
        let object = Object::new(body.clone(), place, self.ground.height(place.x, place.y));
        let size = BoxSize {
            length: object.bounds.size.length + 2. * clearance,
            width: object.bounds.size.width + 2. * clearance,
            ..object.bounds.size
        };
        let claimed = Box3d { size, ..object.bounds };
        let is_free = self
            .objects
            .iter()
            .map(|other| &other.bounds)
            .chain(&self.reserved)
            .all(|other| !overlap(&claimed, other));
        if is_free {
            self.objects.push(object);
        }
        is_free
    }
}

/// Whether two boxes overlap seen from above.
fn overlap(a: &Box3d, b: &Box3d) -> bool {
    let reach = |size: BoxSize| size.length.hypot(size.width) / 2.;
    let distance = (a.center.xy() - b.center.xy()).norm();
    distance < reach(a.size) + reach(b.size) && bev_intersection_area(a, b) > 0.
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_bodies::block;

    #[test]
    fn a_body_is_refused_where_one_stands_and_on_the_sensors_car() {
        let mut world = World::new(Ground::level(1.7));
        let body = block(BoxSize { length: 4., width: 2., height: 1. });
        let at = |x: f64, y: f64| Placement { x, y, yaw: 0. };
        assert!(!world.try_place(&body, at(1., 1.), 0.), "on the carrier");
        assert!(world.try_place(&body, at(10., 0.), 0.));
        assert!(!world.try_place(&body, at(13.9, 0.), 0.), "overlaps by 10 cm");
        assert!(!world.try_place(&body, at(14.2, 0.), 0.3), "too near");
        assert!(world.try_place(&body, at(14.4, 0.), 0.3));
        world.reserve(at(30., 0.), 10., 10.);
        assert!(!world.try_place(&body, at(30., 4.), 0.), "reserved");
        assert_eq!(world.objects.len(), 2);
    }
}
