//! `voxelnet ablate`

use std::collections::BTreeSet;
use std::fs::{self, File};
use std::process::ExitCode;

use anyhow::{Context as _, Result, bail};
use voxelnet_config::Config;
use voxelnet_dataset::Corruption;
use voxelnet_files::write_atomically;
use voxelnet_ranks::is_own;

use crate::configuration::read_configuration;
use crate::context::Context;
use crate::libtorch::args::ablate::AblateArgs;
use crate::libtorch::device::resolve;
use crate::libtorch::engine::beside_training;
use crate::libtorch::interrupt::on_interrupt;
use crate::libtorch::study::data::StudyData;
use crate::libtorch::study::machine::machine;
use crate::libtorch::study::page::write_page;
use crate::libtorch::study::progress::StudyProgress;
use crate::libtorch::study::record::Record;
use crate::libtorch::study::runner::{Runner, SEED, class_names};
use crate::libtorch::study::summary::{Summary, VariantSummary};
use crate::libtorch::study::table::summary_table;
use crate::libtorch::study::variant::{Variant, configured_value, variants};
use crate::output::report::print;
use crate::together::require_same;

pub fn run(args: &AblateArgs, context: &Context) -> Result<ExitCode> {
    let &Context { progress, ranks } = context;
    let read = |more: &[String]| {
        let overrides: Vec<String> = args.overrides.iter().chain(more).cloned().collect();
        read_configuration::<Config>(&args.config, &overrides)
    };
    let config = read(&[])?;
    let variants = variants(&args.vary, read)?;
    resolve(args.compute.device)?;
    let configs: Vec<Config> = variants
        .iter()
        .map(|variant| read(variant.assignment().as_slice()))
        .collect::<Result<_>>()?;
    let networks = configs.iter().map(|config| &config.network);
    let choice = beside_training(args.compute.into(), networks, progress)?;
    let given = args.data.as_deref().map(StudyData::open).transpose()?;
    require_same(ranks, "configuration", &config.to_text())?;
    let _lock = if ranks.is_first() { Some(lock(args)?) } else { None };
    // Nobody touches a study that another program works on.
    ranks.barrier();
    let data = match given {
        Some(data) => data,
        None => {
            let counts = [args.frames, args.val_frames];
            StudyData::simulate(&args.out.join("data"), counts, SEED, context)?
        }
    };
    require_same(ranks, "set of frames", &data.fingerprints)?;
    data.tried(&config)?;
    let noises = noises(args);
    let interrupt =
        on_interrupt("stopping; the same command goes on, press Ctrl-C again to end at once")?;
    let runner = Runner {
        out: &args.out,
        config: &args.config,
        overrides: &args.overrides,
        data: &data,
        noises: &noises,
        choice,
        device: args.compute.device,
        interrupt: &interrupt,
        progress: StudyProgress::new(progress),
        ranks,
    };
    // Every rank does as much as this one, about.
    runner.progress.add(runner.num_scans(&variants, args.seeds)?.div_ceil(ranks.size() as u64));

    let num_runs = variants.len() * args.seeds;
    let seeds = 1..=args.seeds as u64;
    let runs = variants.iter().flat_map(|variant| seeds.clone().map(move |seed| (variant, seed)));
    for (number, (variant, seed)) in runs.enumerate() {
        if !is_own(ranks, number) {
            continue;
        }
        let what = format!("run {} of {num_runs}: {variant}, seed {seed}", number + 1);
        runner.progress.start(&what);
        runner.run(variant, seed)?;
        if ranks.is_first() {
            ranks.takes_its_time("the pages of the study");
            write(&summary(&runner, &config, &variants)?, args)?;
        }
    }
    ranks.barrier();
    runner.progress.finish();
    if !ranks.is_first() {
        return Ok(ExitCode::SUCCESS);
    }
    write(&summary(&runner, &config, &variants)?, args)?;
    print(&(summary_table(&summary(&runner, &config, &variants)?) + "\n"))?;
    progress.say(&format!("the whole study in {}", args.out.join("study.html").display()));
    Ok(ExitCode::SUCCESS)
}

/// What the folder of the study holds by now.
fn summary(runner: &Runner, config: &Config, asked: &[Variant]) -> Result<Summary> {
    let command: Vec<String> =
        std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let conditions: Vec<String> = runner.noises.iter().map(Corruption::to_string).collect();
    let records = runner.records(asked)?;
    let keys = records.iter().filter_map(|(variant, _)| variant.key());
    let configured =
        keys.filter_map(|key| Some((key.to_owned(), configured_value(config, key)?))).collect();
    let of = |(variant, records)| VariantSummary::new(&variant, records, &conditions);
    Ok(Summary {
        command: format!("voxelnet {}", command.join(" ")),
        machine: format!(
            "{}, scans timed on the engine {}",
            machine(rayon::current_num_threads()),
            engines(&records)
        ),
        classes: class_names(config),
        variants: records.into_iter().map(of).collect(),
        conditions,
        configured,
    })
}

/// The engines that the records were tried with, each once.
fn engines(records: &[(Variant, Vec<Record>)]) -> String {
    let all = records.iter().flat_map(|(_, records)| records).map(|record| record.engine.as_str());
    let distinct: BTreeSet<&str> = all.collect();
    distinct.into_iter().collect::<Vec<_>>().join(" and ")
}

/// The clean scans, and what is done to the others, each once.
fn noises(args: &AblateArgs) -> Vec<Corruption> {
    let mut noises = vec![Corruption::Clean];
    for noise in args.noise.as_deref().unwrap_or(Corruption::STANDARD) {
        if noise.strength() > 0. && !noises.contains(noise) {
            noises.push(*noise);
        }
    }
    noises
}

/// Only one process at a time works on a study.
fn lock(args: &AblateArgs) -> Result<File> {
    fs::create_dir_all(&args.out).with_context(|| args.out.display().to_string())?;
    let path = args.out.join(".lock");
    let file = File::create(&path).with_context(|| path.display().to_string())?;
    if file.try_lock().is_err() {
        bail!("{}: another `voxelnet ablate` works on this study", args.out.display());
    }
    Ok(file)
}

fn write(summary: &Summary, args: &AblateArgs) -> Result<()> {
    let json = serde_json::to_string_pretty(summary)? + "\n";
    let path = args.out.join("study.json");
    write_atomically(&path, json.as_bytes()).with_context(|| path.display().to_string())?;
    write_page(summary, &args.out)
}
