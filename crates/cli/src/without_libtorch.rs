//! The program without libtorch: stands in for `libtorch/`, with the same names.

const MISSING: &str = "this program was built without libtorch";

pub mod runtime {
    //! Stands in for libtorch as a part of the program.

    /// The first steps that the program's help recommends.
    pub const FIRST_RUN: &str = "A first run: voxelnet synth --out data/synth --frames 1 --seed 1, then \
                                 voxelnet detect data/synth/training/velodyne/000000.bin";

    pub const IS_AVAILABLE: bool = false;

    pub fn set_num_threads(_: u16) {}

    pub fn keep_freed_memory() {}
}

pub mod device {
    //! The only device is the CPU.

    use anyhow::Result;

    use super::MISSING;
    use crate::engine::device::DeviceChoice;
    use crate::usage::ensure_usage;

    pub fn is_cpu(device: DeviceChoice) -> Result<bool> {
        ensure_usage!(
            !matches!(device, DeviceChoice::Cuda(_)),
            "--device {device}: {MISSING} and computes on the CPU"
        );
        Ok(true)
    }
}

pub mod detector {
    //! Refuses the engine libtorch.

    use std::path::Path;

    use anyhow::Result;
    use voxelnet_config::ModelConfig;
    use voxelnet_detection::{Detector, Weights};

    use super::MISSING;
    use crate::engine::device::DeviceChoice;
    use crate::usage::bail_usage;

    pub fn load(
        _: &Weights,
        _: &Path,
        _: ModelConfig,
        _: DeviceChoice,
    ) -> Result<Box<dyn Detector>> {
        bail_usage!("the engine libtorch was asked for, and {MISSING}")
    }
}

pub mod command {
    //! Stands in for the commands that need libtorch; none can be typed.

    use std::process::ExitCode;

    use anyhow::Result;
    use clap::error::ErrorKind;
    use clap::{ArgMatches, FromArgMatches, Subcommand};

    use crate::context::Context;

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
            Err(clap::Error::new(ErrorKind::MissingSubcommand))
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
}

pub mod dump {
    //! Refuses `detect --dump`.

    use std::path::Path;

    use anyhow::Result;
    use voxelnet_voxelizer::SparseVoxels;

    use super::MISSING;
    use crate::engine::device::DeviceChoice;
    use crate::engine::network::TrainedNetwork;
    use crate::usage::bail_usage;

    pub fn dump(_: &TrainedNetwork, _: DeviceChoice, _: &SparseVoxels, _: &Path) -> Result<()> {
        bail_usage!("--dump writes what libtorch computes on the way, and {MISSING}")
    }
}

pub mod bench {
    //! Stands in for the half of `bench` that needs libtorch.

    pub mod network {
        //! Stands in for a network in libtorch; none can be made.

        use std::convert::Infallible;
        use std::path::{Path, PathBuf};

        use anyhow::Result;
        use voxelnet_config::Config;
        use voxelnet_detection::Weights;
        use voxelnet_scene::PointCloud;
        use voxelnet_voxelizer::Voxelizer;

        use super::super::MISSING;
        use crate::bench::config::BenchConfig;
        use crate::bench::engine::{BenchEngine, StepTime};
        use crate::bench::stages::Measured;
        use crate::engine::device::DeviceChoice;
        use crate::engine::network::TrainedNetwork;
        use crate::progress::Progress;
        use crate::usage::bail_usage;

        pub struct TimedNetwork(Infallible);

        impl TimedNetwork {
            pub fn new(_: &TrainedNetwork, _: DeviceChoice) -> Result<Self> {
                bail_usage!(
                    "training steps and the engines dense and sparse are computed by libtorch, and {MISSING}"
                )
            }

            pub fn time(&mut self, _: BenchEngine, _: &mut Voxelizer, _: &PointCloud) -> Measured {
                match self.0 {}
            }

            pub fn time_train_steps(
                self,
                _: &[BenchEngine],
                _: usize,
                _: &Config,
                _: &Path,
                _: Progress,
            ) -> Result<Vec<StepTime>> {
                match self.0 {}
            }
        }

        pub fn random_weights(_: &BenchConfig, _: &[PathBuf], _: DeviceChoice) -> Result<Weights> {
            bail_usage!("random weights are made by libtorch, and {MISSING}; give --run DIR")
        }
    }

    pub mod memory {
        //! Refuses to run an engine of libtorch.

        use anyhow::Result;

        use super::super::MISSING;
        use crate::bench::plan::MemoryPlan;
        use crate::usage::bail_usage;

        pub fn run_for_memory(_: &MemoryPlan) -> Result<()> {
            bail_usage!("{MISSING}")
        }
    }

    pub mod loading {
        //! Refuses `bench --data`.

        use std::path::Path;

        use anyhow::Result;

        use super::super::MISSING;
        use crate::bench::plan::NetworkChoice;
        use crate::progress::Progress;
        use crate::splits::Split;
        use crate::usage::bail_usage;

        pub fn bench_loading(
            _: &NetworkChoice,
            _: Split,
            _: usize,
            _: Option<&Path>,
            _: Progress,
        ) -> Result<()> {
            bail_usage!("--data: training steps are computed by libtorch, and {MISSING}")
        }
    }
}
