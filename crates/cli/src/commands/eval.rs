//! `voxelnet eval`

use std::process::ExitCode;

use anyhow::{Result, ensure};
use voxelnet_metrics::{ComparedReport, comparison_table};

use super::score::print_report;
use crate::args::run::EvalArgs;
use crate::context::Context;
use crate::eval::evaluate::evaluate;
use crate::eval::subject::{Subject, subjects};
use crate::output::report::print_table;
use crate::splits::TEST_SPLIT;

pub fn run(args: &EvalArgs, context: &Context) -> Result<ExitCode> {
    let subjects = subjects(args)?;
    for subject in &subjects {
        ensure!(
            subject.is_scored() || !args.objects,
            "the split `{TEST_SPLIT}` has no labels, so there are no objects to list"
        );
    }
    let [first, others @ ..] = &subjects[..] else { return Ok(ExitCode::SUCCESS) };
    if others.is_empty() {
        if let Some(report) = evaluate(first, args, context)? {
            print_report(&report, args.report.json.as_deref())?;
        }
        return Ok(ExitCode::SUCCESS);
    }
    check_comparable(first, others)?;
    ensure!(
        args.submission.is_none()
            && args.results.is_none()
            && args.report.page.is_none()
            && !args.objects,
        "--submission, --results, --report and --objects are for one run; there are {}",
        subjects.len()
    );
    let mut reports = Vec::new();
    for subject in &subjects {
        if let Some(report) = evaluate(subject, args, context)? {
            let name = subject.name.display().to_string();
            reports.push((name, report));
        }
    }
    if !context.ranks.is_first() {
        return Ok(ExitCode::SUCCESS);
    }
    let compared =
        reports.iter().map(|(name, report)| (name.clone(), ComparedReport::from(report)));
    let table = comparison_table(&compared.collect::<Vec<_>>());
    let by_name: serde_json::Map<String, serde_json::Value> = reports
        .iter()
        .map(|(name, report)| Ok((name.clone(), serde_json::to_value(report)?)))
        .collect::<Result<_>>()?;
    print_table(&table, &by_name, args.report.json.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

/// Several runs make one table only when they are tried on the same frames.
fn check_comparable(first: &Subject, others: &[Subject]) -> Result<()> {
    ensure!(first.is_scored(), "the split `{TEST_SPLIT}` has no labels to compare by");
    let mut names = vec![&first.name];
    for other in others {
        let (name, known) = (other.name.display(), first.name.display());
        ensure!(!names.contains(&&other.name), "{name} is given twice");
        names.push(&other.name);
        ensure!(
            (&first.data, &first.split) == (&other.data, &other.split),
            "{known} and {name} were validated on other frames; say with --data and --split which to take"
        );
    }
    Ok(())
}
