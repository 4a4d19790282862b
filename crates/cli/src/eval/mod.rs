//! The parts of `voxelnet eval`: the networks that are tried, and how each is.

mod evaluate;
mod subject;

pub use evaluate::evaluate;
pub use subject::{Subject, subjects};
