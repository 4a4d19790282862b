//! Tensors of a weights file, checked, with BatchNorm folded into the layers before it.

use std::collections::BTreeSet;
use std::path::Path;

use voxelnet_detection::{BATCH_NORM_EPSILON, Weights};

use crate::error::EngineError;

/// The tensors of a file, and which of them were asked for.
#[derive(Debug)]
pub(crate) struct Stored<'a> {
    weights: &'a Weights,
    path: &'a Path,
    taken: BTreeSet<String>,
}

/// A layer without bias and the BatchNorm behind it, as one layer.
#[derive(Debug)]
pub(crate) struct Folded<'a> {
    weight: &'a [f32],
    /// The factors by which BatchNorm multiplies the output channels.
    scale: Vec<f32>,
    /// The numbers added to the output channels.
    pub(crate) shift: Vec<f32>,
}

impl Folded<'_> {
    /// Whether all weights and shifts are numbers; an output channel comes after `inner` places of the weight.
    fn is_finite(&self, inner: usize) -> bool {
        let num_channels = self.scale.len();
        (0..self.weight.len())
            .all(|place| self.weight(place, place / inner % num_channels).is_finite())
            && self.shift.iter().all(|number| number.is_finite())
    }

    /// The weight at a place of the stored tensor that belongs to an output channel.
    #[inline(always)]
    pub(crate) fn weight(&self, place: usize, out: usize) -> f32 {
        self.weight[place] * self.scale[out]
    }
}

impl<'a> Stored<'a> {
    pub(crate) fn new(weights: &'a Weights, path: &'a Path) -> Self {
        Self { weights, path, taken: BTreeSet::new() }
    }

    /// The numbers of a tensor.
    pub(crate) fn tensor(&mut self, name: &str, shape: &[usize]) -> Result<&'a [f32], EngineError> {
        self.taken.insert(name.to_owned());
        Ok(&self.weights.tensor(name, shape, self.path)?.data)
    }

    /// The layer `{name}.{kind}` and the BatchNorm `{name}.bn`, whose channels are axis `axis` of the
    /// layer's weight.
    pub(crate) fn folded(
        &mut self,
        name: &str,
        kind: &str,
        shape: &[usize],
        axis: usize,
    ) -> Result<Folded<'a>, EngineError> {
        let weight = self.tensor(&format!("{name}.{kind}.weight"), shape)?;
        let channels = &shape[axis..=axis];
        let mut of_norm = |part: &str| self.tensor(&format!("{name}.bn.{part}"), channels);
        let (gamma, beta) = (of_norm("weight")?, of_norm("bias")?);
        let (mean, variance) = (of_norm("running_mean")?, of_norm("running_var")?);
        if variance.iter().any(|&variance| f64::from(variance) + BATCH_NORM_EPSILON <= 0.) {
            let name = format!("{name}.bn.running_var");
            return Err(EngineError::NegativeVariance { path: self.path.into(), name });
        }
        let scales = || {
            let pairs = gamma.iter().zip(variance);
            pairs.map(|(&gamma, &variance)| {
                f64::from(gamma) / (f64::from(variance) + BATCH_NORM_EPSILON).sqrt()
            })
        };
        let moved = scales().zip(beta.iter().zip(mean));
        let folded = Folded {
            weight,
            scale: scales().map(|scale| scale as f32).collect(),
            shift: moved
                .map(|(scale, (&beta, &mean))| (f64::from(beta) - f64::from(mean) * scale) as f32)
                .collect(),
        };
        match folded.is_finite(shape[axis + 1..].iter().product()) {
            true => Ok(folded),
            false => {
                let name = format!("{name}.bn.weight");
                Err(EngineError::TooLarge { path: self.path.into(), name })
            }
        }
    }

    /// That every tensor was asked for.
    pub(crate) fn check_all_taken(&self) -> Result<(), EngineError> {
        Ok(self.weights.require_known(|name| self.taken.contains(name), self.path)?)
    }
}
