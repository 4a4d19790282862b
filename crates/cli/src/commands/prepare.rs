//! `voxelnet prepare`

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Error, Result, anyhow, bail};
use voxelnet_communicator::Communicator;
use voxelnet_config::{DatasetConfig, SamplingConfig};
use voxelnet_dataset::{ObjectSource, SplitOptions};
use voxelnet_doctor::{DatasetFiles, FrameValidation, Problem, Validation};
use voxelnet_files::counted;
use voxelnet_kitti::{KittiDataset, read_split};

use crate::args::data::PrepareArgs;
use crate::configuration::read_configuration;
use crate::context::Context;
use crate::intensities::tell_full_scale;
use crate::object_database::build_object_database;
use crate::output::report::print;
use crate::prepared_splits::{Division, write_splits};
use crate::progress::line;
use crate::together::require_same;

pub fn run(args: &PrepareArgs, context: &Context) -> Result<ExitCode> {
    let communicator = &context.communicator;
    let config = match &args.config {
        Some(path) => read_configuration(path, &args.overrides)?,
        None => DatasetConfig::default(),
    };
    let dataset = KittiDataset::open(&args.data)?;
    require_same(communicator, "configuration", &format!("{config:?}"))?;
    require_same(communicator, "list of scans", &dataset.scanned_frames().unwrap_or_default())?;
    check(&dataset, &config, context)?;
    write(args, &dataset, &config, context).map_err(|error| match args.out {
        None if is_about_writing(&error) => {
            anyhow!("{error:#}; with --out DIR splits and object database go into another folder")
        }
        _ => error,
    })?;
    Ok(ExitCode::SUCCESS)
}

/// Writes the splits and the object database. Collective.
fn write(
    args: &PrepareArgs,
    dataset: &KittiDataset,
    config: &DatasetConfig,
    context: &Context,
) -> Result<()> {
    let out = args.out.as_ref().unwrap_or(&args.data);
    let division = match args.standard_split {
        true => Division::Standard,
        false => Division::Own(SplitOptions { val_fraction: args.val_fraction, seed: args.seed }),
    };
    write_splits(dataset, out, division, context)?;
    if !args.no_database {
        build_database(dataset, config, out, context)?;
    }
    Ok(())
}

/// Whether a folder cannot be written to; a file that is gone is another matter.
fn is_about_writing(error: &Error) -> bool {
    error.chain().filter_map(|cause| cause.downcast_ref::<std::io::Error>()).any(|error| {
        matches!(
            error.kind(),
            ErrorKind::PermissionDenied
                | ErrorKind::ReadOnlyFilesystem
                | ErrorKind::StorageFull
                | ErrorKind::AlreadyExists
                | ErrorKind::NotADirectory
        )
    })
}

/// Builds the object database of the split `train`, if there is one. Collective.
fn build_database(
    dataset: &KittiDataset,
    config: &DatasetConfig,
    out: &Path,
    &Context { progress, ref communicator, .. }: &Context,
) -> Result<()> {
    let split = [out.join("ImageSets/train.txt"), dataset.split_path("train")];
    let Some(split) = split.iter().find(|path| path.exists()) else {
        progress.say("there is no frame to train on, so no object database is built");
        return Ok(());
    };
    let frames = read_split(split)?;
    require_same(communicator, "list of frames", &frames)?;
    let path = out.join(SamplingConfig::default().database);
    let bar = progress.bar(frames.len() as u64, "objects", "frames");
    let (boxes, columns) = (config.boxes, config.scan.columns);
    let source = ObjectSource { dataset, boxes, columns, frames: &frames };
    let summary = build_object_database(&source, &path, communicator, |done| {
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let Some(summary) = summary else { return Ok(()) };
    let state = if summary.was_up_to_date { " (was up to date)" } else { "" };
    print(&format!(
        "{}: {}, {}, {}{state}\n",
        path.display(),
        counted(summary.num_frames, "frame"),
        counts(&summary.num_objects, "no objects"),
        counted(summary.num_points, "point"),
    ))
}

/// Such as `12 Car, 3 Van`, or other words for none.
fn counts(num_objects: &BTreeMap<String, usize>, none: &str) -> String {
    let counts: Vec<String> =
        num_objects.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    if counts.is_empty() { none.to_owned() } else { counts.join(", ") }
}

/// Reads everything and refuses a dataset that has any problem, with all of them.
fn check(
    dataset: &KittiDataset,
    config: &DatasetConfig,
    &Context { progress, ref communicator, ref heartbeat, .. }: &Context,
) -> Result<()> {
    let files = DatasetFiles::list(dataset, config);
    let bar = progress.bar(files.num_frames() as u64, "checking", "frames");
    let starts = |frame: &str| heartbeat.beat(&format!("checking frame {frame}"));
    // Every rank does as much as this one.
    let checked = |_| bar.inc(communicator.size() as u64);
    let own = files.check(communicator.shard().range(files.num_frames()), starts, checked);
    bar.finish_and_clear();
    let found = files.conclude(of_all_ranks(communicator, own)?);
    found.full_scale.inspect(|&full_scale| tell_full_scale(full_scale, progress));
    found.warnings.iter().for_each(|warning| progress.warn(&warning.to_string()));
    refuse(&found.problems, communicator)?;
    if !communicator.is_first() {
        return Ok(());
    }
    let Validation { num_training, num_testing, num_objects, .. } = &found;
    print(&format!(
        "{}: {num_training} training and {}, {}\n",
        dataset.root().display(),
        counted(*num_testing, "testing frame"),
        counts(num_objects, "no labels")
    ))
}

/// Ends with all problems, if there are any. Collective.
fn refuse(problems: &[Problem], communicator: &Communicator) -> Result<()> {
    let is_first = communicator.is_first();
    if problems.len() > 1 && is_first {
        problems.iter().map(Problem::to_string).for_each(|problem| line(&problem));
    }
    if !problems.is_empty() {
        // An error of another rank ends the first one, which has to have said everything before.
        communicator.barrier();
    }
    match problems {
        [] => Ok(()),
        [problem] => bail!("{problem}"),
        _ => bail!("{} problems, listed above; nothing was written", problems.len()),
    }
}

/// The frames of all ranks, in the order of frames. Collective.
fn of_all_ranks(
    communicator: &Communicator,
    own: Vec<FrameValidation>,
) -> Result<Vec<FrameValidation>> {
    if communicator.size() == 1 {
        return Ok(own);
    }
    let said = communicator.gather(&serde_json::to_vec(&own)?);
    let read = |bytes: &Vec<u8>| serde_json::from_slice::<Vec<FrameValidation>>(bytes);
    let frames: Vec<Vec<FrameValidation>> = said.iter().map(read).collect::<Result<_, _>>()?;
    Ok(frames.concat())
}
