//! `voxelnet bench`

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use tch::Device;
use voxelnet_config::Config;
use voxelnet_dataset::FrameReader;
use voxelnet_engine::check_supported;
use voxelnet_ranks::Alone;
use voxelnet_scene::read_scan;
use voxelnet_train::BatchSource;

use super::open_split;
use crate::args::{BenchArgs, Engine};
use crate::bench::{
    BenchReport, EngineReport, EngineTimes, Limits, MachineRates, Speedup, StageTimes, Subject,
    TrainStep, TrainStepReport, by_num_voxels, own_peak, peak_rss_mb, read_config, time_engines,
    time_loading, time_parts, time_train_steps,
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
    let engines = engines(args, &config, device)?;
    let mut subject = Subject::new(args, &engines, &config, device)?;
    let weights = WeightsFile::new()?;
    if engines.contains(&Engine::Native) {
        subject.write_weights(&weights.0, &config)?;
    }

    let mut report = BenchReport::new(args.scans.len());
    let memory = |engine: Engine, train| {
        let weights = (engine == Engine::Native).then_some(weights.0.as_path());
        peak_rss_mb(args, engine, largest, weights, train)
    };
    add_engines(&mut report, args, &engines, &mut subject, &memory, progress)?;
    if args.scaling {
        let cloud = read_scan(typical)?.cloud;
        let mut parts =
            |engine| time_parts(&mut subject, engine, &cloud, args.repeat, config.train.seed);
        report.scaling = parts(Engine::Sparse);
        if engines.contains(&Engine::Native) {
            report.native_scaling = parts(Engine::Native);
        }
    }
    if args.train {
        let step = TrainStep::new(subject.into_network(), &config, typical)?;
        add_train_steps(&mut report, args, &engines, step, &memory, progress)?;
    }
    print_table(&report.table(), &report, args.json.as_deref())
}

/// Weights for another process, removed in the end.
struct WeightsFile(PathBuf);

impl WeightsFile {
    fn new() -> Result<Self> {
        let name = format!("voxelnet-bench-{}.safetensors", std::process::id());
        Ok(Self(std::env::temp_dir().join(name)))
    }
}

impl Drop for WeightsFile {
    fn drop(&mut self) {
        // It was not written where the native engine is not measured.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Measures the loading of a dataset instead of engines.
fn bench_data(args: &BenchArgs, data: &Path, config: &Config, progress: Progress) -> Result<()> {
    let (dataset, frames) = open_split(data, &args.split, progress)?;
    let reader = FrameReader::new(dataset, config.frames());
    let source = BatchSource::new(config, reader, frames, &Alone)?;
    let bar = progress.bar(args.steps as u64, "training", "steps");
    let report = time_loading(&source, config, args.steps, args.device.resolve()?, &bar)?;
    bar.finish_and_clear();
    print_table(&report.table(), &report, args.json.as_deref())
}

/// The engines, each once, the reference first; all that can compute the network unless some were named.
fn engines(args: &BenchArgs, config: &Config, device: Device) -> Result<Vec<Engine>> {
    let mut engines = args.engine.clone();
    if engines.is_empty() {
        engines.extend([Engine::Dense, Engine::Sparse]);
        let is_able = device == Device::Cpu && check_supported(&config.network).is_ok();
        engines.extend(is_able.then_some(Engine::Native));
    }
    engines.sort();
    engines.dedup();
    ensure!(
        !engines.contains(&Engine::Native) || device == Device::Cpu,
        "the native engine computes on the CPU; name others with --engine, or leave --device out"
    );
    Ok(engines)
}

fn add_engines(
    report: &mut BenchReport,
    args: &BenchArgs,
    engines: &[Engine],
    subject: &mut Subject,
    memory: &impl Fn(Engine, bool) -> Result<Option<f64>>,
    progress: Progress,
) -> Result<()> {
    let num_runs = args.scans.len() * args.repeat * engines.len();
    let bar = progress.bar(num_runs as u64, "detecting", "scans");
    let measured = time_engines(args, engines, subject, &bar)?;
    bar.finish_and_clear();
    let dense = measured.iter().find(|times| times.engine == Engine::Dense);
    for times in &measured {
        let EngineTimes { engine, of_scans, work, differences, agreement } = times;
        if !work.is_empty() {
            report.native_limits = Some(Limits::new(&MachineRates::measure(), work, of_scans));
        }
        let speedup = dense.map(|dense| Speedup::new(&dense.of_scans, of_scans));
        let median_ms = StageTimes::median_of(of_scans);
        let peak_rss_mb = memory(*engine, false)?;
        report.engines.insert(engine.name(), EngineReport { median_ms, peak_rss_mb, speedup });
        if dense.is_some() {
            report.spread = Some(differences.spread);
            if *engine != Engine::Dense {
                report.difference.insert(engine.name(), differences.largest);
                report.agreement.insert(engine.name(), *agreement);
            }
        }
    }
    Ok(())
}

fn add_train_steps(
    report: &mut BenchReport,
    args: &BenchArgs,
    engines: &[Engine],
    step: TrainStep,
    memory: &impl Fn(Engine, bool) -> Result<Option<f64>>,
    progress: Progress,
) -> Result<()> {
    let bar = progress.bar((args.repeat * engines.len()) as u64, "training", "steps");
    let medians = time_train_steps(args.repeat, engines, step, &bar)?;
    bar.finish_and_clear();
    for (engine, ms) in medians {
        let peak_rss_mb = memory(engine, true)?;
        report.train_step.insert(engine.name(), TrainStepReport { ms, peak_rss_mb });
    }
    Ok(())
}
