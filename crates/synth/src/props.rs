//! What stands in a street and is not labelled.

use nalgebra::{Point3, Vector3};
use rand::RngExt;
use voxelnet_scene::BoxSize;

use crate::{
    convex::Convex,
    material::Material,
    object::{Kind, Model},
    random::SceneRng,
    shape::Shape,
};

/// A closed box: crates, containers, walls, buildings.
pub(crate) fn block(size: BoxSize, material: Material) -> Model {
    let half = Vector3::new(size.length / 2., size.width / 2., 0.);
    let (min, max) = (Point3::origin() - half, Point3::origin() + half);
    let body = Convex::cuboid(min, max + Vector3::z() * size.height, material);
    Model { kind: Kind::Clutter, size, shapes: vec![Shape::Convex(body)] }
}

/// A box in the sizes cars have, so that size alone does not make a car.
pub(crate) fn car_sized_block(rng: &mut SceneRng) -> Model {
    let size = BoxSize {
        length: rng.random_range(2.5..5.5),
        width: rng.random_range(1.2..2.2),
        height: rng.random_range(0.7..2.4),
    };
    let material = Material::paint(rng);
    let mut model = block(size, material);
    if rng.random_bool(0.5) {
        let skip = wedge(size, rng.random_range(0.2..0.45), material);
        model.shapes = vec![Shape::Convex(skip)];
    }
    model
}

/// A skip: a box whose ends lean outwards from a base that is shorter by a share at either end.
fn wedge(size: BoxSize, lean: f64, material: Material) -> Convex {
    let (l, w) = (size.length / 2., size.width / 2.);
    let base = l * (1. - lean);
    let profile = [(-base, 0.), (base, 0.), (l, size.height), (-l, size.height)];
    Convex::extruded(&profile, &[material; 4], (-w, w), material)
}

/// A low wall along x.
pub(crate) fn wall(length: f64, rng: &mut SceneRng) -> Model {
    let size =
        BoxSize { length, width: rng.random_range(0.15..0.5), height: rng.random_range(0.5..2.4) };
    block(size, Material::masonry(rng))
}

/// A hedge along x: beams run some way into it.
pub(crate) fn hedge(length: f64, rng: &mut SceneRng) -> Model {
    let size =
        BoxSize { length, width: rng.random_range(0.5..1.6), height: rng.random_range(0.8..2.3) };
    block(size, Material::foliage(rng))
}

/// A bush, as a few overlapping balls of leaves.
pub(crate) fn bush(rng: &mut SceneRng) -> Model {
    let (half, height) = (rng.random_range(0.5..1.3), rng.random_range(0.8..2.2));
    let size = BoxSize { length: 2. * half, width: 2. * half, height };
    let leaves = Material::foliage(rng);
    let shapes = (0..rng.random_range(2..=4)).map(|_| {
        let radius: f64 = half * rng.random_range(0.5..0.9);
        let spread = half - radius;
        let (x, y) = (rng.random_range(-spread..spread), rng.random_range(-spread..spread));
        let half_height = height * rng.random_range(0.3..0.5);
        let center = Point3::new(x, y, half_height);
        Shape::Ellipsoid { center, radius, half_height, material: leaves }
    });
    Model { kind: Kind::Clutter, size, shapes: shapes.collect() }
}

/// A lamp post, sign post or bollard.
pub(crate) fn pole(rng: &mut SceneRng) -> Model {
    let radius = rng.random_range(0.04..0.14);
    let height = if rng.random_bool(0.25) { 1. } else { rng.random_range(2.5..8.) };
    let size = BoxSize { length: 2. * radius, width: 2. * radius, height };
    let material = Material::solid(rng.random_range(0.15..0.8));
    let post = Shape::Cylinder { base: Point3::origin(), radius, height, material };
    let mut shapes = vec![post];
    if height > 2. && rng.random_bool(0.4) {
        // Traffic signs are retro-reflective: the brightest thing in a scan.
        let (half, top) = (rng.random_range(0.25..0.4), height.min(rng.random_range(2.3..3.2)));
        let (min, max) =
            (Point3::new(-radius, -half, top - 2. * half), Point3::new(radius, half, top));
        shapes.push(Shape::Convex(Convex::cuboid(min, max, Material::solid(2.))));
    }
    Model { kind: Kind::Clutter, size, shapes }
}

/// A tree: a trunk and a crown above the heads of those who pass.
pub(crate) fn tree(rng: &mut SceneRng) -> Model {
    let radius = rng.random_range(0.08..0.35);
    let (fork, half_height) = (rng.random_range(2.2..3.5), rng.random_range(1.2..2.5));
    let size = BoxSize { length: 2. * radius, width: 2. * radius, height: fork };
    let bark = Material::solid(rng.random_range(0.15..0.5));
    let trunk =
        Shape::Cylinder { base: Point3::origin(), radius, height: fork + 0.5, material: bark };
    let crown = Shape::Ellipsoid {
        center: Point3::new(0., 0., fork + half_height),
        radius: rng.random_range(1.2..2.8),
        half_height,
        material: Material::foliage(rng),
    };
    Model { kind: Kind::Clutter, size, shapes: vec![trunk, crown] }
}

/// A bin, box or cabinet of less than a person's size.
pub(crate) fn bin(rng: &mut SceneRng) -> Model {
    let height = rng.random_range(0.6..1.5);
    let size =
        BoxSize { length: rng.random_range(0.4..1.2), width: rng.random_range(0.4..0.8), height };
    let material = Material::paint(rng);
    if rng.random_bool(0.6) {
        return block(size, material);
    }
    let radius = size.width / 2.;
    let size = BoxSize { length: size.width, ..size };
    let drum = Shape::Cylinder { base: Point3::origin(), radius, height, material };
    Model { kind: Kind::Clutter, size, shapes: vec![drum] }
}
