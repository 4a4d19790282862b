//! `voxelnet detect`

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, bail, ensure};
use voxelnet_head::{BoxFrame, Weights};
use voxelnet_kitti::{Calibration, ImageSize};
use voxelnet_model::Detector;
use voxelnet_scene::{PointCloud, read_scan};
use voxelnet_train::{Checkpoint, RunDir};

use crate::args::{DetectArgs, Format};
use crate::output::{
    FoundObject, SceneFiles, chain_of, jsonl, print, write_csv, write_dump, write_jsonl,
};
use crate::progress::{Progress, line};
use crate::shipped;

pub fn detect(args: &DetectArgs, progress: Progress) -> Result<()> {
    let frames = frames_by_name(&args.scans)?;
    ensure!(
        args.dump.is_none() || frames.len() == 1,
        "--dump writes what was computed for one scan; there are {}",
        frames.len()
    );
    let detector = load_detector(args)?;
    let has_camera = detector.config().dataset.boxes == BoxFrame::Camera;
    ensure!(
        !args.format.contains(&Format::Kitti) || args.calib.is_some() || !has_camera,
        "the kitti format is in the camera's frame; give its calibration with --calib FILE|DIR"
    );
    ensure!(
        args.calib.is_none() || has_camera,
        "the network was trained on boxes in the frame of the scans; --calib has no meaning for it"
    );
    match &args.out {
        Some(out) => std::fs::create_dir_all(out)
            .with_context(|| format!("cannot make {}", out.display()))?,
        None => ensure!(
            args.format == [Format::Json],
            "only json is printed; say with --out where other formats go"
        ),
    }

    let bar = progress.bar(frames.len() as u64, "detecting", "scans");
    let mut objects = Vec::new();
    let mut num_failed = 0;
    for (frame, scan) in &frames {
        let warn = |warning: &str| bar.suspend(|| progress.warn(warning));
        match detect_scan(args, &detector, frame, scan, warn) {
            Ok(found) => objects.extend(found),
            Err(error) if frames.len() == 1 => return Err(error),
            Err(error) => {
                num_failed += 1;
                bar.suspend(|| line(&format!("error: {}", chain_of(&error))));
            }
        }
        bar.inc(1);
    }
    bar.finish_and_clear();

    if num_failed == frames.len() {
        bail!("no scan could be used");
    }
    let num_scans = frames.len() - num_failed;
    let found = format!("{} detections in {num_scans} scans", objects.len());
    match &args.out {
        Some(out) => {
            write_lists(args, out, &objects)?;
            progress.say(&format!("{found}, written to {}", out.display()));
        }
        None => {
            print(&jsonl(&objects)?)?;
            progress.say(&found);
        }
    }
    ensure!(num_failed == 0, "{num_failed} of {} scans could not be used", frames.len());
    Ok(())
}

/// The files that hold the objects of all scans.
fn write_lists(args: &DetectArgs, out: &Path, objects: &[FoundObject]) -> Result<()> {
    if args.format.contains(&Format::Json) {
        write_jsonl(&out.join("detections.jsonl"), objects)?;
    }
    if args.format.contains(&Format::Csv) {
        write_csv(&out.join("detections.csv"), objects)?;
    }
    Ok(())
}

/// The scans by the name that their results will have.
fn frames_by_name(scans: &[PathBuf]) -> Result<BTreeMap<String, &Path>> {
    let mut frames = BTreeMap::<String, &Path>::new();
    for scan in scans {
        let name = scan.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        if let Some(other) = frames.insert(name.clone(), scan) {
            let (other, scan) = (other.display(), scan.display());
            bail!("{other} and {scan} would both be written as {name}; detect on them apart");
        }
    }
    Ok(frames)
}

fn load_detector(args: &DetectArgs) -> Result<Detector> {
    let device = args.device.resolve()?;
    let (path, weights, mut config) = match (&args.weights, &args.run) {
        (Some(path), _) => {
            let weights = Weights::read(path)?;
            let config = weights.model_config(path)?;
            (path.clone(), weights, config)
        }
        (None, Some(run)) => {
            let Checkpoint { path, weights, config } =
                RunDir::new(run).checkpoint(args.checkpoint)?;
            (path, weights, config.model())
        }
        (None, None) => {
            let (path, weights) = (PathBuf::from(shipped::NAME), shipped::weights()?);
            let config = weights.model_config(&path)?;
            (path, weights, config)
        }
    };
    if let Some(seed) = args.seed {
        config.detection.seed = seed;
    }
    if let Some(min_score) = args.min_score {
        config.detection.min_score = min_score;
    }
    Ok(Detector::with_weights(&weights, &path, config, device)?)
}

/// Detects on one scan and writes what is kept per scan.
fn detect_scan(
    args: &DetectArgs,
    detector: &Detector,
    frame: &str,
    path: &Path,
    warn: impl Fn(&str),
) -> Result<Vec<FoundObject>> {
    let camera = camera_of(args, detector, frame)?;
    let overwritten = args.out.as_ref().is_some_and(|out| {
        args.format.contains(&Format::Ply) && is_same_file(path, &out.join(format!("{frame}.ply")))
    });
    ensure!(
        !overwritten,
        "{}: the result would overwrite the scan; choose another --out",
        path.display()
    );
    ensure!(
        !args.dump.as_ref().is_some_and(|dump| is_same_file(path, dump)),
        "{}: the dump would overwrite the scan; choose another --dump",
        path.display()
    );
    let scan = read_scan(path)?;
    for warning in &scan.warnings {
        warn(&format!("{}: {warning}", path.display()));
    }
    let detections = match &args.dump {
        Some(path) => {
            let inspection = detector.inspect(&scan.cloud);
            write_dump(path, &inspection)?;
            inspection.detections
        }
        None => detector.detect(&scan.cloud),
    };
    if let Some(out) = &args.out {
        let files = SceneFiles { out, frame, cloud: &scan.cloud, detector };
        for format in &args.format {
            match format {
                Format::Json | Format::Csv => {} // one file for all scans
                Format::Png => files.write_png(&detections)?,
                Format::Ply => files.write_ply(&detections)?,
                Format::Kitti => files.write_kitti(&detections, camera.as_ref())?,
            }
        }
    }
    Ok(found_objects(frame, &scan.cloud, detector, &detections))
}

/// Whether both paths name one file that exists.
fn is_same_file(a: &Path, b: &Path) -> bool {
    a.canonicalize().is_ok_and(|a| b.canonicalize().is_ok_and(|b| a == b))
}

/// Where the camera of a scan is, and the size of its image; none when boxes are not in its frame.
fn camera_of(
    args: &DetectArgs,
    detector: &Detector,
    frame: &str,
) -> Result<Option<(Calibration, ImageSize)>> {
    let dataset = &detector.config().dataset;
    let Some(path) = args.calib.as_ref().filter(|_| dataset.boxes == BoxFrame::Camera) else {
        return Ok(None);
    };
    let path = if path.is_dir() { path.join(format!("{frame}.txt")) } else { path.clone() };
    let [width, height] = dataset.image_size;
    Ok(Some((Calibration::read(&path)?, ImageSize { width, height })))
}

fn found_objects(
    frame: &str,
    cloud: &PointCloud,
    detector: &Detector,
    detections: &[voxelnet_head::Detection],
) -> Vec<FoundObject> {
    detections
        .iter()
        .map(|detection| {
            FoundObject::new(frame, detector.class_name(detection.class), detection, cloud)
        })
        .collect()
}
