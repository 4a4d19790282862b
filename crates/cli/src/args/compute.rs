//! The options `--engine` and `--device` of every command that detects.

use clap::Args as ClapArgs;

use crate::engine::choice::EngineRequest;
use crate::engine::device::DeviceChoice;
use crate::engine::kind::Engine;

const HEADING: &str = "Compute options";

#[derive(Clone, Copy, Debug, ClapArgs)]
pub struct ComputeArgs {
    /// Detect with this engine: native (plain Rust, the default on a CPU) or libtorch
    #[arg(help_heading = HEADING, long, value_enum)]
    pub engine: Option<Engine>,
    /// Compute on this device
    #[arg(help_heading = HEADING, long, value_name = "auto|cpu|cuda:N", default_value = "auto")]
    pub device: DeviceChoice,
}

impl From<ComputeArgs> for EngineRequest {
    fn from(ComputeArgs { engine, device }: ComputeArgs) -> Self {
        Self { engine, device }
    }
}
