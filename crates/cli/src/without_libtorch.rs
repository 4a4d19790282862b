//! The program without libtorch: what stands in for `libtorch/`, with the same names.

use std::convert::Infallible;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Result, bail, ensure};
use clap::{ArgMatches, FromArgMatches, Subcommand};
use voxelnet_config::{Config, ModelConfig};
use voxelnet_detection::{Detector, Weights};
use voxelnet_voxelizer::{SparseVoxels, Voxelizer};

use crate::args::{BenchArgs, BenchEngine, DeviceArg};
use crate::bench::MedianSteps;
use crate::bench::stages::Measured;
use crate::context::Context;
use crate::progress::Progress;

pub const FIRST_RUN: &str = "A first run: voxelnet synth --out data/synth --frames 1 --seed 1, then \
                             voxelnet detect data/synth/training/velodyne/000000.bin";

pub const IS_AVAILABLE: bool = false;

const MISSING: &str = "this program was built without libtorch";

pub fn set_num_threads(_: u16) {}

pub fn keep_freed_memory() {}

pub fn is_cpu(device: DeviceArg) -> Result<bool> {
    ensure!(
        !matches!(device, DeviceArg::Cuda(_)),
        "--device {device}: {MISSING} and computes on the CPU"
    );
    Ok(true)
}

pub fn load(_: &Weights, _: &Path, _: ModelConfig, _: DeviceArg) -> Result<Box<dyn Detector>> {
    bail!("the engine libtorch was asked for, and {MISSING}")
}

/// Stands in for the commands that need libtorch; none can be typed.
#[derive(Debug)]
pub enum Command {}

impl Command {
    pub fn is_shared(&self) -> bool {
        match *self {}
    }

    pub fn run(&self, _: &Context) -> Result<ExitCode> {
        match *self {}
    }
}

impl FromArgMatches for Command {
    fn from_arg_matches(_: &ArgMatches) -> Result<Self, clap::Error> {
        Err(clap::Error::new(clap::error::ErrorKind::MissingSubcommand))
    }

    fn update_from_arg_matches(&mut self, _: &ArgMatches) -> Result<(), clap::Error> {
        match *self {}
    }
}

impl Subcommand for Command {
    fn augment_subcommands(command: clap::Command) -> clap::Command {
        command
    }

    fn augment_subcommands_for_update(command: clap::Command) -> clap::Command {
        command
    }

    fn has_subcommand(_: &str) -> bool {
        false
    }
}

pub fn dump(
    _: &Weights,
    _: &Path,
    _: ModelConfig,
    _: DeviceArg,
    _: &SparseVoxels,
    _: &Path,
) -> Result<()> {
    bail!("--dump writes what libtorch computes on the way, and {MISSING}")
}

/// Stands in for a network in libtorch; none can be made.
pub struct TimedNetwork(Infallible);

impl TimedNetwork {
    pub fn new(_: &Weights, _: &Path, _: &Config, _: DeviceArg) -> Result<Self> {
        bail!(
            "training steps and the engines dense and sparse are computed by libtorch, and {MISSING}"
        )
    }

    pub fn time(
        &mut self,
        _: BenchEngine,
        _: &mut Voxelizer,
        _: &voxelnet_scene::PointCloud,
    ) -> Measured {
        match self.0 {}
    }

    pub fn time_train_steps(
        self,
        _: &BenchArgs,
        _: &[BenchEngine],
        _: &Config,
        _: &Path,
        _: Progress,
    ) -> Result<MedianSteps> {
        match self.0 {}
    }
}

pub fn random_weights(_: &BenchArgs, _: &Config) -> Result<Weights> {
    bail!("random weights are made by libtorch, and {MISSING}; give --run DIR")
}

pub fn run_for_memory(_: &BenchArgs, _: &Config, _: BenchEngine, _: &Path) -> Result<()> {
    bail!(MISSING)
}

pub fn bench_data(_: &BenchArgs, _: &Path, _: &Config, _: Progress) -> Result<()> {
    bail!("--data: training steps are computed by libtorch, and {MISSING}")
}
