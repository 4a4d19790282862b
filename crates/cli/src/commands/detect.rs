//! `voxelnet detect`

use std::time::Instant;

use anyhow::{Context, Error, Result, ensure};
use voxelnet_head::{BoxFrame, Detection, ModelConfig, ScanVoxelizer};
use voxelnet_scene::Scan;
use voxelnet_voxelizer::SparseVoxels;

use crate::args::{DetectArgs, Format};
use crate::detect::{Network, Results, require_other_file, run_pipeline};
use crate::output::chain_of;
use crate::progress::{Progress, line};
use crate::scans::{Cameras, Input, ScanReading, find_inputs};

pub fn detect(args: &DetectArgs, progress: Progress) -> Result<()> {
    let inputs = find_inputs(&args.scans)?;
    ensure!(
        args.dump.is_none() || inputs.len() == 1,
        "--dump writes what was computed for one scan; there are {}",
        inputs.len()
    );
    let mut network = Network::load(args, progress)?;
    let config = network.config().clone();
    let reading = ScanReading::new(&args.scan, &config.dataset);
    let voxelizer = network.voxelizer().clone();
    let mut results = results(args, &config)?;

    let bar = progress.bar(inputs.len() as u64, "detecting", "scans");
    let started = Instant::now();
    let mut errors = Vec::new();
    run_pipeline(
        inputs.iter(),
        |input| (input, read(&reading, &voxelizer, input)),
        |(input, seen)| {
            (input, seen.and_then(|seen| find_objects(args, &mut network, input, seen)))
        },
        |(input, found)| {
            let warn = |text: &str| bar.suspend(|| progress.warn(text));
            let written = found.and_then(|found| write(&mut results, input, &found, warn));
            if let Err(error) = written {
                if inputs.len() > 1 {
                    bar.suspend(|| line(&format!("error: {}", chain_of(&error))));
                }
                errors.push(error);
            }
            bar.inc(1);
        },
    );
    bar.finish_and_clear();
    finish(&results, inputs.len(), errors, started.elapsed().as_secs_f64(), progress)
}

/// Writes what is left to write, and tells what became of all scans.
fn finish(
    results: &Results,
    num_inputs: usize,
    mut errors: Vec<Error>,
    secs: f64,
    progress: Progress,
) -> Result<()> {
    let num_failed = errors.len();
    if let (1, Some(error)) = (num_inputs, errors.pop()) {
        return Err(error);
    }
    ensure!(num_failed < num_inputs, "no scan could be used");
    results.finish()?;
    progress.say(&summary(results, num_inputs - num_failed, secs));
    ensure!(num_failed == 0, "{num_failed} of {num_inputs} scans could not be used");
    Ok(())
}

/// Such as `12 detections in 3 scans, 2.1 scans/s, written to results`.
fn summary(results: &Results, num_scans: usize, secs: f64) -> String {
    let num_found = results.objects.len();
    let rate = num_scans as f64 / secs;
    let written = results.out.map(|out| format!(", written to {}", out.display()));
    format!(
        "{num_found} detections in {num_scans} scans, {rate:.1} scans/s{}",
        written.unwrap_or_default()
    )
}

/// Where the results go, which is made if it is a folder.
fn results<'a>(args: &'a DetectArgs, config: &'a ModelConfig) -> Result<Results<'a>> {
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
    Ok(Results { out, formats: &args.format, config, cameras, image, objects: Vec::new() })
}

/// A scan and its voxels.
type SeenScan = (Scan, SparseVoxels);

fn read(reading: &ScanReading, voxelizer: &ScanVoxelizer, input: &Input) -> Result<SeenScan> {
    let scan = reading.read(input)?;
    let voxels = voxelizer.voxels(&scan.cloud);
    Ok((scan, voxels))
}

/// Detects on a scan; with `--dump` all that is computed is written too.
fn find_objects(
    args: &DetectArgs,
    network: &mut Network,
    input: &Input,
    (scan, voxels): SeenScan,
) -> Result<(Scan, Vec<Detection>)> {
    if let Some(path) = &args.dump {
        require_other_file(input, path, "--dump")?;
    }
    let detections = network.detect_in(voxels, args.dump.as_deref())?;
    Ok((scan, detections))
}

fn write(
    results: &mut Results,
    input: &Input,
    (scan, detections): &(Scan, Vec<Detection>),
    warn: impl Fn(&str),
) -> Result<()> {
    for warning in &scan.warnings {
        warn(&format!("{}: {warning}", input.source));
    }
    results.add(input, &scan.cloud, detections)
}
