//! The half of `voxelnet bench` that needs libtorch.

mod loading;
mod network;
mod train_step;

use std::path::Path;

use anyhow::Result;
use voxelnet_config::Config;
use voxelnet_dataset::FrameReader;
use voxelnet_model::VoxelNet;
use voxelnet_ranks::Alone;
use voxelnet_scene::read_scan;
use voxelnet_train::BatchSource;
use voxelnet_voxelizer::Voxelizer;

pub use network::{TimedNetwork, random_weights};

use super::device::resolve;
use crate::args::{BenchArgs, BenchEngine};
use crate::commands::open_split;
use crate::output::print_table;
use crate::progress::Progress;
use loading::time_loading;
use train_step::TrainStep;

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

/// Measures the loading of a dataset instead of engines.
pub fn bench_data(
    args: &BenchArgs,
    data: &Path,
    config: &Config,
    progress: Progress,
) -> Result<()> {
    let (dataset, frames) = open_split(data, &args.split, progress)?;
    let reader = FrameReader::new(dataset, config.frames());
    let source = BatchSource::new(config, reader, frames, &Alone)?;
    let bar = progress.bar(args.steps as u64, "training", "steps");
    let report = time_loading(&source, config, args.steps, resolve(args.device)?, &bar)?;
    bar.finish_and_clear();
    print_table(&report.table(), &report, args.json.as_deref())
}
