//! Shapes: meshes that rays can be sent into.

use std::time::Duration;

use nalgebra::{Point3, Vector3};
use obvhs::{
    BvhBuildParams,
    bvh2::{Bvh2, builder::build_bvh2_from_tris},
    ray::{INVALID_ID, Ray, RayHit},
    triangle,
};
use voxelnet_scene::BoxSize;

use crate::{class::Class, mesh::Triangle, model::Model, surface::Surface};

/// A body's mesh with the hierarchy of boxes that finds what a ray meets first.
pub(crate) struct Shape {
    pub class: Option<Class>,
    /// The box around the body; see [`Model::size`].
    pub size: BoxSize,
    /// Least and greatest coordinates of the mesh.
    pub bounds: (Point3<f64>, Point3<f64>),
    bvh: Bvh2,
    /// In the order of the hierarchy.
    triangles: Vec<triangle::Triangle>,
    surfaces: Vec<Surface>,
}

/// A ray in the frame of a body. Its direction need not be a unit vector: distances are multiples of it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct BodyRay {
    pub origin: Point3<f64>,
    pub direction: Vector3<f64>,
    /// The length of the ray.
    pub length: f64,
}

/// The place where a ray hits a shape.
#[derive(Clone, Copy, Debug)]
pub(crate) struct MeshHit {
    /// Multiple of the ray's direction.
    pub distance: f64,
    /// Normal of the triangle, either way and of any length.
    pub normal: Vector3<f64>,
    pub surface: Surface,
}

impl Shape {
    /// Prepares a body.
    pub fn new(model: Model) -> Self {
        let bounds = model.mesh.bounds();
        let corners = model.mesh.triangles.iter().map(traced);
        let unordered: Vec<triangle::Triangle> = corners.collect();
        let bvh = build_bvh2_from_tris(
            &unordered,
            BvhBuildParams { pre_split: false, ..BvhBuildParams::medium_build() },
            &mut Duration::default(),
        );
        let order = || bvh.primitive_indices.iter().map(|&index| index as usize);
        let triangles = order().map(|index| unordered[index]).collect();
        let surfaces = order().map(|index| model.mesh.triangles[index].surface).collect();
        Self { class: model.class, size: model.size, bounds, bvh, triangles, surfaces }
    }

    pub fn num_triangles(&self) -> usize {
        self.triangles.len()
    }

    /// The first triangle along a ray whose surface is not let pass.
    ///
    /// `passes` is asked about triangles that the ray meets, in any order, with the distance at which it
    /// does; about each at most once, so it may draw lots.
    pub fn first_hit(
        &self,
        ray: BodyRay,
        mut passes: impl FnMut(Surface, f64) -> bool,
    ) -> Option<MeshHit> {
        let origin = ray.origin.coords.cast::<f32>();
        let direction = ray.direction.cast::<f32>();
        let traced = Ray::new(
            [origin.x, origin.y, origin.z].into(),
            [direction.x, direction.y, direction.z].into(),
            0.,
            ray.length as f32,
        );
        let mut hit = RayHit::none();
        self.bvh.ray_traverse(traced, &mut hit, |ray, index| {
            let distance = self.triangles[index].intersect(ray);
            if distance < ray.tmax && passes(self.surfaces[index], f64::from(distance)) {
                return f32::INFINITY;
            }
            distance
        });
        (hit.primitive_id != INVALID_ID).then(|| {
            let index = hit.primitive_id as usize;
            let normal = self.triangles[index].compute_normal();
            MeshHit {
                distance: f64::from(hit.t),
                normal: Vector3::new(normal.x, normal.y, normal.z).cast(),
                surface: self.surfaces[index],
            }
        })
    }
}

fn traced(triangle: &Triangle) -> triangle::Triangle {
    let [v0, v1, v2] = triangle.corners.map(|corner| {
        let corner = corner.coords.cast::<f32>();
        [corner.x, corner.y, corner.z].into()
    });
    triangle::Triangle { v0, v1, v2 }
}

#[cfg(test)]
mod tests {
    use rand::RngExt;

    use super::*;
    use crate::{
        mesh::{cuboid, ellipsoid},
        random::{Purpose, stream},
    };

    fn shape() -> (Shape, Vec<Triangle>) {
        let ball = ellipsoid(Point3::new(0.5, 0., 1.), Vector3::repeat(0.9), 24, Surface::Coat);
        let block = cuboid(Point3::new(-1., -1., 0.), Point3::new(0., 1., 1.), Surface::Glass);
        let mesh = ball.with(block);
        let triangles = mesh.triangles.clone();
        let size = BoxSize { length: 1., width: 1., height: 1. };
        (Shape::new(Model { class: None, size, mesh }), triangles)
    }

    /// Distance to the plane of a triangle along a ray that runs through it.
    fn distance_through(triangle: &Triangle, ray: &BodyRay) -> Option<f64> {
        let [a, b, c] = triangle.corners;
        let normal = (b - a).cross(&(c - a));
        let distance = (a - ray.origin).dot(&normal) / ray.direction.dot(&normal);
        let point = ray.origin + ray.direction * distance;
        let is_inside = [(a, b), (b, c), (c, a)]
            .iter()
            .all(|(from, to)| (to - from).cross(&(point - from)).dot(&normal) >= 0.);
        (is_inside && distance > 0. && distance <= ray.length).then_some(distance)
    }

    #[test]
    fn the_hierarchy_finds_what_a_test_of_every_triangle_finds() {
        let (shape, triangles) = shape();
        let mut rng = stream(1, 0, Purpose::Scene);
        let mut num_hits = 0;
        for _ in 0..2000 {
            let mut draw = || rng.random_range(-1.0..1.0_f64);
            let target = Point3::new(draw() * 1.5, draw() * 1.2, draw() + 0.8);
            let origin = Point3::new(draw() * 9., draw() * 9., draw() * 9.);
            let direction = (target - origin) * 0.3;
            let ray = BodyRay { origin, direction, length: 20. };
            let expected = triangles
                .iter()
                .filter_map(|triangle| distance_through(triangle, &ray))
                .min_by(f64::total_cmp);
            let found = shape.first_hit(ray, |_, _| false).map(|met| met.distance);
            match (found, expected) {
                (Some(found), Some(expected)) => {
                    num_hits += 1;
                    assert!((found - expected).abs() < 1e-4, "{found} {expected}");
                }
                (None, None) => {}
                other => panic!("{other:?} along {ray:?}"),
            }
        }
        assert!(num_hits > 500, "{num_hits}");
    }

    #[test]
    fn surfaces_that_are_let_pass_are_looked_through() {
        let (shape, _) = shape();
        let ray =
            BodyRay { origin: Point3::new(-9., 0.1, 0.9), direction: Vector3::x(), length: 100. };
        let first = shape.first_hit(ray, |_, _| false);
        assert_eq!(first.map(|met| met.surface), Some(Surface::Glass));
        let behind = shape.first_hit(ray, |surface, _| surface == Surface::Glass);
        assert_eq!(behind.map(|met| met.surface), Some(Surface::Coat));
        assert!(shape.first_hit(ray, |_, _| true).is_none());
        assert!(
            shape.first_hit(BodyRay { length: 7.9, ..ray }, |_, _| false).is_none(),
            "too short"
        );
    }
}
