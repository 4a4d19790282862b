//! `voxelnet detect`

use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Error, Result, ensure};
use voxelnet_communicator::Numbers;
use voxelnet_config::ModelConfig;
use voxelnet_dataset::{CoverageWarning, ScansBehind, coverage_warnings};
use voxelnet_detection::{Detector, ScanVoxelizer};
use voxelnet_scene::Scan;
use voxelnet_voxelizer::SparseVoxels;

use crate::args::detect::DetectArgs;
use crate::context::Context;
use crate::detect::pipeline::run_pipeline;
use crate::detect::plan::DetectPlan;
use crate::detect::remedy::Remedies;
use crate::detect::results::{Detected, Job, Results, require_other_file};
use crate::engine::network::TrainedNetwork;
use crate::libtorch::dump::dump;
use crate::output::error_chain::chain_of;
use crate::progress::line;
use crate::scans::inputs::Input;
use crate::scans::reading::ScanReading;
use crate::together::require_same;

pub fn run(args: &DetectArgs, context: &Context) -> Result<ExitCode> {
    let plan = DetectPlan::try_from(args)?;
    let communicator = &context.communicator;
    let network = plan.weights.read(plan.changes, communicator)?;
    let mut detector = network.load(plan.engine, context.progress)?;
    let mut results = Results::open(&plan.results, &network.config, communicator.size() > 1)?;
    let names: Vec<&String> = plan.inputs.iter().map(|input| &input.name).collect();
    require_same(communicator, "list of scans", &names)?;

    let started = Instant::now();
    let errors = detect_all(&plan, &network, detector.as_mut(), &mut results, context);
    let secs = started.elapsed().as_secs_f64();
    finish(results, Outcome { num_scans: plan.inputs.len(), errors, secs }, context)?;
    Ok(ExitCode::SUCCESS)
}

/// Reads this rank's scans, detects in them and writes the results, all at the same time; the errors of the scans
/// that could not be used.
fn detect_all(
    plan: &DetectPlan,
    network: &TrainedNetwork,
    detector: &mut dyn Detector,
    results: &mut Results,
    context: &Context,
) -> Vec<Error> {
    let &Context { progress, ref communicator, ref heartbeat } = context;
    let shard = communicator.shard();
    let reading = ScanReading::new(&plan.reading, &network.config.dataset)
        .with_common_scale(&plan.inputs, progress);
    let voxelizer = detector.voxelizer().clone();
    let config = &network.config;
    let read = |job: &Job| SeenScan::read(&reading, &voxelizer, config, job.input);
    let remedies = Remedies { typed: plan.reading.transform, scan: config.dataset.scan };
    let mut behind = ScansBehind::default();
    let jobs = plan.inputs.iter().enumerate().map(|(number, input)| Job { number, input });
    // Every rank does as much as this one.
    let bar = progress.bar(plan.inputs.len() as u64, "detecting", "scans");
    let mut errors = Vec::new();
    run_pipeline(
        jobs.filter(|job| shard.owns(job.number)),
        |job| (job, read(&job)),
        |(job, seen)| {
            heartbeat.beat(&format!("detecting in {}", job.input.source));
            (job, seen.and_then(|seen| detect_in(seen, job.input, plan, network, detector)))
        },
        |(job, detected)| {
            let written = detected.and_then(|mut detected| {
                behind.take(&job.input.source.to_string(), &mut detected.coverage);
                let warn = |text: String| bar.suspend(|| progress.warn_here(&text));
                warnings(&detected, job.input, &remedies).into_iter().for_each(warn);
                results.add(job, &detected)
            });
            if let Err(error) = written {
                if plan.inputs.len() > 1 {
                    bar.suspend(|| line(&format!("error: {}", chain_of(&error))));
                }
                errors.push(error);
            }
            bar.inc(communicator.size() as u64);
        },
    );
    bar.finish_and_clear();
    if let Some(warning) = behind.warning(|warning| remedies.option(warning)) {
        progress.warn_here(&warning);
    }
    errors
}

/// A scan and its voxels.
struct SeenScan {
    scan: Scan,
    voxels: SparseVoxels,
    coverage: Vec<CoverageWarning>,
}

impl SeenScan {
    fn read(
        reading: &ScanReading,
        voxelizer: &ScanVoxelizer,
        config: &ModelConfig,
        input: &Input,
    ) -> Result<Self> {
        let scan = reading.read(input)?;
        let (dataset, network) = (&config.dataset, &config.network);
        let coverage = coverage_warnings(&scan.cloud, reading.sensor(), &dataset.scan, network);
        Ok(Self { voxels: voxelizer.voxels(&scan.cloud), scan, coverage })
    }
}

/// Detects in a scan, and writes everything that is computed on the way where a file for it was named.
fn detect_in(
    SeenScan { scan, voxels, coverage }: SeenScan,
    input: &Input,
    plan: &DetectPlan,
    network: &TrainedNetwork,
    detector: &mut dyn Detector,
) -> Result<Detected> {
    if let Some(path) = &plan.dump {
        require_other_file(input, path, "--dump")?;
        dump(network, plan.engine.device, &voxels, path)?;
    }
    Ok(Detected { detections: detector.detect_in(&voxels), scan, coverage })
}

/// The lines to warn with about a scan, and about the detections in it.
fn warnings(detected: &Detected, input: &Input, remedies: &Remedies) -> Vec<String> {
    let Detected { scan, coverage, detections } = detected;
    let of_file = scan.warnings.iter().map(ToString::to_string);
    let of_file = of_file.chain(detections.warning());
    let of_file = of_file.map(|warning| format!("{}: {warning}", input.source));
    of_file.chain(coverage.iter().map(|of| remedies.line(of, &input.source))).collect()
}

/// The end of the work of one rank.
struct Outcome {
    /// Number of scans of all ranks.
    num_scans: usize,
    /// Errors of the scans of this rank that could not be used.
    errors: Vec<Error>,
    secs: f64,
}

/// Writes what is left to write, and reports on all scans.
fn finish(
    mut results: Results,
    Outcome { num_scans, mut errors, secs }: Outcome,
    &Context { progress, ref communicator, .. }: &Context,
) -> Result<()> {
    let mut num_failed = [errors.len() as f64];
    if let (1, Some(error)) = (num_scans, errors.pop()) {
        return Err(error);
    }
    communicator.all_reduce(Numbers::F64(&mut num_failed));
    let num_failed = num_failed[0] as usize;
    ensure!(num_failed < num_scans, "no scan could be used");
    results.join(communicator)?;
    if communicator.is_first() {
        let said = results.summary(num_scans - num_failed, secs);
        results.finish()?;
        progress.say(&said);
    }
    // An error of another rank ends this one, which has to have written everything before.
    communicator.barrier();
    ensure!(num_failed == 0, "{num_failed} of {num_scans} scans could not be used");
    Ok(())
}
