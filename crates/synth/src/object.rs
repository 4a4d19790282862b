//! Things that stand in a scene.

use nalgebra::Point3;
use voxelnet_scene::{Box3d, BoxSize};

use crate::{ground::Ground, placement::Placement, shape::Shape};

/// What a thing is to an annotator.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Car,
    Van,
    Truck,
    Pedestrian,
    Cyclist,
    /// Everything KITTI does not label.
    Clutter,
}

impl Kind {
    /// KITTI's type name; `None` for what is not labelled.
    pub fn label(self) -> Option<&'static str> {
        match self {
            Self::Car => Some("Car"),
            Self::Van => Some("Van"),
            Self::Truck => Some("Truck"),
            Self::Pedestrian => Some("Pedestrian"),
            Self::Cyclist => Some("Cyclist"),
            Self::Clutter => None,
        }
    }
}

/// A body built around the origin, standing on z = 0 and heading for +x.
#[derive(Clone, Debug)]
pub(crate) struct Model {
    pub kind: Kind,
    /// The box an annotator would draw; crowns of trees may stick out of it.
    pub size: BoxSize,
    pub shapes: Vec<Shape>,
}

/// A body at its place in the scene.
#[derive(Clone, Debug)]
pub(crate) struct Object {
    pub kind: Kind,
    /// The box an annotator would draw, LiDAR frame.
    pub bounds: Box3d,
    pub shapes: Vec<Shape>,
}

impl Model {
    /// The body standing on the ground at a place.
    pub fn placed(&self, place: Placement, ground: &Ground) -> Object {
        let height = ground.height(place.x, place.y);
        let lidar_from_body = place.lidar_from_body(height);
        let center = Point3::new(place.x, place.y, height + self.size.height / 2.);
        Object {
            kind: self.kind,
            bounds: Box3d::new(center, self.size, place.yaw),
            shapes: self.shapes.iter().map(|shape| shape.moved(&lidar_from_body)).collect(),
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;

    /// Asserts that the body fills its box: no part leaves it, and length and height are reached.
    pub(crate) fn assert_fills_its_box(model: &Model) {
        let half = [model.size.length / 2., model.size.width / 2.];
        let corners: Vec<_> = model.shapes.iter().flat_map(Shape::hull).collect();
        for corner in &corners {
            assert!(corner.x.abs() <= half[0] + 1e-9, "{:?}: x {}", model.kind, corner.x);
            assert!(corner.y.abs() <= half[1] + 1e-9, "{:?}: y {}", model.kind, corner.y);
            assert!(
                (-1e-9..=model.size.height + 1e-9).contains(&corner.z),
                "{:?}: z {} in a box {} high",
                model.kind,
                corner.z,
                model.size.height
            );
        }
        let reach = |axis: usize, sign: f64| {
            corners.iter().map(|c| sign * c[axis]).fold(f64::NEG_INFINITY, f64::max)
        };
        assert!((reach(0, 1.) - half[0]).abs() < 0.03 && (reach(0, -1.) - half[0]).abs() < 0.03);
        assert!((reach(2, 1.) - model.size.height).abs() < 0.01);
        assert!(reach(2, -1.) > -0.01, "stands on the ground");
    }
}
