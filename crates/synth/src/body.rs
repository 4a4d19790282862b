//! Bodies: shapes, stretched and painted.

use std::sync::Arc;

use nalgebra::Vector3;
use voxelnet_scene::BoxSize;

use crate::{class::Class, shape::Shape, surface::Palette};

/// A shape with what makes one body of it.
#[derive(Clone)]
pub(crate) struct Body {
    pub shape: Arc<Shape>,
    pub palette: Palette,
    /// The factors of length, width and height; a negative width mirrors the shape.
    pub stretch: Vector3<f64>,
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
}
