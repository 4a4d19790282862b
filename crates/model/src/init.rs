//! Starting values of the weights, from a seeded generator of our own.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use tch::{Tensor, nn::VarStore};

/// The share of positive anchors that the score head expects at first (focal loss, section 4.1 of
/// arXiv:1708.02002), so that the many negatives do not drown the first steps.
const PRIOR: f64 = 0.01;

/// Fills all weights: Kaiming uniform for layers followed by ReLU, small values for the heads, and
/// the prior for the score. BatchNorm keeps scale 1 and shift 0.
pub(crate) fn initialise(store: &VarStore, seed: u64) {
    let mut variables: Vec<(String, Tensor)> = store.variables().into_iter().collect();
    variables.sort_by(|a, b| a.0.cmp(&b.0));
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    tch::no_grad(|| {
        for (name, mut variable) in variables {
            if name == "rpn.score.bias" {
                let _ = variable.fill_(-((1. - PRIOR) / PRIOR).ln());
            } else if name.ends_with(".weight") && variable.dim() > 1 {
                let is_head = !name.contains(".conv.") && !name.contains(".linear.");
                let limit = if is_head { 0.01 } else { kaiming_limit(&variable) };
                let values: Vec<f32> =
                    (0..variable.numel()).map(|_| rng.random_range(-limit..limit) as f32).collect();
                variable.copy_(&Tensor::from_slice(&values).view_as(&variable));
            }
        }
    });
}

/// Limit of the uniform distribution that keeps the variance through a ReLU.
fn kaiming_limit(weight: &Tensor) -> f64 {
    let fan_in = weight.numel() as f64 / weight.size()[0] as f64;
    (6. / fan_in).sqrt()
}
