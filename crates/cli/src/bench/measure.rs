//! The measurement of engines, from a plan to a report.

use anyhow::Result;
use voxelnet_config::{Config, NetworkConfig};
use voxelnet_engine::check_supported;
use voxelnet_scene::PointCloud;

use super::config::BenchConfig;
use super::engine::{BenchEngine, StepTime};
use super::engines::{EngineTimes, time_engines};
use super::limits::Limits;
use super::machine::MachineRates;
use super::memory::PeakMemory;
use super::plan::EnginesPlan;
use super::report::{BenchReport, EngineReport, Speedup, TrainStepReport};
use super::scaling::time_parts;
use super::scans::{ScansBySize, read};
use super::stages::StageTimes;
use super::subject::{Subject, network_of};
use crate::libtorch::device::is_cpu;
use crate::libtorch::runtime::IS_AVAILABLE;
use crate::progress::Progress;
use crate::usage::ensure_usage;

/// Times the engines, then what else was asked for.
pub fn measure(plan: &EnginesPlan, progress: Progress) -> Result<BenchReport> {
    let config = BenchConfig::read(&plan.network)?;
    let training: Option<Config> = plan.trains.then(|| plan.network.read()).transpose()?;
    let ScansBySize { typical, largest } = ScansBySize::of(&plan.scans, &config.model)?;
    let engines = engines(plan, &config.model.network)?;
    let network = network_of(plan, &config)?;
    let mut subject = Subject::new(plan, &engines, &network)?;
    let native = engines.contains(&BenchEngine::Native).then_some(&network.weights);
    let memory = PeakMemory::new(&plan.network, &largest, native)?;

    let mut report = BenchReport::new(plan.scans.len());
    let bar =
        progress.bar((plan.scans.len() * plan.repeat * engines.len()) as u64, "detecting", "scans");
    let measured = time_engines(plan, &engines, &mut subject, &bar)?;
    bar.finish_and_clear();
    add_engines(&mut report, &measured, &memory)?;
    if plan.scales {
        let has_native = engines.contains(&BenchEngine::Native);
        let cloud = read(&typical, &config.model.dataset)?;
        add_scaling(&mut report, &mut subject, has_native, &cloud, plan.repeat, config.seed);
    }
    if let Some(config) = training {
        let network = subject.into_libtorch();
        let steps = network.time_train_steps(&engines, plan.repeat, &config, &typical, progress)?;
        add_train_steps(&mut report, steps, &memory)?;
    }
    Ok(report)
}

/// The engines, each once, the reference first; all that can compute the network unless some were named.
fn engines(plan: &EnginesPlan, network: &NetworkConfig) -> Result<Vec<BenchEngine>> {
    let is_cpu = is_cpu(plan.network.device)?;
    let mut engines = plan.engines.clone();
    if engines.is_empty() {
        if IS_AVAILABLE {
            engines.extend([BenchEngine::Dense, BenchEngine::Sparse]);
        }
        let is_able = !IS_AVAILABLE || check_supported(network).is_ok();
        engines.extend((is_cpu && is_able).then_some(BenchEngine::Native));
    }
    engines.sort();
    engines.dedup();
    ensure_usage!(
        !engines.contains(&BenchEngine::Native) || is_cpu,
        "the native engine computes on the CPU; name others with --engine, or leave --device out"
    );
    Ok(engines)
}

/// Adds the times of engines, and beside those of the reference what differs.
fn add_engines(
    report: &mut BenchReport,
    measured: &[EngineTimes],
    memory: &PeakMemory,
) -> Result<()> {
    let dense = measured.iter().find(|times| times.engine == BenchEngine::Dense);
    for times in measured {
        let EngineTimes { engine, of_scans, work, differences, agreement } = times;
        if !work.is_empty() {
            report.native_limits = Some(Limits::new(&MachineRates::measure(), work, of_scans));
        }
        let speedup = dense.map(|dense| Speedup::new(&dense.of_scans, of_scans));
        let median_ms = StageTimes::median_of(of_scans);
        let peak_rss_mb = memory.of(*engine, false)?;
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

/// Adds the times of parts of a scan.
fn add_scaling(
    report: &mut BenchReport,
    subject: &mut Subject,
    has_native: bool,
    cloud: &PointCloud,
    repeat: usize,
    seed: u64,
) {
    let mut parts = |engine| time_parts(subject, engine, cloud, repeat, seed);
    if IS_AVAILABLE {
        report.scaling = parts(BenchEngine::Sparse);
    }
    if has_native {
        report.native_scaling = parts(BenchEngine::Native);
    }
}

fn add_train_steps(
    report: &mut BenchReport,
    steps: Vec<StepTime>,
    memory: &PeakMemory,
) -> Result<()> {
    for StepTime { engine, median_ms } in steps {
        let peak_rss_mb = memory.of(engine, true)?;
        report.train_step.insert(engine.name(), TrainStepReport { ms: median_ms, peak_rss_mb });
    }
    Ok(())
}
