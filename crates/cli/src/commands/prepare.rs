//! `voxelnet prepare`

use std::process::ExitCode;

use anyhow::{Result, bail};
use voxelnet_communicator::Communicator;
use voxelnet_config::{DatasetConfig, SamplingConfig};
use voxelnet_dataset::{ObjectSource, SplitOptions, write_missing_splits};
use voxelnet_doctor::{DatasetFiles, FrameValidation, Problem, Validation};
use voxelnet_kitti::{KittiDataset, read_split};

use crate::args::data::PrepareArgs;
use crate::commands::object_database::build_object_database;
use crate::configuration::read_configuration;
use crate::context::Context;
use crate::output::report::print;
use crate::progress::line;
use crate::together::require_same;

pub fn run(args: &PrepareArgs, context: &Context) -> Result<ExitCode> {
    let &Context { progress, ref communicator, .. } = context;
    let config = match &args.config {
        Some(path) => read_configuration(path, &args.overrides)?,
        None => DatasetConfig::default(),
    };
    let dataset = KittiDataset::open(&args.data)?;
    require_same(communicator, "configuration", &format!("{config:?}"))?;
    require_same(communicator, "list of scans", &dataset.scanned_frames().unwrap_or_default())?;
    check(&dataset, &config, context)?;

    let out = args.out.as_ref().unwrap_or(&args.data);
    let options = SplitOptions { val_fraction: args.val_fraction, seed: args.seed };
    let missing = if communicator.is_first() {
        write_missing_splits(&dataset, out, options)?
    } else {
        Vec::new()
    };
    communicator.barrier();
    for (path, num_frames) in missing {
        print(&format!("{}: {num_frames} frames\n", path.display()))?;
        if path.ends_with("ImageSets/val.txt") {
            progress.say(
                "note: the 3712 and 3769 frames that most papers train and validate on are not part \
                 of KITTI; for numbers to compare, put their train.txt and val.txt into ImageSets",
            );
        }
    }
    if args.no_database {
        return Ok(ExitCode::SUCCESS);
    }
    let split = [dataset.split_path("train"), out.join("ImageSets/train.txt")];
    let Some(split) = split.iter().find(|path| path.exists()) else {
        progress.say("there is no frame to train on, so no object database is built");
        return Ok(ExitCode::SUCCESS);
    };
    let frames = read_split(split)?;
    require_same(communicator, "list of frames", &frames)?;
    let path = out.join(SamplingConfig::default().database);
    let bar = progress.bar(frames.len() as u64, "objects", "frames");
    let source = ObjectSource { dataset: &dataset, boxes: config.boxes, frames: &frames };
    let summary = build_object_database(&source, &path, communicator, |done| {
        bar.set_position(done as u64);
    })?;
    bar.finish_and_clear();
    let Some(summary) = summary else { return Ok(ExitCode::SUCCESS) };
    let objects: Vec<String> =
        summary.num_objects.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    let state = if summary.was_up_to_date { " (was up to date)" } else { "" };
    print(&format!(
        "{}: {} frames, {}, {} points{state}\n",
        path.display(),
        summary.num_frames,
        if objects.is_empty() { "no objects".to_owned() } else { objects.join(", ") },
        summary.num_points,
    ))?;
    Ok(ExitCode::SUCCESS)
}

/// Reads everything and refuses a dataset that has any problem, with all of them.
fn check(
    dataset: &KittiDataset,
    config: &DatasetConfig,
    &Context { progress, ref communicator, ref heartbeat }: &Context,
) -> Result<()> {
    let bar = progress.bar(0, "checking", "frames");
    let files = DatasetFiles::list(dataset, config);
    let own = files.check(communicator.shard().range(files.num_frames()), |done, total| {
        heartbeat.beat(&format!("checking files, {done} of {total} frames done"));
        bar.set_length(total as u64);
        bar.set_position(done as u64);
    });
    bar.finish_and_clear();
    let found = files.conclude(of_all_ranks(communicator, own)?);
    let Validation { problems, warnings, num_training, num_testing, num_objects } = found;
    warnings.iter().for_each(|warning| progress.warn(&warning.to_string()));
    match &problems[..] {
        [] => {}
        [problem] => {
            communicator.barrier();
            bail!("{problem}")
        }
        problems => {
            if communicator.is_first() {
                problems.iter().map(Problem::to_string).for_each(|problem| line(&problem));
            }
            // An error of another rank ends the first one, which has to have said everything before.
            communicator.barrier();
            bail!("{} problems, listed above; nothing was written", problems.len());
        }
    }
    if !communicator.is_first() {
        return Ok(());
    }
    let objects: Vec<String> =
        num_objects.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
    print(&format!(
        "{}: {num_training} training and {num_testing} testing frames, {}\n",
        dataset.root().display(),
        if objects.is_empty() { "no labels".to_owned() } else { objects.join(", ") }
    ))
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
