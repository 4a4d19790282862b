//! What is measured: a network and scans.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use tch::Device;
use voxelnet_head::Which;
use voxelnet_model::{Detector, VoxelBatch, VoxelNet};
use voxelnet_scene::{PointCloud, read_scan};
use voxelnet_train::{Config, RunDir};
use voxelnet_voxelizer::{SampleKey, VoxelGrid, voxelize};

use crate::args::BenchArgs;

/// The configuration that was named, or that of the run.
pub fn read_config(args: &BenchArgs) -> Result<Config> {
    let path = match (&args.config, &args.run) {
        (Some(path), _) => path.clone(),
        (None, Some(run)) => RunDir::new(run).config_path(),
        (None, None) => bail!("give --run DIR or --config FILE"),
    };
    Config::read(&path, &args.overrides).context("cannot use the configuration")
}

/// A detector with the weights of the run, or with random ones whose outputs depend on the scans.
pub fn detector(args: &BenchArgs, config: &Config, device: Device) -> Result<Detector> {
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
