//! One training step: gradients, their use by the optimiser, and what guards against numbers that break.

pub(crate) mod batch_gradient;
pub(crate) mod learner;
mod learner_state;
mod loss_scale;
pub(crate) mod not_finite;
pub(crate) mod optimizer;
pub(crate) mod schedule;
mod weight_average;
pub(crate) mod workers;
