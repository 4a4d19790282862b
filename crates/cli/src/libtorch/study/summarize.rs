//! From the records of a study to what they show.

use std::collections::BTreeSet;

use anyhow::Result;
use voxelnet_dataset::Corruption;

use super::machine::machine;
use super::record::class_names;
use super::records::{StudyRecords, VariantRecords};
use super::runs::Study;
use super::summary::{Summary, VariantSummary};
use super::variant::configured_value;

/// Everything that the folder of a study holds by now.
pub fn summarize(study: &Study, records: &mut StudyRecords) -> Result<Summary> {
    let conditions: Vec<String> = study.plan.noises.iter().map(Corruption::to_string).collect();
    let records = records.by_variant()?;
    let keys = records.iter().filter_map(|of| of.variant.key());
    let configured = keys
        .filter_map(|key| Some((key.to_owned(), configured_value(study.config, key)?)))
        .collect();
    let machine = machine(rayon::current_num_threads());
    let machine = format!("{machine}, scans timed on the engine {}", engines(&records));
    let of =
        |VariantRecords { variant, records }| VariantSummary::new(&variant, records, &conditions);
    Ok(Summary {
        command: command(),
        machine,
        classes: class_names(study.config),
        variants: records.into_iter().map(of).collect(),
        conditions,
        configured,
    })
}

/// The command line of this program.
fn command() -> String {
    let words: Vec<String> =
        std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    format!("voxelnet {}", words.join(" "))
}

/// The engines that the records were tried with, each once.
fn engines(records: &[VariantRecords]) -> String {
    let all = records.iter().flat_map(|of| &of.records).map(|record| record.engine.as_str());
    let distinct: BTreeSet<&str> = all.collect();
    distinct.into_iter().collect::<Vec<_>>().join(" and ")
}
