//! `voxelnet classify`

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use anyhow::{Context as _, Result, ensure};
use serde_json::json;
use voxelnet_config::DatasetConfig;
use voxelnet_dataset::{CROP_CHANNELS, Crop, ObjectSource, build_database, crops};
use voxelnet_detection::Weights;
use voxelnet_files::{counted, write_atomically};
use voxelnet_model::{CropClassifier, weight_from_tensor};
use voxelnet_scene::full_scale_of_files;
use voxelnet_train::{confusion, train_crops};

use crate::configuration::read_configuration;
use crate::context::Context;
use crate::intensities::tell_full_scale;
use crate::libtorch::args::classify::ClassifyArgs;
use crate::libtorch::device::resolve;
use crate::output::report::print;
use crate::progress::Progress;
use crate::splits::Split;

/// The class name of a crop without an object.
const BACKGROUND: &str = "background";

pub fn run(args: &ClassifyArgs, context: &Context) -> Result<ExitCode> {
    let progress = context.progress;
    let device = resolve(args.device)?;
    let mut config = match &args.config {
        Some(path) => read_configuration(path, &[])?,
        None => DatasetConfig::default(),
    };
    set_common_scale(&mut config, &args.data, progress)?;
    let [learned, unseen] = ["train", "val"].map(|split| crops_of(args, &config, split, progress));
    let (learned, unseen) = (learned?, unseen?);
    ensure!(!learned.is_empty(), "{}: no object to learn", args.data.display());
    ensure!(!unseen.is_empty(), "{}: no object to try it on", args.data.display());

    let names: Vec<&str> = args.classes.iter().map(String::as_str).chain([BACKGROUND]).collect();
    let classifier = CropClassifier::new(CROP_CHANNELS, names.len(), device, args.seed);
    let bar = progress.bar(0, "training", "steps");
    let mut num_steps = 0;
    train_crops(&classifier, &learned, args.epochs, args.seed, |step, of, loss| {
        num_steps = step;
        bar.set_length(of);
        bar.set_position(step);
        bar.set_message(format!("loss {loss:.3}"));
    })?;
    bar.finish_and_clear();
    write_weights(&classifier, &names, num_steps, &args.out.join("classifier.safetensors"))?;

    let counts = confusion(&classifier, &unseen, names.len());
    let right: usize = (0..names.len()).map(|class| counts[class][class]).sum();
    let accuracy = right as f64 / unseen.len().max(1) as f64;
    let numbers = json!({
        "classes": names,
        "learned": learned.len(),
        "tried": unseen.len(),
        "accuracy": accuracy,
        "confusion": counts,
    });
    let path = args.out.join("classifier.json");
    let text = serde_json::to_string_pretty(&numbers)? + "\n";
    write_atomically(&path, text.as_bytes()).with_context(|| path.display().to_string())?;
    print(&table(&names, &counts, accuracy))?;
    Ok(ExitCode::SUCCESS)
}

/// Sets the scale of intensities that most scans to learn from have, unless the configuration names one.
fn set_common_scale(config: &mut DatasetConfig, data: &Path, progress: Progress) -> Result<()> {
    let Split { dataset, frames } = Split::open(data, "train", progress)?;
    let scans: Vec<PathBuf> =
        frames.iter().filter_map(|frame| dataset.scan_path(frame).ok()).collect();
    if let Some(common) = full_scale_of_files(&scans, &config.scan.options()) {
        tell_full_scale(common, progress);
        config.scan.intensity_scale = 1. / f64::from(common.get());
    }
    Ok(())
}

/// Crops of a split, whose object database is built first.
fn crops_of(
    args: &ClassifyArgs,
    config: &DatasetConfig,
    split: &str,
    progress: Progress,
) -> Result<Vec<Crop>> {
    let Split { dataset, frames } = Split::open(&args.data, split, progress)?;
    let database = args.out.join(format!("{split}-objects.db"));
    let bar = progress.bar(frames.len() as u64, "objects", "frames");
    let (boxes, columns) = (config.boxes, config.scan.columns);
    let source = ObjectSource { dataset: &dataset, boxes, columns, frames: &frames };
    build_database(&source, &database, |done| bar.set_position(done as u64))?;
    bar.finish_and_clear();
    let (classes, most) = (&args.classes, args.max_per_class);
    Ok(crops(&dataset, config, &frames, &database, classes, most, args.seed)?)
}

fn write_weights(
    classifier: &CropClassifier,
    names: &[&str],
    step: u64,
    path: &Path,
) -> Result<()> {
    let tensors = classifier.parameters().into_iter();
    let tensors = tensors.map(|(name, tensor)| (name, weight_from_tensor(&tensor))).collect();
    let weights = Weights { config_text: format!("classes = {names:?}\n"), step, tensors };
    let bytes = weights.to_bytes().with_context(|| path.display().to_string())?;
    write_atomically(path, &bytes).with_context(|| path.display().to_string())
}

/// Rows are what crops show, columns what they were taken for.
fn table(names: &[&str], counts: &[Vec<usize>], accuracy: f64) -> String {
    let mut text = format!("{:12}", "");
    names.iter().for_each(|name| text += &format!(" {name:>12}"));
    for (name, row) in names.iter().zip(counts) {
        text += &format!("\n{name:12}");
        row.iter().for_each(|count| text += &format!(" {count:>12}"));
    }
    format!(
        "{text}\n{:.1}% of {} right\n",
        100. * accuracy,
        counted(counts.iter().flatten().sum(), "crop")
    )
}
