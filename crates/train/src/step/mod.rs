//! One training step: gradients, their use by the optimiser, and what guards against numbers that break.

pub(crate) mod gradient;
pub(crate) mod learner;
mod loss_scale;
pub(crate) mod not_finite;
pub(crate) mod optimizer;
pub(crate) mod schedule;
mod weight_average;
