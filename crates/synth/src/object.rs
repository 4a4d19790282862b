//! Bodies at their places.

use std::sync::Arc;

use nalgebra::{Isometry3, Point3, Vector3};
use voxelnet_scene::{Box3d, BoxSize};

use crate::{
    class::Class,
    placement::Placement,
    shape::{BodyRay, Met, Shape},
    surface::{Palette, Surface},
};

/// A body at its place in the scene, LiDAR frame.
#[derive(Clone)]
pub(crate) struct Object {
    /// The box an annotator would draw.
    pub bounds: Box3d,
    pub palette: Palette,
    pub shape: Arc<Shape>,
    /// What the shape is stretched by; a negative width mirrors it.
    stretch: Vector3<f64>,
    lidar_from_body: Isometry3<f64>,
}

/// A shape with what makes one body of it.
#[derive(Clone)]
pub(crate) struct Body {
    pub shape: Arc<Shape>,
    pub palette: Palette,
    stretch: Vector3<f64>,
}

impl Body {
    /// The shape in its own size.
    pub fn new(shape: Arc<Shape>, palette: Palette) -> Self {
        Self { shape, palette, stretch: Vector3::repeat(1.) }
    }

    /// The body stretched along its length, width and height.
    pub fn stretched(mut self, factors: Vector3<f64>) -> Self {
        self.stretch.component_mul_assign(&factors);
        self
    }

    /// The body stretched to a size.
    pub fn fitted(self, size: BoxSize) -> Self {
        let own = self.size();
        let factors = Vector3::new(
            size.length / own.length,
            size.width / own.width,
            size.height / own.height,
        );
        self.stretched(factors)
    }

    /// The body with left and right exchanged.
    pub fn mirrored(self) -> Self {
        self.stretched(Vector3::new(1., -1., 1.))
    }

    pub fn class(&self) -> Option<Class> {
        self.shape.class
    }

    pub fn size(&self) -> BoxSize {
        let BoxSize { length, width, height } = self.shape.size;
        let [along, across, up] = self.stretch.abs().into();
        BoxSize { length: length * along, width: width * across, height: height * up }
    }

    /// The body standing at a place whose ground is this high.
    pub fn placed(&self, place: Placement, ground: f64) -> Object {
        let size = self.size();
        let center = Point3::new(place.x, place.y, ground + size.height / 2.);
        Object {
            bounds: Box3d::new(center, size, place.yaw),
            palette: self.palette.clone(),
            shape: Arc::clone(&self.shape),
            stretch: self.stretch,
            lidar_from_body: place.lidar_from_body(ground),
        }
    }
}

impl Object {
    pub fn class(&self) -> Option<Class> {
        self.shape.class
    }

    /// Corners of the box around the mesh, which of clutter may be larger than the object's bounds.
    pub fn hull(&self) -> [Point3<f64>; 8] {
        let (min, max) = self.shape.bounds;
        std::array::from_fn(|i| {
            let pick = |axis: usize| if i & (1 << axis) == 0 { min[axis] } else { max[axis] };
            let corner = Vector3::new(pick(0), pick(1), pick(2));
            self.lidar_from_body * Point3::from(corner.component_mul(&self.stretch))
        })
    }

    /// What the ray from the sensor along the unit `direction` meets first between two ranges, metres;
    /// the normal is a unit vector, LiDAR frame. `passes` is asked as by [`Shape::first_met`].
    pub fn first_met(
        &self,
        direction: &Vector3<f64>,
        (from, to): (f64, f64),
        mut passes: impl FnMut(Surface, f64) -> bool,
    ) -> Option<Met> {
        // Starting near the body keeps single precision exact enough.
        let start = self.lidar_from_body.inverse_transform_point(&Point3::from(direction * from));
        let local = self.lidar_from_body.inverse_transform_vector(direction);
        let ray = BodyRay {
            origin: Point3::from(start.coords.component_div(&self.stretch)),
            direction: local.component_div(&self.stretch),
            length: to - from,
        };
        let met =
            self.shape.first_met(ray, |surface, distance| passes(surface, distance + from))?;
        let normal = met.normal.component_div(&self.stretch).normalize();
        Some(Met { distance: met.distance + from, normal: self.lidar_from_body * normal, ..met })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::{body::Model, mesh::cuboid, surface::Material};

    #[test]
    fn a_stretched_and_turned_body_is_met_where_its_box_is() {
        let mesh = cuboid(Point3::new(-1., -1., 0.), Point3::new(1., 1., 1.), Surface::Paint);
        let size = BoxSize { length: 2., width: 2., height: 1. };
        let shape = Arc::new(Shape::new(Model { class: Some(Class::Car), size, mesh }));
        let body = Body::new(shape, Palette::uniform(Material::solid(0.5)));
        let body = body.fitted(BoxSize { length: 4., width: 1.5, height: 1.2 }).mirrored();
        let place = Placement { x: 20., y: 0., yaw: std::f64::consts::FRAC_PI_2 };
        let object = body.placed(place, -0.6);
        assert!((object.bounds.size.length - 4.).abs() < 1e-12);
        let met = |y: f64| {
            let direction = Vector3::new(20., y, 0.).normalize();
            object.first_met(&direction, (10., 120.), |_, _| false)
        };
        let ahead = met(0.).unwrap_or_else(|| panic!("missed"));
        assert!((ahead.distance - 19.25).abs() < 1e-5 && ahead.normal.x.abs() > 1. - 1e-6);
        assert!(met(1.99).is_some(), "its length lies across the view");
        assert!(met(2.2).is_none());
    }
}
