//! One run of an engine, for the memory that it takes.

use anyhow::Result;
use voxelnet_config::Config;
use voxelnet_model::VoxelNet;
use voxelnet_voxelizer::Voxelizer;

use super::network::TimedNetwork;
use super::train_step::TrainStep;
use crate::bench::config::BenchConfig;
use crate::bench::plan::MemoryPlan;
use crate::bench::scans::read;
use crate::libtorch::device::resolve;

/// Runs an engine once on a scan, or trains a step on it, with random weights; the process that does it has the
/// memory of nothing else.
pub fn run_for_memory(plan: &MemoryPlan) -> Result<()> {
    let MemoryPlan { network, engine, scan, trains, .. } = plan;
    let device = resolve(network.device)?;
    if let (true, Some(evaluation)) = (trains, engine.evaluation()) {
        let config: Config = network.read()?;
        let network = VoxelNet::new(&config.network, device, config.train.seed)?;
        TrainStep::new(network, &config, scan)?.run(evaluation)?;
        return Ok(());
    }
    let BenchConfig { model, seed } = BenchConfig::read(network)?;
    let network = VoxelNet::new(&model.network, device, seed)?;
    let mut voxelizer = Voxelizer::new(&network.layout().grid, &model.network.limits);
    let cloud = read(scan, &model.dataset)?;
    TimedNetwork::of_network(network, model).time(*engine, &mut voxelizer, &cloud);
    Ok(())
}
