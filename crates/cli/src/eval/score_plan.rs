//! The validated options of `voxelnet score`.

use std::path::PathBuf;

use anyhow::{Error, Result};
use voxelnet_metrics::MissingResults;

use super::report::ReportPlan;
use crate::args::score::ScoreArgs;
use crate::splits::TEST_SPLIT;
use crate::usage::ensure_usage;

/// Frames of a dataset when no split is named.
const DEFAULT_SPLIT: &str = "val";

/// The result files to score, and the report on them.
pub struct ScorePlan {
    pub input: ScoreInput,
    /// The treatment of a frame without a result file.
    pub missing: MissingResults,
    pub report: ReportPlan,
}

/// Result files and the truth to score them by, or reports of earlier evaluations.
pub enum ScoreInput {
    Folders { labels: PathBuf, results: PathBuf },
    Dataset(ScoredDataset),
    Compare(Vec<PathBuf>),
}

/// Result files of a split of a dataset.
pub struct ScoredDataset {
    pub data: PathBuf,
    pub split: String,
    pub config: PathBuf,
    /// Replace keys of the configuration.
    pub overrides: Vec<String>,
    pub results: PathBuf,
}

impl TryFrom<&ScoreArgs> for ScorePlan {
    type Error = Error;

    fn try_from(args: &ScoreArgs) -> Result<Self> {
        let missing = match args.missing_as_empty {
            true => MissingResults::CountAsEmpty,
            false => MissingResults::Refuse,
        };
        let report = ReportPlan::from(&args.report);
        Ok(Self { input: input(args, &report)?, missing, report })
    }
}

fn input(args: &ScoreArgs, report: &ReportPlan) -> Result<ScoreInput> {
    match (&args.labels, &args.data, &args.config, &args.results) {
        (Some(labels), _, _, Some(results)) => {
            Ok(ScoreInput::Folders { labels: labels.clone(), results: results.clone() })
        }
        (None, Some(data), Some(config), Some(results)) => {
            let split = args.split.as_deref().unwrap_or(DEFAULT_SPLIT);
            ensure_usage!(split != TEST_SPLIT, "the split `{TEST_SPLIT}` has no labels to score");
            Ok(ScoreInput::Dataset(ScoredDataset {
                data: data.clone(),
                split: split.to_owned(),
                config: config.clone(),
                overrides: args.overrides.iter().cloned().chain(report.overrides()).collect(),
                results: results.clone(),
            }))
        }
        // The groups of the options leave nothing else.
        _ => Ok(ScoreInput::Compare(args.compare.clone())),
    }
}
