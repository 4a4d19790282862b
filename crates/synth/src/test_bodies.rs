//! Plain bodies for tests.

use std::sync::Arc;

use nalgebra::Point3;
use voxelnet_scene::BoxSize;

use crate::{
    body::Body,
    class::Class,
    mesh::cuboid,
    model::Model,
    shape::Shape,
    surface::{Material, Palette, Surface},
};

fn of_class(class: Option<Class>, size: BoxSize) -> Body {
    let unit = cuboid(Point3::origin(), Point3::new(1., 1., 1.), Surface::Masonry);
    let shape = Shape::new(Model::filling(class, size, unit));
    Body::new(Arc::new(shape), Palette::uniform(Material::solid(0.5)))
}

/// A solid box that is no labelled object.
pub(crate) fn block(size: BoxSize) -> Body {
    of_class(None, size)
}

/// A box that is labelled as a car.
pub(crate) fn car() -> Body {
    of_class(Some(Class::Car), BoxSize { length: 4., width: 1.6, height: 1.5 })
}

/// A box that is labelled as a truck.
pub(crate) fn truck() -> Body {
    of_class(Some(Class::Truck), BoxSize { length: 8., width: 2.5, height: 3.5 })
}
