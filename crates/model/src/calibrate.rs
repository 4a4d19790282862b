//! An untrained network whose outputs nevertheless depend on what it sees.

use tch::{Kind, Tensor};

use crate::norm::MOMENTUM;
use crate::{RpnOutput, VoxelBatch, VoxelNet};

impl VoxelNet {
    /// Gives a network with starting weights the BatchNorm statistics of these batches, averaged over
    /// them, and scales the heads so that each output varies over its map with standard deviation 1.
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
            let outputs: Vec<RpnOutput> =
                batches.iter().map(|batch| self.forward_t(batch, false)).collect();
            let head_of_map: [(&str, &dyn Fn(&RpnOutput) -> Option<Tensor>); 3] = [
                ("rpn.score.weight", &|output| Some(output.scores.flatten(0, -1))),
                ("rpn.residual.weight", &|output| Some(output.residuals.flatten(0, -1))),
                ("rpn.direction.weight", &|output| {
                    output.directions.as_ref().map(|map| map.flatten(0, -1))
                }),
            ];
            let mut weights = self.parameters();
            for (head, map) in head_of_map {
                let maps: Vec<Tensor> = outputs.iter().filter_map(map).collect();
                if let Some(weight) = weights.get_mut(head).filter(|_| !maps.is_empty()) {
                    let spread = Tensor::cat(&maps, 0).std(false).double_value(&[]);
                    let _ = weight.divide_scalar_(spread.max(f64::from(f32::MIN_POSITIVE)));
                }
            }
        });
    }

    /// Takes out of the running statistics what they held before so many batches, mean 0 and variance
    /// 1, which fades by the momentum only.
    fn forget_starting_statistics(&self, num_batches: i32) {
        let left = (1. - MOMENTUM).powi(num_batches);
        for (name, mut variable) in self.variables() {
            let start = match () {
                () if name.ends_with(".running_mean") => 0.,
                () if name.ends_with(".running_var") => 1.,
                () => continue,
            };
            let alone: Tensor = (&variable - start * left) / (1. - left);
            let alone = if start > 0. { alone.clamp_min(0.) } else { alone };
            variable.copy_(&alone.to_kind(Kind::Float));
        }
    }
}
