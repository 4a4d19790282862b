//! The options `--engine` and `--device` of every command that detects.

use clap::{Args as ClapArgs, ValueEnum};

use super::device::DeviceArg;

#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct ComputeArgs {
    /// Choose the engine that detects: native, in plain Rust, the default on a CPU, or libtorch
    #[arg(long, value_enum)]
    pub engine: Option<Engine>,
    /// Compute on this device
    #[arg(long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceArg,
}

/// A program that computes a trained network.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Engine {
    Native,
    Libtorch,
}
