//! `voxelnet detect`

use std::process::ExitCode;

use anyhow::Result;

use crate::args::detect::DetectArgs;
use crate::context::Context;
use crate::detect::detection::Detection;
use crate::detect::outcome::finish;
use crate::detect::plan::{DetectPlan, Scans};
use crate::detect::results::Results;
use crate::detect::settings::settings_of;
use crate::detect::weights::WeightsSource;
use crate::scans::reading::ScanReading;
use crate::shipped;
use crate::together::require_same;
use crate::usage::ensure_usage;

pub fn run(args: &DetectArgs, context: &Context) -> Result<ExitCode> {
    let plan = DetectPlan::try_from(args)?;
    let Context { progress, communicator, interrupt, .. } = context;
    let network = plan.weights.read(&plan.changes, communicator)?;
    let mut detector = network.load(plan.engine, *progress)?;
    let mut results = Results::open(&plan.results, &network.config, communicator.size() > 1)?;
    let inputs = plan.scans.listed();
    let names: Vec<&String> = inputs.iter().map(|input| &input.name).collect();
    require_same(communicator, "list of scans", &names)?;
    ensure_usage!(
        communicator.size() == 1 || matches!(plan.scans, Scans::Listed(_)),
        "a stream is not shared among ranks; start it alone, without mpirun"
    );
    interrupt.answer_alone("stopping; press Ctrl-C again to end at once", communicator);
    if matches!(plan.weights, WeightsSource::Shipped) {
        progress.say(shipped::NOTICE);
    }

    let reading = ScanReading::new(&plan.reading, &network.config.dataset)
        .until(interrupt.clone())
        .with_common_scale(inputs, *progress);
    let settings = settings_of(&plan, &network, &reading)?;
    let undone = results.begin(settings, inputs.to_vec())?;
    let detection = Detection { plan: &plan, network: &network, reading: &reading, context };
    let outcome = detection.run(&undone, detector.as_mut(), &mut results);
    interrupt.end_answer();
    finish(results, outcome, context)?;
    Ok(ExitCode::SUCCESS)
}
