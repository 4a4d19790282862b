//! The validated options of `voxelnet eval`.

use std::path::PathBuf;

use anyhow::{Context, Error, Result};
use voxelnet_runs::CheckpointSelector;

use super::report::ReportPlan;
use crate::args::run::EvalArgs;
use crate::engine::choice::EngineRequest;
use crate::usage::{WrongUsage, ensure_usage, require_extension};

/// The networks to evaluate, and the reports on them.
pub struct EvalPlan {
    pub networks: Networks,
    pub engine: EngineRequest,
    pub report: ReportPlan,
    pub objects: Option<ObjectListPlan>,
    /// The archive for the benchmark's server.
    pub submission: Option<PathBuf>,
}

/// The networks to evaluate, and the frames to try each on.
pub struct Networks {
    pub source: NetworksSource,
    /// None is the validation split of the run, or `val`.
    pub split: Option<String>,
    /// Replace keys of the configuration.
    pub overrides: Vec<String>,
}

/// The origin of the networks to evaluate.
pub enum NetworksSource {
    Weights { file: PathBuf, data: PathBuf, results: PathBuf },
    Runs(RunNetworks),
}

/// The networks of several runs.
pub struct RunNetworks {
    pub folders: Vec<PathBuf>,
    pub checkpoint: CheckpointSelector,
    /// None is the dataset of the run.
    pub data: Option<PathBuf>,
    /// None is a folder in that of the run.
    pub results: Option<PathBuf>,
}

/// The list of objects that is asked for.
pub struct ObjectListPlan {
    /// Detections below are left out.
    pub min_score: f64,
    /// Objects with fewer points are not counted in the sums.
    pub min_points: usize,
}

impl TryFrom<&EvalArgs> for EvalPlan {
    type Error = Error;

    fn try_from(args: &EvalArgs) -> Result<Self> {
        for (number, run) in args.runs.iter().enumerate() {
            ensure_usage!(!args.runs[..number].contains(run), "{} is given twice", run.display());
        }
        ensure_usage!(
            args.runs.len() < 2
                || (args.submission.is_none()
                    && args.results.is_none()
                    && args.report.page.is_none()
                    && !args.objects),
            "--submission, --results, --report and --objects are for one run; there are {}",
            args.runs.len()
        );
        if let Some(archive) = &args.submission {
            require_extension(archive, &["zip"], "--submission")?;
        }
        let report = ReportPlan::from(&args.report);
        let objects =
            ObjectListPlan { min_score: args.min_score.unwrap_or(0.), min_points: args.min_points };
        Ok(Self {
            networks: networks(args, &report)?,
            engine: args.compute.into(),
            report,
            objects: args.objects.then_some(objects),
            submission: args.submission.clone(),
        })
    }
}

fn networks(args: &EvalArgs, report: &ReportPlan) -> Result<Networks> {
    let (data, results) = (args.data.clone(), args.results.clone());
    let source = match &args.weights {
        Some(file) => NetworksSource::Weights {
            file: file.clone(),
            data: data.context(WrongUsage::new("give --data DIR"))?,
            results: results.context(WrongUsage::new("give --results DIR"))?,
        },
        None => NetworksSource::Runs(RunNetworks {
            folders: args.runs.clone(),
            checkpoint: args.checkpoint,
            data,
            results,
        }),
    };
    let overrides = args.overrides.iter().cloned().chain(report.overrides()).collect();
    Ok(Networks { source, split: args.split.clone(), overrides })
}
