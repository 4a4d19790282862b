//! The subject of a measurement: a network and scans.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Result, bail, ensure};
use voxelnet_config::Config;
use voxelnet_detection::{Detector, Weights};
use voxelnet_engine::NativeDetector;
use voxelnet_runs::{Checkpoint, CheckpointSelector, RunDir};
use voxelnet_scene::{PointCloud, read_scan};
use voxelnet_voxelizer::{SampleKey, VoxelGrid, VoxelLimits, Voxelizer, voxelize};

use super::stages::{Measured, time_native};
use crate::args::bench::BenchArgs;
use crate::bench::engine::BenchEngine;
use crate::configuration::read_configuration;
use crate::libtorch::bench::network::{TimedNetwork, random_weights};
use crate::libtorch::runtime::IS_AVAILABLE;

/// The configuration that was named, or that of the run.
pub fn read_config(args: &BenchArgs) -> Result<Config> {
    let path = match (&args.config, &args.run) {
        (Some(path), _) => path.clone(),
        (None, Some(run)) => RunDir::new(run).config_path(),
        (None, None) => bail!("give --run DIR or --config FILE"),
    };
    read_configuration(&path, &args.overrides)
}

/// The weights of the run, or random ones, and where they are from.
pub fn weights_of(args: &BenchArgs, config: &Config) -> Result<(PathBuf, Weights)> {
    match &args.run {
        Some(run) => {
            let checkpoint =
                RunDir::new(run).checkpoint::<Config>(CheckpointSelector::BestOrLast)?;
            let Checkpoint { path, weights, .. } = checkpoint;
            Ok((path, weights))
        }
        None => Ok((PathBuf::from("the weights"), random_weights(args, config)?)),
    }
}

/// A network in each of the engines that are measured.
pub struct Subject {
    libtorch: Option<TimedNetwork>,
    native: Option<NativeDetector>,
    grid: VoxelGrid,
    limits: VoxelLimits,
    voxelizer: Voxelizer,
}

impl Subject {
    /// The network with these weights; `path`, where they are from, is for messages only.
    pub fn new(
        args: &BenchArgs,
        engines: &[BenchEngine],
        (path, weights): (&Path, &Weights),
        config: &Config,
    ) -> Result<Self> {
        let needs_libtorch = args.train
            || (args.scaling && IS_AVAILABLE)
            || engines.iter().any(|engine| engine.evaluation().is_some());
        let libtorch = match needs_libtorch {
            true => Some(TimedNetwork::new(weights, path, config, args.device)?),
            false => None,
        };
        let native = match engines.contains(&BenchEngine::Native) {
            true => Some(NativeDetector::with_weights(weights, path, config.model())?),
            false => None,
        };
        let (grid, limits) = (VoxelGrid::new(&config.network.grid)?, config.network.limits);
        Ok(Self { libtorch, native, grid, limits, voxelizer: Voxelizer::new(&grid, &limits) })
    }

    /// The native engine alone, with the weights of a file.
    pub fn native_cloud(weights: &Path, cloud: &PointCloud) -> Result<Measured> {
        let mut detector = NativeDetector::load(weights)?;
        let mut voxelizer = detector.voxelizer().for_many();
        Ok(time_native(&mut detector, &mut voxelizer, cloud))
    }

    /// Reads a scan, detects in it, and takes the time of each stage.
    pub fn time_scan(&mut self, engine: BenchEngine, path: &Path) -> Result<Measured> {
        let started = Instant::now();
        let cloud = read_scan(path)?.cloud;
        let read = started.elapsed().as_secs_f64() * 1e3;
        let measured = self.time_cloud(engine, &cloud);
        Ok(Measured { times: measured.times.with_read(read), ..measured })
    }

    /// Detects in a cloud and takes the time of each stage but reading.
    ///
    /// # Panics
    /// When an engine is asked for that was not among those that were named.
    pub fn time_cloud(&mut self, engine: BenchEngine, cloud: &PointCloud) -> Measured {
        let Self { libtorch, native, voxelizer, .. } = self;
        match (engine, libtorch, native) {
            (BenchEngine::Native, _, Some(native)) => time_native(native, voxelizer, cloud),
            (BenchEngine::Dense | BenchEngine::Sparse, Some(libtorch), _) => {
                libtorch.time(engine, voxelizer, cloud)
            }
            _ => unreachable!("the engine was named"),
        }
    }

    /// The grid, and how much of a scan is kept.
    pub fn grid(&self) -> (VoxelGrid, VoxelLimits) {
        (self.grid, self.limits)
    }

    /// The network in libtorch alone.
    ///
    /// # Panics
    /// When no engine needed it.
    pub fn into_libtorch(self) -> TimedNetwork {
        self.libtorch.unwrap_or_else(|| unreachable!("training steps need libtorch"))
    }
}

/// The scans from the one with the fewest voxels to the one with the most.
pub fn by_num_voxels(scans: &[PathBuf], config: &Config) -> Result<Vec<PathBuf>> {
    let grid = VoxelGrid::new(&config.network.grid)?;
    let mut sized = Vec::new();
    for path in scans {
        let cloud = read_seen(path, config)?;
        let voxels = voxelize(&cloud, &grid, &config.network.limits, SampleKey::default());
        ensure!(!voxels.is_empty(), "{}: no point in the range of the grid", path.display());
        sized.push((voxels.len(), path));
    }
    sized.sort_by_key(|(num_voxels, _)| *num_voxels);
    Ok(sized.into_iter().map(|(_, path)| path.clone()).collect())
}

/// The points of a scan as the network sees them.
pub fn read_seen(path: &Path, config: &Config) -> Result<PointCloud> {
    let mut cloud = read_scan(path)?.cloud;
    config.dataset.scan.network_from_scan(&mut cloud);
    Ok(cloud)
}
