//! `voxelnet detect`

use std::path::Path;
use std::process::ExitCode;
use std::time::Instant;

use anyhow::{Context as _, Error, Result, ensure};
use voxelnet_config::{BoxFrame, ModelConfig};
use voxelnet_detection::{Detection, Detector, ScanVoxelizer};
use voxelnet_ranks::{Numbers, is_own};
use voxelnet_scene::Scan;
use voxelnet_voxelizer::SparseVoxels;

use crate::args::detect::DetectArgs;
use crate::context::Context;
use crate::detect::format::Format;
use crate::detect::network::TrainedNetwork;
use crate::detect::pipeline::run_pipeline;
use crate::detect::results::{Results, require_other_file};
use crate::engine::choice::EngineChoice;
use crate::engine::kind::Engine;
use crate::libtorch::dump::dump;
use crate::output::error_chain::chain_of;
use crate::progress::{Progress, line};
use crate::scans::cameras::Cameras;
use crate::scans::inputs::{Input, find_inputs};
use crate::scans::reading::ScanReading;
use crate::together::require_same;

pub fn run(args: &DetectArgs, context: &Context) -> Result<ExitCode> {
    let Context { progress, ranks } = *context;
    let inputs = find_inputs(&args.scans)?;
    ensure!(
        args.dump.is_none() || inputs.len() == 1,
        "--dump writes what was computed for one scan; there are {}",
        inputs.len()
    );
    let network = TrainedNetwork::read(args, ranks)?;
    let mut detector = load_detector(args, &network, progress)?;
    let config = &network.config;
    let reading = ScanReading::new(&args.scan, &config.dataset);
    let voxelizer = detector.voxelizer().clone();
    let mut results = results(args, config, ranks.size() > 1)?;

    let names: Vec<&String> = inputs.iter().map(|input| &input.name).collect();
    require_same(ranks, "list of scans", &names)?;
    let own = inputs.iter().enumerate().filter(|(number, _)| is_own(ranks, *number));

    // Every rank does as much as this one.
    let bar = progress.bar(inputs.len() as u64, "detecting", "scans");
    let started = Instant::now();
    let mut errors = Vec::new();
    run_pipeline(
        own,
        |(number, input)| (number, input, read(&reading, &voxelizer, input)),
        |(number, input, seen)| {
            ranks.works_on(&format!("detecting in {}", input.source));
            let found = seen.and_then(|(scan, voxels)| {
                if let Some(path) = &args.dump {
                    write_dump(args, &network, (input, &voxels), path)?;
                }
                Ok((scan, detector.detect_in(&voxels)))
            });
            (number, input, found)
        },
        |(number, input, found)| {
            let warn = |text: &str| bar.suspend(|| progress.warn_here(text));
            let written =
                found.and_then(|found| write(&mut results, (number, input), &found, warn));
            if let Err(error) = written {
                if inputs.len() > 1 {
                    bar.suspend(|| line(&format!("error: {}", chain_of(&error))));
                }
                errors.push(error);
            }
            bar.inc(ranks.size() as u64);
        },
    );
    bar.finish_and_clear();
    let secs = started.elapsed().as_secs_f64();
    finish(results, inputs.len(), errors, secs, context)?;
    Ok(ExitCode::SUCCESS)
}

/// Writes what is left to write, and tells what became of all scans.
fn finish(
    mut results: Results,
    num_inputs: usize,
    mut errors: Vec<Error>,
    secs: f64,
    &Context { progress, ranks }: &Context,
) -> Result<()> {
    let mut num_failed = [errors.len() as f64];
    if let (1, Some(error)) = (num_inputs, errors.pop()) {
        return Err(error);
    }
    ranks.all_reduce(Numbers::F64(&mut num_failed));
    let num_failed = num_failed[0] as usize;
    ensure!(num_failed < num_inputs, "no scan could be used");
    results.join(ranks)?;
    if ranks.is_first() {
        let said = summary(&results, num_inputs - num_failed, secs);
        results.finish()?;
        progress.say(&said);
    }
    // An error of another rank ends this one, which has to have written everything before.
    ranks.barrier();
    ensure!(num_failed == 0, "{num_failed} of {num_inputs} scans could not be used");
    Ok(())
}

/// Such as `12 detections in 3 scans, 2.1 scans/s, written to results`.
fn summary(results: &Results, num_scans: usize, secs: f64) -> String {
    let num_found = results.num_objects();
    let rate = num_scans as f64 / secs;
    let written = results.out.map(|out| format!(", written to {}", out.display()));
    format!(
        "{num_found} detections in {num_scans} scans, {rate:.1} scans/s{}",
        written.unwrap_or_default()
    )
}

/// Where the results go, which is made if it is a folder.
fn results<'a>(
    args: &'a DetectArgs,
    config: &'a ModelConfig,
    is_shared: bool,
) -> Result<Results<'a>> {
    let has_camera = config.dataset.boxes == BoxFrame::Camera;
    ensure!(
        !args.format.contains(&Format::Kitti) || args.calib.is_some() || !has_camera,
        "the kitti format is in the camera's frame; give its calibration with --calib FILE|DIR"
    );
    ensure!(
        args.calib.is_none() || has_camera,
        "the network was trained on boxes in the frame of the scans; --calib has no meaning for it"
    );
    ensure!(
        !args.format.contains(&Format::Camera) || (args.calib.is_some() && args.image.is_some()),
        "the camera format needs --image FILE|DIR and --calib FILE|DIR"
    );
    let out = args.out.as_deref().filter(|out| out.as_os_str() != "-");
    match out {
        Some(out) => std::fs::create_dir_all(out)
            .with_context(|| format!("cannot make {}", out.display()))?,
        None => ensure!(
            args.format == [Format::Json],
            "only json is printed; say with --out where other formats go"
        ),
    }
    let cameras = args.calib.clone().map(|path| Cameras::new(path, &config.dataset));
    let image = args.image.as_deref();
    let (formats, objects) = (&args.format, Vec::new());
    Ok(Results { out, formats, config, cameras, image, objects, is_shared })
}

/// A scan and its voxels.
type SeenScan = (Scan, SparseVoxels);

fn read(reading: &ScanReading, voxelizer: &ScanVoxelizer, input: &Input) -> Result<SeenScan> {
    let scan = reading.read(input)?;
    let voxels = voxelizer.voxels(&scan.cloud);
    Ok((scan, voxels))
}

/// The detector in the engine that was asked for.
fn load_detector(
    args: &DetectArgs,
    network: &TrainedNetwork,
    progress: Progress,
) -> Result<Box<dyn Detector>> {
    let TrainedNetwork { weights, path, config } = network;
    let mut compute = args.compute;
    if args.dump.is_some() {
        ensure!(
            compute.engine != Some(Engine::Native),
            "--dump writes what libtorch computes on the way, not the native engine"
        );
        compute.engine = Some(Engine::Libtorch);
    }
    let choice = EngineChoice::new(compute, [&config.network], progress)?;
    choice.load(weights, path, config.clone())
}

/// Writes all that libtorch computes on the way from the voxels of a scan to detections.
fn write_dump(
    args: &DetectArgs,
    network: &TrainedNetwork,
    (input, voxels): (&Input, &SparseVoxels),
    path: &Path,
) -> Result<()> {
    require_other_file(input, path, "--dump")?;
    let TrainedNetwork { weights, path: origin, config } = network;
    dump(weights, origin, config.clone(), args.compute.device, voxels, path)
}

fn write(
    results: &mut Results,
    (number, input): (usize, &Input),
    (scan, detections): &(Scan, Vec<Detection>),
    warn: impl Fn(&str),
) -> Result<()> {
    for warning in &scan.warnings {
        warn(&format!("{}: {warning}", input.source));
    }
    results.add(number, input, &scan.cloud, detections)
}
