//! The metrics that are asked for, of any evaluation.

use std::path::PathBuf;

use anyhow::{Result, ensure};
use voxelnet_metrics::{Detail, Report, ReportOptions, Rules};

use crate::output::report::print_table;

/// The metrics to compute, and the files that they go into.
pub struct ReportPlan {
    pub options: ReportOptions,
    /// The folder of the page with curves and the worst frames.
    pub page: Option<PathBuf>,
    pub json: Option<PathBuf>,
}

impl ReportPlan {
    /// The files that have to be read for the metrics.
    pub fn detail(&self) -> Detail {
        if self.options.by_points { Detail::Scans } else { Detail::Rows }
    }

    /// Checks that every set of overlaps has a number for every class.
    pub fn check_overlaps(&self, rules: &Rules) -> Result<()> {
        let classes: Vec<&str> = rules.classes.iter().map(|class| class.name.as_str()).collect();
        for set in &self.options.overlaps {
            ensure!(
                set.min_overlaps.len() == classes.len(),
                "--iou {}: {} numbers, expected {}, one for each of {}",
                set.name,
                set.min_overlaps.len(),
                classes.len(),
                classes.join(", ")
            );
        }
        Ok(())
    }

    /// Prints a report and writes its JSON when asked to.
    pub fn print(&self, report: &Report) -> Result<()> {
        print_table(&report.table(), report, self.json.as_deref())
    }
}
