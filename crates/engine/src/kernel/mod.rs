//! The loops in which the time goes, written once for every instruction set.
//!
//! Everything here is generic over [`pulp::Simd`] and inlined into the function that `pulp` compiles
//! for each instruction set and chooses when the program runs. Channels are counted in [`PANEL`]s.

mod finish;
mod lines;
mod multiply;
mod panels;
mod winograd;

pub(crate) use finish::{Finish, add_and_rectify, segment_max};
pub(crate) use lines::Lines;
pub(crate) use multiply::{Pair, Rows, multiply, multiply_each};
pub(crate) use panels::Panels;
pub(crate) use winograd::{
    POSITIONS, TILE, WINDOW, transform_input, transform_output, transform_weight,
};

/// Channels that are computed together; rows of features are padded with zeros to whole panels.
pub(crate) const PANEL: usize = 16;

/// Numbers of a row with so many channels.
pub(crate) const fn padded(channels: usize) -> usize {
    channels.next_multiple_of(PANEL)
}

#[cfg(test)]
mod tests;
