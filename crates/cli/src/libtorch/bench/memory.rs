//! One run of an engine, for the memory that it takes.

use std::path::Path;

use anyhow::Result;
use voxelnet_config::Config;
use voxelnet_model::VoxelNet;
use voxelnet_scene::read_scan;
use voxelnet_voxelizer::Voxelizer;

use super::network::TimedNetwork;
use super::train_step::TrainStep;
use crate::args::bench::BenchArgs;
use crate::bench::engine::BenchEngine;
use crate::libtorch::device::resolve;

/// Runs an engine once on a scan, or trains a step on it, with random weights; the process that does it has the
/// memory of nothing else.
pub fn run_for_memory(
    args: &BenchArgs,
    config: &Config,
    engine: BenchEngine,
    scan: &Path,
) -> Result<()> {
    let network = VoxelNet::new(&config.network, resolve(args.device)?, config.train.seed)?;
    match engine.evaluation() {
        Some(evaluation) if args.train => {
            TrainStep::new(network, config, scan)?.run(evaluation)?;
        }
        _ => {
            let mut voxelizer = Voxelizer::new(&network.layout().grid, &config.network.limits);
            let cloud = read_scan(scan)?.cloud;
            TimedNetwork::of_network(network, config).time(engine, &mut voxelizer, &cloud);
        }
    }
    Ok(())
}
