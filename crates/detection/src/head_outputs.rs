//! The outputs of the heads of a network.

use crate::residual::{NUM_RESIDUALS, Residual};

/// Output maps of a network for one scan, last axis fastest; A anchors per cell, H x W cells.
#[derive(Clone, Debug, PartialEq)]
pub struct HeadOutputs {
    /// Logits of an object being there. [A, H, W]
    pub scores: Vec<f32>,
    /// Residual r of anchor a is channel 7a + r. [7A, H, W]
    pub residuals: Vec<f32>,
    /// Logits of the heading being reversed, when the network has a direction head. [A, H, W]
    pub directions: Option<Vec<f32>>,
}

/// The outputs for one anchor beside its score.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnchorOutput {
    /// From the anchor to the box.
    pub residual: Residual,
    /// Logit of the heading being reversed, when the network has a direction head.
    pub direction: Option<f32>,
}

impl HeadOutputs {
    /// The outputs for the anchor at an index of the score map.
    pub(crate) fn at(&self, index: usize, num_cells: usize) -> AnchorOutput {
        let (kind, cell) = (index / num_cells, index % num_cells);
        AnchorOutput {
            residual: std::array::from_fn(|r| {
                f64::from(self.residuals[(kind * NUM_RESIDUALS + r) * num_cells + cell])
            }),
            direction: self.directions.as_ref().map(|map| map[index]),
        }
    }
}
