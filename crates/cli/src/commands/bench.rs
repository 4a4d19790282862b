//! `voxelnet bench`

use std::path::PathBuf;
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use voxelnet_config::Config;
use voxelnet_detection::Weights;
use voxelnet_engine::check_supported;
use voxelnet_files::write_atomically;
use voxelnet_scene::read_scan;

use crate::args::bench::BenchArgs;
use crate::bench::engine::{BenchEngine, StepTime};
use crate::bench::engines::{EngineTimes, time_engines};
use crate::bench::limits::Limits;
use crate::bench::machine::MachineRates;
use crate::bench::memory::{own_peak, peak_rss_mb};
use crate::bench::report::{BenchReport, EngineReport, Speedup, TrainStepReport};
use crate::bench::scaling::time_parts;
use crate::bench::stages::StageTimes;
use crate::bench::subject::{Subject, by_num_voxels, read_config, weights_of};
use crate::context::Context;
use crate::libtorch::bench::loading::bench_data;
use crate::libtorch::device::is_cpu;
use crate::libtorch::runtime::IS_AVAILABLE;
use crate::output::report::{print, print_table};
use crate::progress::Progress;

pub fn run(args: &BenchArgs, context: &Context) -> Result<ExitCode> {
    measure(args, context.progress)?;
    Ok(ExitCode::SUCCESS)
}

fn measure(args: &BenchArgs, progress: Progress) -> Result<()> {
    let config = read_config(args)?;
    if let Some(data) = &args.data {
        return bench_data(args, data, &config, progress);
    }
    if args.only_memory {
        return print(&own_peak(args, &config)?);
    }
    let by_size = by_num_voxels(&args.scans, &config)?;
    let (typical, largest) = (&by_size[by_size.len() / 2], &by_size[by_size.len() - 1]);
    let engines = engines(args, &config)?;
    let (path, weights) = weights_of(args, &config)?;
    let mut subject = Subject::new(args, &engines, (&path, &weights), &config)?;
    let file = WeightsFile::new();
    if engines.contains(&BenchEngine::Native) {
        file.write(&weights)?;
    }
    let mut report = BenchReport::new(args.scans.len());
    let memory = |engine: BenchEngine, train| {
        let weights = (engine == BenchEngine::Native).then_some(file.0.as_path());
        peak_rss_mb(args, engine, largest, weights, train)
    };
    add_engines(&mut report, args, &engines, &mut subject, &memory, progress)?;
    if args.scaling {
        let cloud = read_scan(typical)?.cloud;
        let mut parts =
            |engine| time_parts(&mut subject, engine, &cloud, args.repeat, config.train.seed);
        if IS_AVAILABLE {
            report.scaling = parts(BenchEngine::Sparse);
        }
        if engines.contains(&BenchEngine::Native) {
            report.native_scaling = parts(BenchEngine::Native);
        }
    }
    if args.train {
        let network = subject.into_libtorch();
        for StepTime { engine, median_ms } in
            network.time_train_steps(args, &engines, &config, typical, progress)?
        {
            let peak_rss_mb = memory(engine, true)?;
            report.train_step.insert(engine.name(), TrainStepReport { ms: median_ms, peak_rss_mb });
        }
    }
    print_table(&report.table(), &report, args.json.as_deref())
}

/// Weights for another process, removed in the end.
struct WeightsFile(PathBuf);

impl WeightsFile {
    fn new() -> Self {
        let name = format!("voxelnet-bench-{}.safetensors", std::process::id());
        Self(std::env::temp_dir().join(name))
    }

    fn write(&self, weights: &Weights) -> Result<()> {
        write_atomically(&self.0, &weights.to_bytes()?)
            .with_context(|| format!("cannot write {}", self.0.display()))
    }
}

impl Drop for WeightsFile {
    fn drop(&mut self) {
        // It was not written where the native engine is not measured.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// The engines, each once, the reference first; all that can compute the network unless some were named.
fn engines(args: &BenchArgs, config: &Config) -> Result<Vec<BenchEngine>> {
    let is_cpu = is_cpu(args.device)?;
    let mut engines = args.engine.clone();
    if engines.is_empty() {
        if IS_AVAILABLE {
            engines.extend([BenchEngine::Dense, BenchEngine::Sparse]);
        }
        let is_able = !IS_AVAILABLE || check_supported(&config.network).is_ok();
        engines.extend((is_cpu && is_able).then_some(BenchEngine::Native));
    }
    engines.sort();
    engines.dedup();
    ensure!(
        !engines.contains(&BenchEngine::Native) || is_cpu,
        "the native engine computes on the CPU; name others with --engine, or leave --device out"
    );
    Ok(engines)
}

fn add_engines(
    report: &mut BenchReport,
    args: &BenchArgs,
    engines: &[BenchEngine],
    subject: &mut Subject,
    memory: &impl Fn(BenchEngine, bool) -> Result<Option<f64>>,
    progress: Progress,
) -> Result<()> {
    let num_runs = args.scans.len() * args.repeat * engines.len();
    let bar = progress.bar(num_runs as u64, "detecting", "scans");
    let measured = time_engines(args, engines, subject, &bar)?;
    bar.finish_and_clear();
    let dense = measured.iter().find(|times| times.engine == BenchEngine::Dense);
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
            if *engine != BenchEngine::Dense {
                report.difference.insert(engine.name(), differences.largest);
                report.agreement.insert(engine.name(), *agreement);
            }
        }
    }
    Ok(())
}
