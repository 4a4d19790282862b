//! `voxelnet bench`

use std::process::ExitCode;

use anyhow::Result;

use crate::args::bench::BenchArgs;
use crate::bench::measure::measure;
use crate::bench::memory::own_peak;
use crate::bench::plan::{BenchPlan, LoadingPlan};
use crate::context::Context;
use crate::libtorch::bench::loading::bench_loading;
use crate::output::report::{print, print_table};
use crate::splits::Split;

pub fn run(args: &BenchArgs, context: &Context) -> Result<ExitCode> {
    match BenchPlan::try_from(args)? {
        BenchPlan::Engines(plan) => {
            let report = measure(&plan, context.progress)?;
            print_table(&report.table(), &report, plan.json.as_deref())?;
        }
        BenchPlan::Memory(plan) => print(&own_peak(&plan)?)?,
        BenchPlan::Loading(LoadingPlan { network, data, split, num_steps, json }) => {
            let split = Split::open(&data, &split, context.progress)?;
            bench_loading(&network, split, num_steps, json.as_deref(), context.progress)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
