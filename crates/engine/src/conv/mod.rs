//! Convolutions of maps that are empty almost everywhere.
//!
//! A map is kept as what it differs from the map of an empty grid. A convolution is linear, so what it makes of the
//! differences and what it makes of the empty grid, the [`Background`], add up to what it makes of
//! the map; ReLU follows, and the background is taken off again. This is exact, and only the places that
//! see a difference are computed.

mod direct;
mod layer;
mod sink;
mod tasks;
mod winograd;

pub(crate) use layer::{Layer, LayerWeights};
pub(crate) use sink::{HeadWeights, Heads};
