//! `voxelnet eval`

use std::process::ExitCode;

use anyhow::{Result, ensure};
use voxelnet_metrics::{ComparedReport, comparison_table};

use crate::args::run::EvalArgs;
use crate::context::Context;
use crate::eval::evaluate::evaluate;
use crate::eval::plan::EvalPlan;
use crate::eval::subject::Subject;
use crate::output::report::print_table;
use crate::splits::TEST_SPLIT;
use crate::usage::ensure_usage;

pub fn run(args: &EvalArgs, context: &Context) -> Result<ExitCode> {
    let plan = EvalPlan::try_from(args)?;
    let subjects = Subject::read_all(&plan.networks)?;
    ensure_usage!(
        plan.objects.is_none() || subjects.iter().all(Subject::is_scored),
        "the split `{TEST_SPLIT}` has no labels, so there are no objects to list"
    );
    match &subjects[..] {
        [only] => {
            if let Some(report) = evaluate(only, &plan, context)? {
                plan.report.print(&report)?;
            }
        }
        several => compare(several, &plan, context)?,
    }
    Ok(ExitCode::SUCCESS)
}

/// Prints one table over several networks.
fn compare(subjects: &[Subject], plan: &EvalPlan, context: &Context) -> Result<()> {
    check_comparable(subjects)?;
    let mut reports = Vec::new();
    for subject in subjects {
        if let Some(report) = evaluate(subject, plan, context)? {
            reports.push((subject.name.display().to_string(), report));
        }
    }
    if !context.communicator.is_first() {
        return Ok(());
    }
    let compared =
        reports.iter().map(|(name, report)| (name.clone(), ComparedReport::from(report)));
    let table = comparison_table(&compared.collect(), &plan.report.tables);
    let by_name: serde_json::Map<String, serde_json::Value> = reports
        .iter()
        .map(|(name, report)| Ok((name.clone(), serde_json::to_value(report)?)))
        .collect::<Result<_>>()?;
    print_table(&table, &by_name, plan.report.json.as_deref())
}

/// Several runs make one table only when they are tried on the same frames.
fn check_comparable(subjects: &[Subject]) -> Result<()> {
    let [first, others @ ..] = subjects else { return Ok(()) };
    ensure_usage!(first.is_scored(), "the split `{TEST_SPLIT}` has no labels to compare by");
    for other in others {
        let (name, known) = (other.name.display(), first.name.display());
        ensure!(
            (&first.data, &first.split) == (&other.data, &other.split),
            "{known} and {name} were validated on other frames; say with --data and --split which to take"
        );
    }
    Ok(())
}
