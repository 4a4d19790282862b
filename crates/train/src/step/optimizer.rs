//! Optimisers on plain tensors, so that their state can be saved and restored.

use std::collections::BTreeMap;

use tch::Tensor;
use voxelnet_config::OptimizerConfig;
use voxelnet_detection::Tensor as WeightTensor;
use voxelnet_model::weight_from_tensor;

use crate::step::schedule::LearningRate;

const ADAM_MOMENTUM: f64 = 0.9;
const ADAM_SECOND_MOMENTUM: f64 = 0.99;
const ADAM_EPS: f64 = 1e-8;

/// The parameters of a network, and the moments that an optimiser keeps of each.
#[derive(Debug)]
pub(crate) struct Optimizer {
    config: OptimizerConfig,
    parameters: BTreeMap<String, Parameter>,
    /// The moments by name: `PARAMETER.momentum` and, for AdamW, `PARAMETER.square`.
    state: BTreeMap<String, Tensor>,
    num_steps: u64,
}

/// A tensor that is trained.
#[derive(Debug)]
struct Parameter {
    tensor: Tensor,
    /// The factor of the learning rate.
    rate_scale: f64,
}

impl Optimizer {
    /// `rate_scale_of` gives the factor of the learning rate of each parameter, by name.
    pub(crate) fn new(
        config: OptimizerConfig,
        parameters: BTreeMap<String, Tensor>,
        rate_scale_of: impl Fn(&str) -> f64,
    ) -> Self {
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
        let scaled = |(name, tensor): (String, Tensor)| {
            let rate_scale = rate_scale_of(&name);
            (name, Parameter { tensor, rate_scale })
        };
        let parameters = parameters.into_iter().map(scaled).collect();
        Self { config, parameters, state, num_steps: 0 }
    }

    /// A copy of the moments, by name.
    pub(crate) fn saved_state(&self) -> BTreeMap<String, WeightTensor> {
        self.state.iter().map(|(name, tensor)| (name.clone(), weight_from_tensor(tensor))).collect()
    }

    /// Takes up the moments that were saved after `num_steps` steps.
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

    /// Steps taken so far.
    pub(crate) fn num_steps(&self) -> u64 {
        self.num_steps
    }

    /// Changes every parameter along its gradient; gradients are in the order of the names of parameters,
    /// and undefined where a parameter stays.
    pub(crate) fn step(&mut self, gradients: &[Tensor], rate: LearningRate) {
        self.num_steps += 1;
        tch::no_grad(|| {
            for ((name, parameter), gradient) in self.parameters.iter_mut().zip(gradients) {
                if !gradient.defined() {
                    continue;
                }
                let momentum = state_of(&self.state, name, "momentum");
                let rate = LearningRate { rate: rate.rate * parameter.rate_scale, ..rate };
                let parameter = &mut parameter.tensor;
                let decays = parameter.dim() > 1;
                match self.config {
                    OptimizerConfig::Sgd { momentum: share, weight_decay } => {
                        let decay = if decays { weight_decay } else { 0. };
                        sgd_step(parameter, gradient, momentum, rate, [share, decay]);
                    }
                    OptimizerConfig::Adamw { weight_decay } => {
                        let decay = if decays { weight_decay } else { 0. };
                        let square = state_of(&self.state, name, "square");
                        let moments = [momentum, square];
                        adamw_step(parameter, gradient, moments, rate, decay, self.num_steps);
                    }
                }
            }
        });
    }
}

fn state_of(state: &BTreeMap<String, Tensor>, name: &str, kind: &str) -> Tensor {
    state[&format!("{name}.{kind}")].shallow_clone()
}

/// Scales all gradients down together so that their norm is at most `max_norm`; returns the norm before.
pub(crate) fn clip_gradients(gradients: &mut [Tensor], max_norm: f64) -> f64 {
    let mut gradients: Vec<&mut Tensor> =
        gradients.iter_mut().filter(|gradient| gradient.defined()).collect();
    // Added one after another: libtorch's own sums depend on the number of threads in their last bits.
    let square_of = |gradient: &&mut Tensor| -> f64 {
        let values = weight_from_tensor(gradient).data.into_iter();
        values.map(|value| f64::from(value) * f64::from(value)).sum()
    };
    let norm = gradients.iter().map(square_of).sum::<f64>().sqrt();
    if norm > max_norm {
        for gradient in &mut gradients {
            let _ = gradient.g_mul_scalar_(max_norm / norm);
        }
    }
    norm
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tch::nn::{self, Init, OptimizerConfig as _, VarStore};
    use tch::{Device, Kind, nn::Optimizer as Libtorch};

    use super::*;

    const RATE: f64 = 0.05;

    /// Two weights that start alike, one for each optimiser.
    fn weights() -> [(VarStore, Tensor); 2] {
        [(), ()].map(|()| {
            let store = VarStore::new(Device::Cpu);
            let weight = store.root().var("weight", &[2, 3], Init::Const(0.7));
            (store, weight)
        })
    }

    /// A loss whose gradient differs from weight to weight and from step to step.
    fn loss(weight: &Tensor, step: i64) -> Tensor {
        let targets = Tensor::arange(6, (Kind::Float, Device::Cpu)).view([2, 3]) - 2. + step as f64;
        (weight - targets).pow_tensor_scalar(2).sum(Kind::Float) + weight.sin().sum(Kind::Float)
    }

    fn difference_after_steps(
        config: OptimizerConfig,
        libtorch: impl Fn(&VarStore) -> Libtorch,
        momentum: Option<f64>,
    ) -> f64 {
        let [(own_store, own), (other_store, other)] = weights();
        let parameters = own_store.variables().into_iter().collect();
        let mut optimizer = Optimizer::new(config, parameters, |_| 1.);
        let mut reference = libtorch(&other_store);
        for step in 0..20 {
            let gradients = Tensor::run_backward(&[loss(&own, step)], &[&own], false, false);
            optimizer.step(&gradients, LearningRate { rate: RATE, momentum });
            reference.backward_step(&loss(&other, step));
        }
        (own - other).abs().max().double_value(&[])
    }

    #[test]
    fn sgd_follows_that_of_libtorch() {
        let config = OptimizerConfig::Sgd { momentum: 0.9, weight_decay: 0.1 };
        let sgd = nn::Sgd { momentum: 0.9, dampening: 0., wd: 0.1, nesterov: false };
        let libtorch = |store: &VarStore| sgd.build(store, RATE).unwrap();
        let difference = difference_after_steps(config, libtorch, None);
        assert!(difference < 1e-4, "{difference}");
    }

    #[test]
    fn adamw_follows_that_of_libtorch() {
        let config = OptimizerConfig::Adamw { weight_decay: 0.1 };
        for momentum in [None, Some(0.85)] {
            let adamw = nn::AdamW {
                beta1: momentum.unwrap_or(ADAM_MOMENTUM),
                beta2: ADAM_SECOND_MOMENTUM,
                wd: 0.1,
                eps: ADAM_EPS,
                amsgrad: false,
            };
            let libtorch = |store: &VarStore| adamw.build(store, RATE).unwrap();
            let difference = difference_after_steps(config, libtorch, momentum);
            assert!(difference < 1e-4, "{difference}");
        }
    }

    #[test]
    fn a_scaled_rate_moves_a_weight_as_that_rate_would() {
        for config in [
            OptimizerConfig::Sgd { momentum: 0.9, weight_decay: 0.1 },
            OptimizerConfig::Adamw { weight_decay: 0.1 },
        ] {
            let [(scaled_store, scaled), (slow_store, slow)] = weights();
            let parameters = |store: &VarStore| store.variables().into_iter().collect();
            let mut scaling = Optimizer::new(config, parameters(&scaled_store), |_| 0.25);
            let mut plain = Optimizer::new(config, parameters(&slow_store), |_| 1.);
            for step in 0..5 {
                for (optimizer, weight, rate) in
                    [(&mut scaling, &scaled, RATE), (&mut plain, &slow, RATE / 4.)]
                {
                    let gradients =
                        Tensor::run_backward(&[loss(weight, step)], &[weight], false, false);
                    optimizer.step(&gradients, LearningRate { rate, momentum: None });
                }
            }
            assert_eq!(scaled, slow);
            assert!((scaled - 0.7).abs().max().double_value(&[]) > 0.01);
        }
    }

    #[test]
    fn clipping_scales_all_gradients_together() {
        let threes = || Tensor::ones([2, 3], (Kind::Float, Device::Cpu)) * 3.;
        let mut gradients = [threes(), Tensor::new(), threes()];
        let norm = clip_gradients(&mut gradients, 1.);
        assert!((norm - 3. * 12_f64.sqrt()).abs() < 1e-6);
        let length = |gradient: &Tensor| gradient.norm().double_value(&[]).powi(2);
        assert!((length(&gradients[0]) + length(&gradients[2]) - 1.).abs() < 1e-6);
        let clipped = gradients[0].copy();
        assert!((clip_gradients(&mut gradients, 2.) - 1.).abs() < 1e-6);
        assert_eq!(clipped, gradients[0]);
    }

    #[test]
    fn a_state_of_another_network_is_refused() {
        let [(store, _), _] = weights();
        let config = OptimizerConfig::Adamw { weight_decay: 0. };
        let mut optimizer = Optimizer::new(config, store.variables().into_iter().collect(), |_| 1.);
        let mut saved = optimizer.saved_state();
        assert_eq!(optimizer.restore(&saved, 3), Ok(()));
        saved.remove("weight.square");
        assert!(optimizer.restore(&saved, 3).unwrap_err().contains("weight.square"));
    }
}
