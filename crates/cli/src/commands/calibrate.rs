//! `voxelnet calibrate`

use std::process::ExitCode;

use anyhow::{Context as _, Result};
use voxelnet_config::Config;
use voxelnet_files::{counted, write_atomically};

use crate::args::calibrate::CalibrateArgs;
use crate::calibrate::fit::Fit;
use crate::calibrate::judged::judge;
use crate::calibrate::plan::CalibratePlan;
use crate::calibrate::table::table;
use crate::context::Context;
use crate::eval::subject::Subject;
use crate::folders::require_parent;
use crate::output::report::print;
use crate::output::weights_file::write_weights;

pub fn run(args: &CalibrateArgs, context: &Context) -> Result<ExitCode> {
    let progress = context.progress;
    let plan = CalibratePlan::try_from(args)?;
    // Before all work.
    plan.json.iter().chain([&plan.out]).try_for_each(|file| require_parent(file))?;
    let subject = Subject::read_one(&plan.network)?;
    let Subject { name, weights, .. } = &subject;
    let mut config: Config = weights.config(name, &plan.overrides)?;
    let judged = judge(&subject, &plan, context)?;
    let fit = Fit::of(&judged, &config.detection, plan.rule, plan.maps);
    for class in &fit.classes {
        class.notes.iter().for_each(|note| progress.warn(&format!("{}: {note}", class.class)));
    }
    fit.put_into(&mut config.detection);
    let mut weights = weights.clone();
    weights.config_text = config.to_text();
    write_weights(&weights, weights.precision(), name, &plan.out, progress)?;
    if let Some(path) = &plan.json {
        let text = serde_json::to_string_pretty(&fit)? + "\n";
        write_atomically(path, text.as_bytes())
            .with_context(|| format!("cannot write {}", path.display()))?;
    }
    print(&table(&fit))?;
    progress.say(&format!(
        "{} in {}; fitted and judged on the same {}, new frames tell how good they are",
        if plan.maps { "thresholds and maps" } else { "thresholds" },
        plan.out.display(),
        counted(fit.frames, "frame")
    ));
    Ok(ExitCode::SUCCESS)
}
