//! The metrics that are asked for, of any evaluation.

use std::path::PathBuf;

use anyhow::Result;
use voxelnet_files::counted;
use voxelnet_metrics::{Detail, Levels, Report, ReportOptions, Rules, TableOptions};

use crate::output::report::print_table;
use crate::usage::ensure_usage;

/// The metrics to compute, and the files that they go into.
pub struct ReportPlan {
    pub options: ReportOptions,
    /// The tables to print.
    pub tables: TableOptions,
    /// Whether objects have levels of difficulty.
    pub has_levels: bool,
    /// The folder of the page with curves and the worst frames.
    pub page: Option<PathBuf>,
    pub json: Option<PathBuf>,
}

impl ReportPlan {
    /// The files that have to be read for the metrics.
    pub fn detail(&self) -> Detail {
        if self.options.by_points { Detail::Scans } else { Detail::Rows }
    }

    /// The overrides of the configuration that the metrics need.
    pub fn overrides(&self) -> Option<String> {
        (!self.has_levels).then(|| "dataset.difficulty=none".to_owned())
    }

    /// The rules for KITTI's labels.
    pub fn kitti_rules(&self) -> Rules {
        let levels = if self.has_levels { Levels::Pixels } else { Levels::None };
        Rules { levels, ..Rules::default() }
    }

    /// Checks that every set of overlaps has a number for every class.
    pub fn check_overlaps(&self, rules: &Rules) -> Result<()> {
        let classes: Vec<&str> = rules.classes.iter().map(|class| class.name.as_str()).collect();
        for set in &self.options.overlaps {
            ensure_usage!(
                set.min_overlaps.len() == classes.len(),
                "--iou {}: {}, expected {}, one for each of {}",
                set.name,
                counted(set.min_overlaps.len(), "number"),
                classes.len(),
                classes.join(", ")
            );
        }
        Ok(())
    }

    /// Prints a report and writes its JSON when asked to.
    pub fn print(&self, report: &Report) -> Result<()> {
        print_table(&report.table(&self.tables), report, self.json.as_deref())
    }
}
