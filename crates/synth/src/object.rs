//! Bodies at their places.

use std::ops::Range;

use nalgebra::{Isometry3, Point3, Vector3};
use voxelnet_scene::Box3d;

use crate::{
    body::Body,
    class::Class,
    placement::Placement,
    shape::{BodyRay, MeshHit},
    surface::Surface,
};

/// A body at its place in the scene, LiDAR frame.
#[derive(Clone)]
pub(crate) struct Object {
    /// The box around the body.
    pub bounds: Box3d,
    pub body: Body,
    lidar_from_body: Isometry3<f64>,
}

impl Object {
    /// A body standing at a place whose ground is this high.
    pub fn new(body: Body, place: Placement, ground: f64) -> Self {
        let size = body.size();
        let center = Point3::new(place.x, place.y, ground + size.height / 2.);
        Self {
            bounds: Box3d::new(center, size, place.yaw),
            body,
            lidar_from_body: place.lidar_from_body(ground),
        }
    }

    pub fn class(&self) -> Option<Class> {
        self.body.class()
    }

    /// Corners of the box around the mesh, which may be larger than the object's bounds.
    pub fn hull(&self) -> [Point3<f64>; 8] {
        let (min, max) = self.body.shape.bounds;
        std::array::from_fn(|i| {
            let pick = |axis: usize| if i & (1 << axis) == 0 { min[axis] } else { max[axis] };
            let corner = Vector3::new(pick(0), pick(1), pick(2));
            self.lidar_from_body * Point3::from(corner.component_mul(&self.body.stretch))
        })
    }

    /// The first hit of the ray from the sensor along the unit `direction` within some ranges, metres; its
    /// normal is a unit vector, LiDAR frame. `passes` is asked as by [`Shape::first_hit`].
    pub fn first_hit(
        &self,
        direction: &Vector3<f64>,
        ranges: Range<f64>,
        mut passes: impl FnMut(Surface, f64) -> bool,
    ) -> Option<MeshHit> {
        // Starting near the body keeps single precision exact enough.
        let start =
            self.lidar_from_body.inverse_transform_point(&Point3::from(direction * ranges.start));
        let local = self.lidar_from_body.inverse_transform_vector(direction);
        let ray = BodyRay {
            origin: Point3::from(start.coords.component_div(&self.body.stretch)),
            direction: local.component_div(&self.body.stretch),
            length: ranges.end - ranges.start,
        };
        let hit = self
            .body
            .shape
            .first_hit(ray, |surface, distance| passes(surface, distance + ranges.start))?;
        let normal = hit.normal.component_div(&self.body.stretch).normalize();
        Some(MeshHit {
            distance: hit.distance + ranges.start,
            normal: self.lidar_from_body * normal,
            ..hit
        })
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use voxelnet_scene::BoxSize;

    use super::*;
    use crate::{
        mesh::cuboid,
        model::Model,
        shape::Shape,
        surface::{Material, Palette},
    };

    #[test]
    fn a_stretched_and_turned_body_is_met_where_its_box_is() {
        let mesh = cuboid(Point3::new(-1., -1., 0.), Point3::new(1., 1., 1.), Surface::Paint);
        let size = BoxSize { length: 2., width: 2., height: 1. };
        let shape = Arc::new(Shape::new(Model { class: Some(Class::Car), size, mesh }));
        let body = Body::new(shape, Palette::uniform(Material::solid(0.5)));
        let body = body.fitted(BoxSize { length: 4., width: 1.5, height: 1.2 }).mirrored();
        let place = Placement { x: 20., y: 0., yaw: std::f64::consts::FRAC_PI_2 };
        let object = Object::new(body, place, -0.6);
        assert!((object.bounds.size.length - 4.).abs() < 1e-12);
        let met = |y: f64| {
            let direction = Vector3::new(20., y, 0.).normalize();
            object.first_hit(&direction, 10.0..120., |_, _| false)
        };
        let ahead = met(0.).unwrap_or_else(|| panic!("missed"));
        assert!((ahead.distance - 19.25).abs() < 1e-5 && ahead.normal.x.abs() > 1. - 1e-6);
        assert!(met(1.99).is_some(), "its length lies across the view");
        assert!(met(2.2).is_none());
    }
}
