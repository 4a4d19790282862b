//! The subject of a measurement: a network in several engines.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::Result;
use voxelnet_config::ModelConfig;
use voxelnet_detection::Detector;
use voxelnet_engine::NativeDetector;
use voxelnet_runs::{Checkpoint, CheckpointSelector, RunDir};
use voxelnet_scene::{PointCloud, ScanOptions, read_scan_with};
use voxelnet_voxelizer::{SampleKey, VoxelGrid, VoxelLimits, Voxelizer, voxelize};

use super::config::BenchConfig;
use super::engine::BenchEngine;
use super::plan::{EnginesPlan, NetworkSource};
use super::stages::{Measured, time_native};
use crate::engine::network::TrainedNetwork;
use crate::libtorch::bench::network::{TimedNetwork, random_weights};
use crate::libtorch::runtime::IS_AVAILABLE;

/// The network of the run, or one with random weights.
pub fn network_of(plan: &EnginesPlan, config: &BenchConfig) -> Result<TrainedNetwork> {
    let (path, weights) = match &plan.network.source {
        NetworkSource::Run(run) => {
            let Checkpoint { path, weights, .. } =
                RunDir::new(run).checkpoint::<ModelConfig>(CheckpointSelector::BestOrLast)?;
            (path, weights)
        }
        NetworkSource::Config(_) => {
            let weights = random_weights(config, &plan.scans, plan.network.device)?;
            (PathBuf::from("the weights"), weights)
        }
    };
    Ok(TrainedNetwork { weights, path, config: config.model.clone() })
}

/// A network in each of the engines that are measured.
pub struct Subject {
    libtorch: Option<TimedNetwork>,
    native: Option<NativeDetector>,
    grid: VoxelGrid,
    limits: VoxelLimits,
    voxelizer: Voxelizer,
    /// The options of reading its scans.
    options: ScanOptions,
}

impl Subject {
    pub fn new(
        plan: &EnginesPlan,
        engines: &[BenchEngine],
        network: &TrainedNetwork,
    ) -> Result<Self> {
        let needs_libtorch = plan.trains
            || (plan.scales && IS_AVAILABLE)
            || engines.iter().any(|engine| engine.evaluation().is_some());
        let libtorch = match needs_libtorch {
            true => Some(TimedNetwork::new(network, plan.network.device)?),
            false => None,
        };
        let TrainedNetwork { weights, path, config } = network;
        let native = match engines.contains(&BenchEngine::Native) {
            true => Some(NativeDetector::with_weights(weights, path, config.clone())?),
            false => None,
        };
        let (grid, limits) = (VoxelGrid::new(&config.network.grid)?, config.network.limits);
        let voxelizer = Voxelizer::new(&grid, &limits);
        let options = config.dataset.scan.options();
        Ok(Self { libtorch, native, grid, limits, voxelizer, options })
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
        let cloud = read_scan_with(path, &self.options)?.cloud;
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

    /// The number of voxels in a cloud.
    pub fn num_voxels(&self, cloud: &PointCloud) -> usize {
        voxelize(cloud, &self.grid, &self.limits, SampleKey::default()).len()
    }

    /// The network in libtorch alone.
    ///
    /// # Panics
    /// When no engine needed it.
    pub fn into_libtorch(self) -> TimedNetwork {
        self.libtorch.unwrap_or_else(|| unreachable!("training steps need libtorch"))
    }
}
