//! The constants of every BatchNorm of a network.

/// Number that BatchNorm adds to the variance, in training and afterwards.
pub const BATCH_NORM_EPSILON: f64 = 1e-5;
