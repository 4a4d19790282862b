//! All checks of the rows of an evaluation.

use std::path::Path;

use super::impossible::impossible_rows;
use super::levels::{few_detections, few_objects};
use super::row_source::RowSource;
use super::size_order::sizes_in_another_order;
use super::types::{nothing_to_find, unknown_types};
use crate::kitti_rules::difficulty::Levels;
use crate::kitti_rules::rules::Rules;
use crate::rows::FrameRows;
use crate::warning::{RowKind, ScoreWarning, TypesRemedy};

/// The rows of an evaluation, as they were read, and the files that they are from.
pub(crate) struct CheckedRows<'a> {
    pub(crate) frames: &'a [FrameRows],
    /// The folder of the labels.
    pub(crate) labels: &'a Path,
    /// The folder of the results.
    pub(crate) results: &'a Path,
    pub(crate) rules: &'a Rules,
    /// Whether a configuration maps types to classes.
    pub(crate) has_config: bool,
}

impl CheckedRows<'_> {
    pub(crate) fn warnings(&self) -> Vec<ScoreWarning> {
        let &Self { frames, labels, results, rules, .. } = self;
        let labels = RowSource { kind: RowKind::Label, folder: labels, frames };
        let results = RowSource { kind: RowKind::Result, folder: results, frames };
        let remedy = self.remedy();
        let mut warnings = Vec::new();
        warnings.extend(nothing_to_find(&labels, rules, remedy));
        warnings.extend(unknown_types(&results, rules, remedy));
        warnings.extend(impossible_rows(&labels, rules));
        warnings.extend(impossible_rows(&results, rules));
        warnings.extend(sizes_in_another_order(&labels, &results, rules));
        if rules.levels == Levels::Pixels {
            warnings.extend(few_objects(&labels, rules));
            warnings.extend(few_detections(&results, rules));
        }
        warnings
    }

    fn remedy(&self) -> TypesRemedy {
        match (self.has_config, &self.rules.levels) {
            (false, _) => TypesRemedy::Rename,
            (true, Levels::Pixels) => TypesRemedy::NamesOrClasses,
            (true, Levels::Points(_) | Levels::None) => TypesRemedy::Names,
        }
    }
}
