//! Command-line arguments of `voxelnet score` and of every evaluation.

use std::path::PathBuf;

use clap::Args as ClapArgs;
use voxelnet_metrics::{Bootstrap, OverlapSet, ReportOptions, TableOptions};

use super::values::{at_least_one, overlaps};
use crate::eval::report::ReportPlan;

#[derive(Debug, ClapArgs)]
#[command(group = clap::ArgGroup::new("truth").required(true))]
pub struct ScoreArgs {
    /// Score against the label files in this folder (label_2)
    #[arg(
        long,
        value_name = "DIR",
        group = "truth",
        requires = "results",
        conflicts_with_all = ["by_points", "page"]
    )]
    pub labels: Option<PathBuf>,
    /// Score against the labels of this dataset instead, which --config tells how to read
    #[arg(long, value_name = "DIR", group = "truth", requires_all = ["results", "config"])]
    pub data: Option<PathBuf>,
    /// Compare several earlier evaluations in one table instead, from their JSON
    #[arg(long, value_name = "FILE.json", num_args = 1.., group = "truth", conflicts_with_all = [
        "results", "config", "split", "overrides", "missing_as_empty", "no_difficulty", "iou", "bootstrap", "seed",
        "by_points", "page", "json",
    ])]
    pub compare: Vec<PathBuf>,
    /// Score the result files in this folder, or in its folder `data`, one per label file
    #[arg(long, value_name = "DIR")]
    pub results: Option<PathBuf>,
    /// Read the dataset with the section `dataset` and the classes of this configuration, for --data
    #[arg(long, value_name = "FILE", requires = "data", conflicts_with = "labels")]
    pub config: Option<PathBuf>,
    /// Score these frames of --data: a split, `all`, or a file with one frame a line (default: `val`)
    #[arg(long, value_name = "NAME|FILE", requires = "data")]
    pub split: Option<String>,
    /// Replace a key of the configuration, such as dataset.difficulty=points
    #[arg(long = "set", value_name = "KEY=VALUE", requires = "config")]
    pub overrides: Vec<String>,
    /// Treat a frame without a result file as one without detections
    #[arg(long)]
    pub missing_as_empty: bool,
    #[command(flatten)]
    pub report: ReportArgs,
}

const HEADING: &str = "Metric options";

#[derive(Debug, ClapArgs)]
pub struct ReportArgs {
    /// Score without levels of difficulty: every labelled object of a class counts, whatever its 2D box,
    /// occlusion and truncation, and every detection is right or false
    #[arg(help_heading = HEADING, long)]
    pub no_difficulty: bool,
    /// Add tables at other minimum overlaps in bird's-eye view and 3D, one number per class: for KITTI
    /// car/pedestrian/cyclist, such as 0.6/0.4/0.4
    #[arg(help_heading = HEADING, long, value_name = "A/B/C,..", value_delimiter = ',', value_parser = overlaps)]
    pub iou: Vec<OverlapSet>,
    /// Add 95% confidence intervals from N resamples of the frames
    #[arg(help_heading = HEADING, long, value_name = "N", value_parser = at_least_one)]
    pub bootstrap: Option<usize>,
    /// Set the seed of the resamples
    #[arg(help_heading = HEADING, long, value_name = "N", default_value_t = 0, requires = "bootstrap")]
    pub seed: u64,
    /// Add tables for objects with few and with many points; points are counted in the scans
    #[arg(help_heading = HEADING, long)]
    pub by_points: bool,
    /// Print all tables: also loose minimum overlaps, objects by distance, plain average precision and recall,
    /// counts and calibration errors at the thresholds, errors of boxes; the JSON always holds all
    #[arg(help_heading = HEADING, long)]
    pub full: bool,
    /// Write a page about the evaluation, with curves and the worst frames, into this folder; implies
    /// --by-points, and --bootstrap 1000 unless another number is given
    #[arg(help_heading = HEADING, long = "report", value_name = "DIR")]
    pub page: Option<PathBuf>,
    /// Also write the metrics as JSON
    #[arg(help_heading = HEADING, long, value_name = "FILE")]
    pub json: Option<PathBuf>,
}

/// Resamples for the intervals of a page.
const PAGE_RESAMPLES: usize = 1000;

impl From<&ReportArgs> for ReportPlan {
    fn from(args: &ReportArgs) -> Self {
        let num_resamples = args.bootstrap.or(args.page.is_some().then_some(PAGE_RESAMPLES));
        let bootstrap =
            num_resamples.map(|num_resamples| Bootstrap { num_resamples, seed: args.seed });
        let mut overlaps = args.iou.clone();
        overlaps.sort_by(|a, b| a.name.cmp(&b.name));
        overlaps.dedup_by(|a, b| a.name == b.name);
        let by_points = args.by_points || args.page.is_some();
        Self {
            options: ReportOptions { overlaps, bootstrap, by_points, network: None },
            // Those that the page alone needs are not printed.
            tables: TableOptions {
                full: args.full,
                by_points: args.by_points,
                intervals: args.bootstrap.is_some(),
            },
            has_levels: !args.no_difficulty,
            page: args.page.clone(),
            json: args.json.clone(),
        }
    }
}
