//! Convolutions without their weights: sizes, what the kernel reaches, and what feels the border of the grid.
//!
//! Both engines build their layers from this. It computes no features.

mod axis;
mod border;
mod geometry;
mod layers;

pub use axis::ConvAxis;
pub use border::BorderAxis;
pub use geometry::ConvGeometry;
pub use layers::{ConvLayer, RpnBlockConvs, middle_convs, rpn_convs};
