//! `voxelnet ablate`

use std::fs::{self, File};
use std::path::Path;
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use signal_hook::consts::SIGINT;
use voxelnet_config::Config;
use voxelnet_files::write_atomically;

use crate::context::Context;
use crate::engine::choice::EngineChoice;
use crate::libtorch::args::ablate::AblateArgs;
use crate::libtorch::device::resolve;
use crate::libtorch::engine::beside_training;
use crate::libtorch::study::data::StudyData;
use crate::libtorch::study::page::write_page;
use crate::libtorch::study::plan::StudyPlan;
use crate::libtorch::study::progress::StudyProgress;
use crate::libtorch::study::records::StudyRecords;
use crate::libtorch::study::runner::Runner;
use crate::libtorch::study::runs::Study;
use crate::libtorch::study::summarize::summarize;
use crate::libtorch::study::summary::Summary;
use crate::libtorch::study::table::summary_table;
use crate::libtorch::study::variant::{Variant, variants};
use crate::output::report::print;
use crate::progress::Progress;
use crate::together::require_same;

pub fn run(args: &AblateArgs, context: &Context) -> Result<ExitCode> {
    let plan = StudyPlan::from(args);
    let config = plan.read_config(&[])?;
    let variants = variants(&plan.vary, |assignments| plan.read_config(assignments))?;
    let choice = choose_engine(&plan, &variants, context.progress)?;
    let given =
        plan.data.as_deref().map(|root| StudyData::open(root, context.progress)).transpose()?;
    require_same(&context.communicator, "configuration", &config.to_text())?;
    let _lock = lock(&plan.out, context)?;
    let data = match given {
        Some(data) => data,
        None => StudyData::simulate(&plan.out.join("data"), plan.simulated, context)?,
    };
    require_same(&context.communicator, "set of frames", &data.fingerprints)?;
    data.tried(&config)?;

    let study = Study { plan: &plan, config: &config, variants: &variants, data: &data };
    let mut records = StudyRecords::new(&study, context.communicator.size() > 1);
    run_all(&study, choice, &mut records, context)?;
    if context.communicator.is_first() {
        let summary = summarize(&study, &mut records)?;
        write(&summary, &plan.out)?;
        print(&(summary_table(&summary) + "\n"))?;
        let page = plan.out.join("study.html");
        context.progress.say(&format!("the whole study in {}", page.display()));
    }
    Ok(ExitCode::SUCCESS)
}

/// The engine that tries all variants.
fn choose_engine(
    plan: &StudyPlan,
    variants: &[Variant],
    progress: Progress,
) -> Result<EngineChoice> {
    resolve(plan.engine.device)?;
    let configs: Vec<Config> = variants
        .iter()
        .map(|variant| plan.read_config(variant.assignment().as_slice()))
        .collect::<Result<_>>()?;
    beside_training(plan.engine, configs.iter().map(|config| &config.network), progress)
}

/// Trains and tries every run, each rank some; the first rank keeps the pages of the study up to date.
fn run_all(
    study: &Study,
    choice: EngineChoice,
    records: &mut StudyRecords,
    context: &Context,
) -> Result<()> {
    let Context { communicator, heartbeat, interrupt, .. } = context;
    let shard = communicator.shard();
    interrupt.answer(
        "stopping; the same command goes on, press Ctrl-C again to end at once",
        // The process that trains has no part in other signals.
        &[SIGINT],
    );
    let progress = StudyProgress::new(context.progress);
    let runner = Runner { study, choice, interrupt, progress, heartbeat };
    let runs = study.runs()?;
    let num_scans: u64 = runs.iter().map(|run| study.num_scans(run)).sum();
    // Every rank does as much as this one, about.
    runner.progress.add(num_scans.div_ceil(communicator.size() as u64));
    for (number, run) in runs.iter().enumerate().filter(|(number, _)| shard.owns(*number)) {
        let (variant, seed) = (run.variant, run.seed);
        let number = number + 1;
        runner.progress.start(&format!("run {number} of {}: {variant}, seed {seed}", runs.len()));
        records.keep(run, runner.run(run)?);
        if communicator.is_first() {
            heartbeat.suspend("the pages of the study");
            write(&summarize(study, records)?, &study.plan.out)?;
        }
    }
    communicator.barrier();
    runner.progress.finish();
    Ok(())
}

/// Lets only one process at a time work on a study; of several ranks the first one holds the lock.
fn lock(out: &Path, context: &Context) -> Result<Option<File>> {
    let lock = if context.communicator.is_first() { Some(locked(out)?) } else { None };
    // Nobody touches a study that another program works on.
    context.communicator.barrier();
    Ok(lock)
}

fn locked(out: &Path) -> Result<File> {
    fs::create_dir_all(out).with_context(|| out.display().to_string())?;
    let path = out.join(".lock");
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    if file.try_lock().is_err() {
        bail!("{}: another `voxelnet ablate` works on this study", out.display());
    }
    Ok(file)
}

fn write(summary: &Summary, out: &Path) -> Result<()> {
    let json = serde_json::to_string_pretty(summary)? + "\n";
    let path = out.join("study.json");
    write_atomically(&path, json.as_bytes()).with_context(|| path.display().to_string())?;
    write_page(summary, out)
}
