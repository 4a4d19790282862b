//! The output of the network for every anchor.

use tch::Tensor;
use voxelnet_detection::HeadOutputs;

use crate::host::floats;

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
    /// A copy outside of libtorch, of a batch of one scan.
    ///
    /// # Panics
    /// When the batch has another number of scans.
    pub fn to_host(&self) -> HeadOutputs {
        assert_eq!(self.scores.size()[0], 1, "scans of the batch");
        HeadOutputs {
            scores: floats(&self.scores),
            residuals: floats(&self.residuals),
            directions: self.directions.as_ref().map(floats),
        }
    }
}
