//! A moving average of the weights, which detects better than the weights themselves do while training
//! goes on (Polyak & Juditsky, 1992).

use std::collections::BTreeMap;

use tch::Tensor;
use voxelnet_detection::Tensor as WeightTensor;
use voxelnet_model::weight_from_tensor;

/// The exponential moving average of the weights and BatchNorm statistics of a network.
#[derive(Debug)]
pub(crate) struct WeightAverage {
    decay: f64,
    tensors: BTreeMap<String, Tensor>,
}

impl WeightAverage {
    /// An average that starts at the given variables and keeps `decay` of itself in each step.
    pub(crate) fn new(decay: f64, variables: &BTreeMap<String, Tensor>) -> Self {
        let copy = |(name, tensor): (&String, &Tensor)| (name.clone(), tensor.detach().copy());
        Self { decay, tensors: variables.iter().map(copy).collect() }
    }

    /// Moves towards the variables as they are after step `step`, counted from 1. The first steps count
    /// for more, so that the random start is soon forgotten.
    pub(crate) fn follow(&mut self, variables: &BTreeMap<String, Tensor>, step: u64) {
        let decay = self.decay.min((1. + step as f64) / (10. + step as f64));
        tch::no_grad(|| {
            for (name, tensor) in &mut self.tensors {
                let _ = tensor.lerp_(&variables[name], 1. - decay);
            }
        });
    }

    /// The share of itself that it keeps.
    pub(crate) fn decay(&self) -> f64 {
        self.decay
    }

    /// A copy of the average, by name.
    pub(crate) fn to_arrays(&self) -> BTreeMap<String, WeightTensor> {
        self.tensors
            .iter()
            .map(|(name, tensor)| (name.clone(), weight_from_tensor(tensor)))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn variables(value: f32) -> BTreeMap<String, Tensor> {
        [("weight".to_owned(), Tensor::from_slice(&[value, -value]))].into()
    }

    #[test]
    fn it_keeps_its_share_and_takes_the_rest_from_the_weights() {
        let mut average = WeightAverage::new(0.9, &variables(1.));
        average.follow(&variables(3.), 1000);
        let data = &average.to_arrays()["weight"].data;
        assert!((data[0] - 1.2).abs() < 1e-6 && (data[1] + 1.2).abs() < 1e-6, "{data:?}");
    }

    #[test]
    fn the_start_is_soon_forgotten() {
        let mut average = WeightAverage::new(0.9999, &variables(100.));
        (1..=50).for_each(|step| average.follow(&variables(1.), step));
        assert!(average.to_arrays()["weight"].data[0] < 1.01);
    }
}
