//! `voxelnet bench`

use std::path::{Path, PathBuf};

use anyhow::Result;
use voxelnet_dataset::FrameReader;
use voxelnet_model::{Detector, VoxelNet};
use voxelnet_scene::read_scan;
use voxelnet_train::{BatchSource, Config};

use super::open_split;
use crate::args::{BenchArgs, Engine};
use crate::bench::{
    BenchReport, EngineReport, StageTimes, TrainStep, TrainStepReport, by_num_voxels, detector,
    own_peak, peak_rss_mb, read_config, time_engines, time_loading, time_parts, time_train_steps,
};
use crate::output::{print, print_table};
use crate::progress::Progress;

pub fn bench(args: &BenchArgs, progress: Progress) -> Result<()> {
    let device = args.device.resolve()?;
    let config = read_config(args)?;
    if let Some(data) = &args.data {
        return bench_data(args, data, &config, progress);
    }
    if args.only_memory {
        return print(&own_peak(args, &config, device)?);
    }
    let by_size = by_num_voxels(&args.scans, &config)?;
    let (typical, largest) = (&by_size[by_size.len() / 2], &by_size[by_size.len() - 1]);
    let engines = engines(args);
    let mut detector = detector(args, &config, device)?;

    let mut report = BenchReport::new(args.scans.len());
    add_engines(&mut report, args, &engines, &mut detector, largest, progress)?;
    if args.scaling {
        detector.network_mut().set_middle_evaluation(Engine::Sparse.evaluation());
        let cloud = read_scan(typical)?.cloud;
        report.scaling = time_parts(&detector, &cloud, args.repeat, config.train.seed);
    }
    if args.train {
        let subject = (detector.into_network(), &config, typical);
        add_train_steps(&mut report, args, &engines, subject, largest, progress)?;
    }
    print_table(&report.table(), &report, args.json.as_deref())
}

/// Measures the loading of a dataset instead of engines.
fn bench_data(args: &BenchArgs, data: &Path, config: &Config, progress: Progress) -> Result<()> {
    let (dataset, frames) = open_split(data, &args.split, progress)?;
    let crop = config.train.crop_to_image;
    let reader = FrameReader::new(dataset, config.dataset.clone(), &config.network, crop);
    let source = BatchSource::new(config, reader, frames)?;
    let bar = progress.bar(args.steps as u64, "training", "steps");
    let report = time_loading(&source, config, args.steps, args.device.resolve()?, &bar)?;
    bar.finish_and_clear();
    print_table(&report.table(), &report, args.json.as_deref())
}

/// The engines, each once, the reference first.
fn engines(args: &BenchArgs) -> Vec<Engine> {
    let mut engines = args.engine.clone();
    engines.sort();
    engines.dedup();
    engines
}

fn add_engines(
    report: &mut BenchReport,
    args: &BenchArgs,
    engines: &[Engine],
    detector: &mut Detector,
    largest: &Path,
    progress: Progress,
) -> Result<()> {
    let num_runs = args.scans.len() * args.repeat * engines.len();
    let bar = progress.bar(num_runs as u64, "detecting", "scans");
    let measured = time_engines(args, engines, detector, &bar)?;
    bar.finish_and_clear();
    for times in &measured {
        let peak_rss_mb = peak_rss_mb(args, times.engine, largest, false)?;
        let median_ms = StageTimes::median_of(&times.of_scans);
        report.engines.insert(times.engine.name(), EngineReport { median_ms, peak_rss_mb });
        if engines.contains(&Engine::Dense) {
            report.spread = Some(times.differences.spread);
            if times.engine != Engine::Dense {
                report.difference.insert(times.engine.name(), times.differences.largest);
            }
        }
    }
    Ok(())
}

fn add_train_steps(
    report: &mut BenchReport,
    args: &BenchArgs,
    engines: &[Engine],
    (network, config, typical): (VoxelNet, &Config, &PathBuf),
    largest: &Path,
    progress: Progress,
) -> Result<()> {
    let step = TrainStep::new(network, config, typical)?;
    let bar = progress.bar((args.repeat * engines.len()) as u64, "training", "steps");
    let medians = time_train_steps(args.repeat, engines, step, &bar)?;
    bar.finish_and_clear();
    for (engine, ms) in engines.iter().zip(medians) {
        let peak_rss_mb = peak_rss_mb(args, *engine, largest, true)?;
        report.train_step.insert(engine.name(), TrainStepReport { ms, peak_rss_mb });
    }
    Ok(())
}
