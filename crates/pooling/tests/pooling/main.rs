//! Laws that hold for every pooling, seen from outside the crate.

#![allow(clippy::unwrap_used)]

mod gradients;
mod naive;
mod properties;
mod shifts;
