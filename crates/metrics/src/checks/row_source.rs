//! The labels or the results of all frames.

use std::path::Path;

use voxelnet_kitti::Label;

use super::row_line::line_of;
use crate::rows::FrameRows;
use crate::warning::{RowDefect, RowKind, RowPlace, ScoreWarning};

/// The labels or the results of all frames, and their folder.
pub(super) struct RowSource<'a> {
    pub(super) kind: RowKind,
    pub(super) folder: &'a Path,
    pub(super) frames: &'a [FrameRows],
}

impl<'a> RowSource<'a> {
    /// All rows, but for DontCare areas.
    pub(super) fn rows(&self) -> impl Iterator<Item = &'a Label> {
        let kind = self.kind;
        let rows = self.frames.iter().flat_map(move |frame| rows_of(kind, frame));
        rows.filter(|row| !row.is_kind("DontCare"))
    }

    /// The warning about the rows with a defect, which shows that of the first one.
    pub(super) fn impossible(
        &self,
        defect: impl Fn(&Label) -> Option<RowDefect>,
    ) -> Option<ScoreWarning> {
        let num_rows = self.rows().filter(|row| defect(row).is_some()).count();
        let (first, defect) = self.frames.iter().find_map(|frame| {
            let mut rows = rows_of(self.kind, frame).iter().enumerate();
            let (place, defect) = rows.find_map(|(place, row)| {
                Some((place, defect(row).filter(|_| !row.is_kind("DontCare"))?))
            })?;
            let path = self.folder.join(format!("{}.txt", frame.frame));
            let line = line_of(&path, self.kind, place);
            Some((RowPlace { path, line }, defect))
        })?;
        Some(ScoreWarning::ImpossibleRows { kind: self.kind, first, defect, num_rows })
    }
}

fn rows_of(kind: RowKind, frame: &FrameRows) -> &[Label] {
    match kind {
        RowKind::Label => &frame.labels,
        RowKind::Result => &frame.detections,
    }
}
