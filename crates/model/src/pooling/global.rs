//! Pooling over whole maps. [B, C, H, W] -> [B, C]

use tch::Tensor;

/// The average over the places of a map.
pub fn global_average(xs: &Tensor) -> Tensor {
    xs.mean_dim([-2_i64, -1].as_slice(), false, None)
}

/// The maximum over the places of a map; the gradient goes to the first place that holds it.
pub fn global_maximum(xs: &Tensor) -> Tensor {
    xs.flatten(-2, -1).max_dim(-1, false).0
}
