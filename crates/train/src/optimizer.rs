//! Optimisers on plain tensors, so that their state can be saved and restored.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use tch::{Kind, Tensor};
use voxelnet_head::Tensor as WeightTensor;
use voxelnet_model::weight_from_tensor;

use crate::LearningRate;

/// Which optimiser, with its settings.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "lowercase")]
pub enum OptimizerConfig {
    /// Stochastic gradient descent with momentum.
    Sgd {
        /// The share of the last change that is kept.
        momentum: f64,
        /// Weights shrink by this share of the rate; BatchNorm and biases do not.
        weight_decay: f64,
    },
    /// AdamW (arXiv:1711.05101); the schedule sets the first momentum.
    Adamw {
        /// Weights shrink by this share of the rate; BatchNorm and biases do not.
        weight_decay: f64,
    },
}

const ADAM_MOMENTUM: f64 = 0.9;
const ADAM_SECOND_MOMENTUM: f64 = 0.99;
const ADAM_EPS: f64 = 1e-8;

/// The parameters of a network with what an optimiser remembers of each.
#[derive(Debug)]
pub(crate) struct Optimizer {
    config: OptimizerConfig,
    parameters: BTreeMap<String, Tensor>,
    /// By name: `PARAMETER.momentum` and, for AdamW, `PARAMETER.square`.
    state: BTreeMap<String, Tensor>,
    num_steps: u64,
}

impl Optimizer {
    pub(crate) fn new(config: OptimizerConfig, parameters: BTreeMap<String, Tensor>) -> Self {
        let kinds: &[&str] = match config {
            OptimizerConfig::Sgd { .. } => &["momentum"],
            OptimizerConfig::Adamw { .. } => &["momentum", "square"],
        };
        let state = parameters
            .iter()
            .flat_map(|(name, parameter)| {
                kinds
                    .iter()
                    .map(move |kind| (format!("{name}.{kind}"), parameter.detach().zeros_like()))
            })
            .collect();
        Self { config, parameters, state, num_steps: 0 }
    }

    /// A copy of what it remembers, by name.
    pub(crate) fn saved_state(&self) -> BTreeMap<String, WeightTensor> {
        self.state.iter().map(|(name, tensor)| (name.clone(), weight_from_tensor(tensor))).collect()
    }

    /// Takes up what was saved after `num_steps` steps.
    ///
    /// # Errors
    /// Says which array does not fit; then nothing is changed.
    pub(crate) fn restore(
        &mut self,
        saved: &BTreeMap<String, WeightTensor>,
        num_steps: u64,
    ) -> Result<(), String> {
        for (name, tensor) in &self.state {
            let found = saved.get(name).map(|array| array.data.len());
            if found != Some(tensor.numel()) {
                let expected = tensor.numel();
                return Err(format!("`{name}` has {found:?} numbers, expected {expected}"));
            }
        }
        for (name, tensor) in &mut self.state {
            tensor.copy_(&Tensor::from_slice(&saved[name].data).view_as(tensor));
        }
        self.num_steps = num_steps;
        Ok(())
    }

    pub(crate) fn zero_gradients(&mut self) {
        self.parameters.values_mut().for_each(Tensor::zero_grad);
    }

    /// Scales all gradients down together so that their norm is at most `max_norm`; returns the norm
    /// before.
    pub(crate) fn clip_gradients(&mut self, max_norm: f64) -> f64 {
        let mut gradients: Vec<Tensor> =
            self.parameters.values().map(Tensor::grad).filter(Tensor::defined).collect();
        let norms: Vec<Tensor> =
            gradients.iter().map(|gradient| gradient.square().sum(Kind::Float)).collect();
        let norm = Tensor::stack(&norms, 0).sum(Kind::Double).sqrt().double_value(&[]);
        if norm > max_norm {
            gradients.iter_mut().for_each(|gradient| {
                let _ = gradient.g_mul_scalar_(max_norm / norm);
            });
        }
        norm
    }

    /// Changes every parameter along its gradient.
    pub(crate) fn step(&mut self, rate: LearningRate) {
        self.num_steps += 1;
        tch::no_grad(|| {
            for (name, parameter) in &mut self.parameters {
                let gradient = parameter.grad();
                if !gradient.defined() {
                    continue;
                }
                let momentum = state_of(&self.state, name, "momentum");
                let decays = parameter.dim() > 1;
                match self.config {
                    OptimizerConfig::Sgd { momentum: share, weight_decay } => {
                        let decay = if decays { weight_decay } else { 0. };
                        sgd_step(parameter, &gradient, momentum, rate, [share, decay]);
                    }
                    OptimizerConfig::Adamw { weight_decay } => {
                        let decay = if decays { weight_decay } else { 0. };
                        let square = state_of(&self.state, name, "square");
                        let moments = [momentum, square];
                        adamw_step(parameter, &gradient, moments, rate, decay, self.num_steps);
                    }
                }
            }
        });
    }
}

fn state_of(state: &BTreeMap<String, Tensor>, name: &str, kind: &str) -> Tensor {
    state[&format!("{name}.{kind}")].shallow_clone()
}

/// `v = momentum * v + g + decay * w`, `w -= rate * v`, as in libtorch.
fn sgd_step(
    parameter: &mut Tensor,
    gradient: &Tensor,
    mut velocity: Tensor,
    rate: LearningRate,
    [momentum, weight_decay]: [f64; 2],
) {
    let _ = velocity.g_mul_scalar_(rate.momentum.unwrap_or(momentum));
    let _ = velocity.g_add_(&(gradient + &*parameter * weight_decay));
    let _ = parameter.g_sub_(&(&velocity * rate.rate));
}

/// AdamW with bias correction and decoupled weight decay.
fn adamw_step(
    parameter: &mut Tensor,
    gradient: &Tensor,
    [mut mean, mut square]: [Tensor; 2],
    rate: LearningRate,
    weight_decay: f64,
    num_steps: u64,
) {
    let momentum = rate.momentum.unwrap_or(ADAM_MOMENTUM);
    let _ = mean.g_mul_scalar_(momentum);
    let _ = mean.g_add_(&(gradient * (1. - momentum)));
    let _ = square.g_mul_scalar_(ADAM_SECOND_MOMENTUM);
    let _ = square.g_add_(&(gradient.square() * (1. - ADAM_SECOND_MOMENTUM)));
    let correct = |share: f64| 1. - share.powf(num_steps as f64);
    let denominator = (&square / correct(ADAM_SECOND_MOMENTUM)).sqrt() + ADAM_EPS;
    let _ = parameter.g_mul_scalar_(1. - rate.rate * weight_decay);
    let _ = parameter.g_sub_(&(&mean / denominator * (rate.rate / correct(momentum))));
}
