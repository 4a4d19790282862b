//! One training step.

use voxelnet_model::{FrameTargets, LossConfig, TermValues, VoxelBatch, VoxelNet};

use crate::optimizer::Optimizer;
use crate::{Config, LearningRate};

/// A network with what changes it.
#[derive(Debug)]
pub struct Learner {
    pub(crate) network: VoxelNet,
    pub(crate) optimizer: Optimizer,
    loss: LossConfig,
    max_gradient_norm: f64,
}

/// A number of a training step that is not finite.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct NotFinite {
    /// Which number.
    pub term: &'static str,
    /// What it is.
    pub value: f64,
}

impl Learner {
    /// A learner at the start, with the loss and the optimiser of a configuration.
    pub fn new(network: VoxelNet, config: &Config) -> Self {
        Self {
            optimizer: Optimizer::new(config.train.optimizer, network.parameters()),
            loss: config.loss,
            max_gradient_norm: config.train.max_gradient_norm,
            network,
        }
    }

    /// The network.
    pub fn network(&self) -> &VoxelNet {
        &self.network
    }

    /// The network, to change how it is run.
    pub fn network_mut(&mut self) -> &mut VoxelNet {
        &mut self.network
    }

    /// One step: forward, loss, backward, update. Returns the terms of the loss and the norm of the
    /// gradient before clipping.
    ///
    /// # Errors
    /// When a term or the norm is not finite; the parameters are unchanged then.
    pub fn step(
        &mut self,
        batch: &VoxelBatch,
        targets: &[FrameTargets],
        rate: LearningRate,
    ) -> Result<(TermValues, f64), NotFinite> {
        let output = self.network.forward_t(batch, true);
        let loss = self.loss.evaluate(&output, targets);
        let terms = loss.values();
        check_finite(&terms)?;
        self.optimizer.zero_gradients();
        loss.total.backward();
        let norm = self.optimizer.clip_gradients(self.max_gradient_norm);
        check_finite(&[("gradient norm", norm)])?;
        self.optimizer.step(rate);
        Ok((terms, norm))
    }
}

fn check_finite(values: &[(&'static str, f64)]) -> Result<(), NotFinite> {
    match values.iter().find(|(_, value)| !value.is_finite()) {
        Some(&(term, value)) => Err(NotFinite { term, value }),
        None => Ok(()),
    }
}
