//! What is measured: a network and scans.

use std::path::{Path, PathBuf};
use std::time::Instant;

use anyhow::{Context, Result, bail, ensure};
use tch::Device;
use voxelnet_config::{Config, FromSections};
use voxelnet_head::Which;
use voxelnet_model::{Detector, VoxelBatch, VoxelNet};
use voxelnet_scene::{PointCloud, read_scan, write_atomically};
use voxelnet_train::RunDir;
use voxelnet_voxelizer::{SampleKey, VoxelGrid, VoxelLimits, Voxelizer, voxelize};

use super::stages::{Measured, time_libtorch, time_native};
use crate::args::{BenchArgs, Engine};

/// The configuration that was named, or that of the run.
pub fn read_config(args: &BenchArgs) -> Result<Config> {
    let path = match (&args.config, &args.run) {
        (Some(path), _) => path.clone(),
        (None, Some(run)) => RunDir::new(run).config_path(),
        (None, None) => bail!("give --run DIR or --config FILE"),
    };
    Config::read(&path, &args.overrides).context("cannot use the configuration")
}

/// A network in libtorch and, where it is measured too, in the native engine.
pub struct Subject {
    libtorch: Detector,
    native: Option<voxelnet_engine::Detector>,
    voxelizer: Voxelizer,
}

impl Subject {
    /// What the engines need.
    pub fn new(
        args: &BenchArgs,
        engines: &[Engine],
        config: &Config,
        device: Device,
    ) -> Result<Self> {
        let libtorch = detector(args, config, device)?;
        let native = match engines.contains(&Engine::Native) {
            true => Some(voxelnet_engine::Detector::with_weights(
                &libtorch.network().weights(&config.to_text(), 0),
                Path::new("the weights"),
                config.model(),
            )?),
            false => None,
        };
        Ok(Self { native, ..Self::of_network(libtorch.into_network(), config) })
    }

    /// A network in libtorch alone.
    pub fn of_network(network: VoxelNet, config: &Config) -> Self {
        let voxelizer = Voxelizer::new(&network.layout().grid, &config.network.limits);
        Self { libtorch: Detector::new(network, config.model()), native: None, voxelizer }
    }

    /// The native engine alone, with the weights of a file.
    pub fn native_cloud(weights: &Path, cloud: &PointCloud) -> Result<Measured> {
        let mut detector = voxelnet_engine::Detector::load(weights)?;
        let limits = detector.config().network.limits;
        let mut voxelizer = Voxelizer::new(&detector.layout().grid, &limits);
        Ok(time_native(&mut detector, &mut voxelizer, cloud))
    }

    /// Reads a scan, detects in it, and takes the time of each stage.
    pub fn time_scan(&mut self, engine: Engine, path: &Path) -> Result<Measured> {
        let started = Instant::now();
        let cloud = read_scan(path)?.cloud;
        let read = started.elapsed().as_secs_f64() * 1e3;
        let measured = self.time_cloud(engine, &cloud);
        Ok(Measured { times: measured.times.with_read(read), ..measured })
    }

    /// Detects in a cloud and takes the time of each stage but reading.
    ///
    /// # Panics
    /// When the native engine is asked for that was not among those that were named.
    pub fn time_cloud(&mut self, engine: Engine, cloud: &PointCloud) -> Measured {
        let Self { libtorch, native, voxelizer } = self;
        match engine.evaluation() {
            Some(evaluation) => {
                libtorch.network_mut().set_middle_evaluation(evaluation);
                time_libtorch(libtorch, voxelizer, cloud)
            }
            None => match native {
                Some(native) => time_native(native, voxelizer, cloud),
                None => unreachable!("the native engine was named"),
            },
        }
    }

    /// The grid, and how much of a scan is kept.
    pub fn grid(&self) -> (VoxelGrid, VoxelLimits) {
        (self.libtorch.network().layout().grid, self.libtorch.config().network.limits)
    }

    /// The weights, to be read by another process.
    pub fn write_weights(&self, path: &Path, config: &Config) -> Result<()> {
        let weights = self.libtorch.network().weights(&config.to_text(), 0);
        write_atomically(path, &weights.to_bytes()?)
            .with_context(|| format!("cannot write {}", path.display()))
    }

    /// The network in libtorch alone.
    pub fn into_network(self) -> VoxelNet {
        self.libtorch.into_network()
    }
}

/// A detector with the weights of the run, or with random ones whose outputs depend on the scans.
fn detector(args: &BenchArgs, config: &Config, device: Device) -> Result<Detector> {
    if let Some(run) = &args.run {
        let checkpoint = RunDir::new(run).checkpoint(Which::BestOrLast)?;
        let model = config.model();
        return Ok(Detector::with_weights(&checkpoint.weights, &checkpoint.path, model, device)?);
    }
    let mut network = VoxelNet::new(&config.network, device, config.train.seed)?;
    let grid = network.layout().grid;
    let batches = args.scans.iter().map(|path| {
        let cloud = read_seen(path, config)?;
        let voxels = voxelize(&cloud, &grid, &config.network.limits, SampleKey::default());
        Ok(VoxelBatch::new(&[&voxels], grid.shape(), device))
    });
    network.calibrate(&batches.collect::<Result<Vec<_>>>()?);
    Ok(Detector::new(network, config.model()))
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
