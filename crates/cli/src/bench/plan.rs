//! The validated options of `voxelnet bench`.

use std::path::PathBuf;

use anyhow::{Error, Result};
use voxelnet_config::FromSections;
use voxelnet_runs::RunDir;

use super::engine::BenchEngine;
use crate::args::bench::BenchArgs;
use crate::configuration::read_configuration;
use crate::engine::device::DeviceChoice;
use crate::scans::typed::require_scan_file;
use crate::usage::bail_usage;

/// One of the three measurements.
pub enum BenchPlan {
    Engines(EnginesPlan),
    Memory(MemoryPlan),
    Loading(LoadingPlan),
}

/// The time and the memory that engines take for scans.
pub struct EnginesPlan {
    pub network: NetworkChoice,
    pub scans: Vec<PathBuf>,
    /// None named stands for all that can compute the network.
    pub engines: Vec<BenchEngine>,
    /// Whether training steps are measured too.
    pub trains: bool,
    /// Whether parts of a scan are measured too.
    pub scales: bool,
    /// Runs on each scan, and training steps.
    pub repeat: usize,
    pub json: Option<PathBuf>,
}

/// One run of an engine in a process whose memory is looked at.
pub struct MemoryPlan {
    pub network: NetworkChoice,
    pub engine: BenchEngine,
    pub scan: PathBuf,
    /// Weights of the native engine; the others have random ones.
    pub weights: Option<PathBuf>,
    /// Whether the run is a training step.
    pub trains: bool,
}

/// The speed at which the frames of a dataset are loaded.
pub struct LoadingPlan {
    pub network: NetworkChoice,
    pub data: PathBuf,
    pub split: String,
    pub num_steps: usize,
    pub json: Option<PathBuf>,
}

/// The network that is measured, and the device that computes it.
#[derive(Clone, Debug)]
pub struct NetworkChoice {
    pub source: NetworkSource,
    /// Replace keys of the configuration.
    pub overrides: Vec<String>,
    /// Numbers in a row of the scans that are measured; none leaves it to the configuration.
    pub columns: Option<u16>,
    pub device: DeviceChoice,
}

/// The origin of the network that is measured.
#[derive(Clone, Debug)]
pub enum NetworkSource {
    Run(PathBuf),
    /// A configuration; the weights are random.
    Config(PathBuf),
}

impl NetworkChoice {
    /// Reads sections of the configuration.
    pub fn read<C: FromSections>(&self) -> Result<C> {
        let path = match &self.source {
            NetworkSource::Run(run) => {
                let run = RunDir::new(run);
                run.check()?;
                run.config_path()
            }
            NetworkSource::Config(path) => path.clone(),
        };
        let columns = self.columns.map(|columns| format!("dataset.scan.columns={columns}"));
        let overrides: Vec<String> = self.overrides.iter().cloned().chain(columns).collect();
        read_configuration(&path, &overrides)
    }
}

impl TryFrom<&BenchArgs> for BenchPlan {
    type Error = Error;

    fn try_from(args: &BenchArgs) -> Result<Self> {
        let network = network(args)?;
        if let Some(data) = &args.data {
            return Ok(Self::Loading(LoadingPlan {
                network,
                data: data.clone(),
                split: args.split.clone(),
                num_steps: args.steps,
                json: args.json.clone(),
            }));
        }
        args.scans.iter().try_for_each(|scan| require_scan_file(scan))?;
        if args.only_memory {
            let ([engine], [scan]) = (&args.engine[..], &args.scans[..]) else {
                bail_usage!("memory is measured engine by engine, on one scan");
            };
            return Ok(Self::Memory(MemoryPlan {
                network,
                engine: *engine,
                scan: scan.clone(),
                weights: args.weights.clone(),
                trains: args.train,
            }));
        }
        Ok(Self::Engines(EnginesPlan {
            network,
            scans: args.scans.clone(),
            engines: args.engine.clone(),
            trains: args.train,
            scales: args.scaling,
            repeat: args.repeat,
            json: args.json.clone(),
        }))
    }
}

fn network(args: &BenchArgs) -> Result<NetworkChoice> {
    let source = match (&args.config, &args.run) {
        (Some(path), _) => NetworkSource::Config(path.clone()),
        (None, Some(run)) => NetworkSource::Run(run.clone()),
        (None, None) => bail_usage!("give --run DIR or --config FILE"),
    };
    let overrides = args.overrides.clone();
    Ok(NetworkChoice { source, overrides, columns: args.columns, device: args.device })
}
