//! The engines of the program.

use clap::ValueEnum;

/// A program that computes a trained network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Native,
    Libtorch,
}
