//! An untrained network whose outputs nevertheless depend on what it sees.

use std::collections::BTreeMap;

use tch::Tensor;

use crate::batch::VoxelBatch;
use crate::output::RpnOutput;
use crate::voxelnet::VoxelNet;

impl VoxelNet {
    /// Gives a network with starting weights the BatchNorm statistics of these batches, the running mean
    /// over them as in training, and scales the heads so that each output varies over its map with standard deviation 1.
    ///
    /// For measurements and comparisons: fresh weights make maps so flat that any error passes.
    ///
    /// # Panics
    /// Without a batch.
    pub fn calibrate(&mut self, batches: &[VoxelBatch]) {
        assert!(!batches.is_empty(), "calibration needs a batch");
        tch::no_grad(|| {
            for batch in batches {
                self.forward_t(batch, true);
            }
            self.forget_starting_statistics(batches.len() as i32);
            let mut maps_of_head = BTreeMap::<&str, Vec<Tensor>>::new();
            for batch in batches {
                let RpnOutput { scores, residuals, directions } = self.forward_t(batch, false);
                maps_of_head.entry("rpn.score.weight").or_default().push(scores.flatten(0, -1));
                maps_of_head
                    .entry("rpn.residual.weight")
                    .or_default()
                    .push(residuals.flatten(0, -1));
                maps_of_head
                    .entry("rpn.direction.weight")
                    .or_default()
                    .extend(directions.map(|map| map.flatten(0, -1)));
            }
            for (head, mut weight) in self.parameters() {
                let maps = maps_of_head.get(head.as_str()).filter(|maps| !maps.is_empty());
                let Some(maps) = maps else { continue };
                let spread = Tensor::cat(maps, 0).std(false).double_value(&[]);
                if spread > 0. {
                    let _ = weight.divide_scalar_(spread);
                }
            }
        });
    }

    /// Takes out of the running statistics what they held before so many batches, mean 0 and variance
    /// 1, which fades by the momentum only.
    fn forget_starting_statistics(&self, num_batches: i32) {
        let left = (1. - self.batch_norm_momentum).powi(num_batches);
        for (name, mut variable) in self.variables() {
            let start = match name.rsplit('.').next() {
                Some("running_mean") => 0.,
                Some("running_var") => 1.,
                _ => continue,
            };
            let alone: Tensor = (&variable - start * left) / (1. - left);
            // A variance of nearly 0 may have come out below it by rounding.
            let alone = if start > 0. { alone.clamp_min(0.) } else { alone };
            variable.copy_(&alone);
        }
    }
}
