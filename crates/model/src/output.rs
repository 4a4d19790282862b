//! What the network says of every anchor.

use tch::Tensor;
use voxelnet_head::OutputMaps;

use crate::stored_weights::floats;

/// The output of a batch of B scans; A anchors per cell.
#[derive(Debug)]
pub struct RpnOutput {
    /// Logits of an object being there. [B, A, H, W]
    pub scores: Tensor,
    /// Residual r of anchor a is channel 7a + r. [B, 7A, H, W]
    pub residuals: Tensor,
    /// Logits of the heading being reversed, with a direction head. [B, A, H, W]
    pub directions: Option<Tensor>,
}

impl RpnOutput {
    /// A copy outside of libtorch.
    pub fn to_host(&self) -> HostOutput {
        HostOutput {
            scores: floats(&self.scores),
            residuals: floats(&self.residuals),
            directions: self.directions.as_ref().map(floats),
        }
    }
}

/// A [`RpnOutput`] as plain numbers, last axis fastest.
#[derive(Clone, Debug, PartialEq)]
pub struct HostOutput {
    scores: Vec<f32>,
    residuals: Vec<f32>,
    directions: Option<Vec<f32>>,
}

impl HostOutput {
    /// The maps, to be decoded; of one scan if the batch had one.
    pub fn maps(&self) -> OutputMaps<'_> {
        OutputMaps {
            scores: &self.scores,
            residuals: &self.residuals,
            directions: self.directions.as_deref(),
        }
    }
}
