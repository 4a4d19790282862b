//! `voxelnet bench`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use tch::Device;
use voxelnet_model::{Detector, VoxelBatch, VoxelNet};
use voxelnet_scene::read_scan;
use voxelnet_train::{Config, RunDir};
use voxelnet_voxelizer::{SampleKey, Voxelizer, voxelize};

use crate::args::{BenchArgs, Engine};
use crate::bench::{
    BenchReport, Differences, EngineReport, StageTimes, TrainStep, TrainStepReport, median,
    peak_rss_mb, peak_rss_of_child, time_scan,
};
use crate::output::print_table;
use crate::progress::Progress;

pub fn bench(args: &BenchArgs, progress: Progress) -> Result<()> {
    let device = args.device.resolve()?;
    let config = read_config(args)?;
    let sizes = num_voxels(&args.scans, &config)?;
    if args.only_memory {
        return print_own_peak(args, &config, device);
    }
    let mut detector = detector(args, &config, device)?;
    let engines = engines(args);
    let threads = usize::try_from(tch::get_num_threads()).unwrap_or(0);
    let mut report = BenchReport { scans: args.scans.len(), threads, ..BenchReport::default() };

    let num_runs = args.scans.len() * args.repeat * engines.len();
    let bar = progress.bar(num_runs as u64, "detecting", "scans");
    let (times, differences) = time_engines(args, &mut detector, &engines, || bar.inc(1))?;
    bar.finish_and_clear();
    let largest = extreme(&sizes, |sizes| sizes.len() - 1);
    for (engine, times) in engines.iter().zip(&times) {
        let peak_rss_mb = peak_of(args, *engine, &args.scans[largest], false)?;
        let median_ms = StageTimes::median_of(times);
        report.engines.insert(engine.name(), EngineReport { median_ms, peak_rss_mb });
    }
    if engines.contains(&Engine::Dense) {
        for (engine, differences) in engines.iter().zip(&differences) {
            report.spread = Some(differences.spread);
            if *engine != Engine::Dense {
                report.difference.insert(engine.name(), differences.largest);
            }
        }
    }
    if args.train {
        let typical = &args.scans[extreme(&sizes, |sizes| sizes.len() / 2)];
        let step = TrainStep::new(detector.into_network(), &config, typical)?;
        for (engine, ms) in engines.iter().zip(time_train_steps(args, step, &engines, progress)?) {
            let peak_rss_mb = peak_of(args, *engine, &args.scans[largest], true)?;
            report.train_step.insert(engine.name(), TrainStepReport { ms, peak_rss_mb });
        }
    }
    print_table(&report.table(), &report, args.json.as_deref())
}

/// The engines, each once, the reference first.
fn engines(args: &BenchArgs) -> Vec<Engine> {
    let mut engines = args.engine.clone();
    engines.sort();
    engines.dedup();
    engines
}

fn read_config(args: &BenchArgs) -> Result<Config> {
    let path = match (&args.config, &args.run) {
        (Some(path), _) => path.clone(),
        (None, Some(run)) => RunDir::new(run).config_path(),
        (None, None) => anyhow::bail!("give --run DIR or --config FILE"),
    };
    Config::read(&path, &args.overrides).context("cannot use the configuration")
}

/// Number of voxels of each scan.
fn num_voxels(scans: &[PathBuf], config: &Config) -> Result<Vec<usize>> {
    let grid = voxelnet_voxelizer::VoxelGrid::new(&config.network.grid)?;
    scans
        .iter()
        .map(|path| {
            let cloud = read_scan(path)?.cloud;
            let voxels = voxelize(&cloud, &grid, &config.network.limits, SampleKey::default());
            ensure!(!voxels.is_empty(), "{}: no point in the range of the grid", path.display());
            Ok(voxels.len())
        })
        .collect()
}

/// The scan at a place of the order from the fewest voxels to the most.
fn extreme(sizes: &[usize], place: impl Fn(&[usize]) -> usize) -> usize {
    let mut order: Vec<usize> = (0..sizes.len()).collect();
    order.sort_by_key(|&scan| sizes[scan]);
    order[place(sizes)]
}

/// A detector with the weights of the run, or with random ones whose outputs depend on the scans.
fn detector(args: &BenchArgs, config: &Config, device: Device) -> Result<Detector> {
    if let Some(run) = &args.run {
        let checkpoint = RunDir::new(run).last_checkpoint()?;
        let model = config.model();
        return Ok(Detector::with_weights(&checkpoint.weights, &checkpoint.path, model, device)?);
    }
    let mut network = VoxelNet::new(&config.network, device, config.train.seed)?;
    let layout = network.layout().clone();
    let batches: Vec<VoxelBatch> = args
        .scans
        .iter()
        .map(|path| {
            let cloud = read_scan(path)?.cloud;
            let limits = &config.network.limits;
            let voxels = voxelize(&cloud, &layout.grid, limits, SampleKey::default());
            Ok(VoxelBatch::new(&[&voxels], layout.grid.shape(), device))
        })
        .collect::<Result<_>>()?;
    network.calibrate(&batches);
    Ok(Detector::new(network, config.model()))
}

/// Times of each engine on each scan, and how far their outputs are from the reference's. The engines
/// take turns, so that what else the machine does hits all of them.
fn time_engines(
    args: &BenchArgs,
    detector: &mut Detector,
    engines: &[Engine],
    progressed: impl Fn(),
) -> Result<(Vec<Vec<StageTimes>>, Vec<Differences>)> {
    let layout = detector.network().layout();
    let mut voxelizer = Voxelizer::new(&layout.grid, &detector.config().network.limits);
    let mut times = vec![Vec::new(); engines.len()];
    let mut differences = vec![Differences::default(); engines.len()];
    for engine in engines {
        // The first run gets its memory from the system, which is not what is to be timed.
        detector.network_mut().set_middle_evaluation(engine.evaluation());
        time_scan(detector, &mut voxelizer, &args.scans[0])?;
    }
    for scan in &args.scans {
        let mut of_scan = vec![Vec::new(); engines.len()];
        for _ in 0..args.repeat {
            let mut reference = None;
            for (i, engine) in engines.iter().enumerate() {
                detector.network_mut().set_middle_evaluation(engine.evaluation());
                let (times, output) = time_scan(detector, &mut voxelizer, scan)?;
                of_scan[i].push(times);
                differences[i].add(&output, reference.as_ref().unwrap_or(&output));
                reference.get_or_insert(output);
                progressed();
            }
        }
        for (times, of_scan) in times.iter_mut().zip(of_scan) {
            times.push(StageTimes::median_of(&of_scan));
        }
    }
    Ok((times, differences))
}

/// The median of each engine's steps.
fn time_train_steps(
    args: &BenchArgs,
    mut step: TrainStep,
    engines: &[Engine],
    progress: Progress,
) -> Result<Vec<f64>> {
    let mut times = vec![Vec::new(); engines.len()];
    let bar = progress.bar((args.repeat * engines.len()) as u64, "training", "steps");
    for _ in 0..args.repeat {
        for (times, engine) in times.iter_mut().zip(engines) {
            times.push(step.run(engine.evaluation())?);
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    Ok(times.into_iter().map(median).collect())
}

/// The peak memory of an engine on a scan, in a process of its own.
fn peak_of(args: &BenchArgs, engine: Engine, scan: &Path, train: bool) -> Result<Option<f64>> {
    let mut arguments = vec!["bench".to_owned(), "--only-memory".into(), "--quiet".into()];
    let mut add = |option: &str, value: String| arguments.extend([option.to_owned(), value]);
    if let Some(config) = &args.config {
        add("--config", config.display().to_string());
    }
    if let Some(run) = &args.run {
        add("--run", run.display().to_string());
    }
    args.overrides.iter().for_each(|assignment| add("--set", assignment.clone()));
    add("--engine", engine.name().into());
    add("--device", args.device.to_string());
    add("--threads", tch::get_num_threads().to_string());
    if train {
        arguments.push("--train".into());
    }
    arguments.extend(["--".into(), scan.display().to_string()]);
    peak_rss_of_child(&arguments)
}

/// Runs one engine once and prints the peak memory of this process.
fn print_own_peak(args: &BenchArgs, config: &Config, device: Device) -> Result<()> {
    let [engine] = engines(args)[..] else { anyhow::bail!("memory is measured engine by engine") };
    let mut network = VoxelNet::new(&config.network, device, config.train.seed)?;
    network.set_middle_evaluation(engine.evaluation());
    if args.train {
        TrainStep::new(network, config, &args.scans[0])?.run(engine.evaluation())?;
    } else {
        let detector = Detector::new(network, config.model());
        let layout = detector.network().layout();
        let mut voxelizer = Voxelizer::new(&layout.grid, &config.network.limits);
        time_scan(&detector, &mut voxelizer, &args.scans[0])?;
    }
    println!("{}", peak_rss_mb().map_or("unknown".into(), |peak| peak.to_string()));
    Ok(())
}
