//! Rows for the tests of checks.

use std::path::Path;

use voxelnet_kitti::parse_labels;

use super::row_source::RowSource;
use crate::rows::FrameRows;
use crate::warning::RowKind;

/// A frame with the rows of two texts.
pub(super) fn rows_of_frame(labels: &str, detections: &str) -> [FrameRows; 1] {
    let parsed = |text: &str| match parse_labels(text, Path::new("000000.txt")) {
        Ok(rows) => rows,
        Err(error) => panic!("{error}"),
    };
    let (labels, detections) = (parsed(labels), parsed(detections));
    [FrameRows { frame: "000000".to_owned(), labels, detections }]
}

pub(super) fn labels(frames: &[FrameRows]) -> RowSource<'_> {
    RowSource { kind: RowKind::Label, folder: Path::new("label_2"), frames }
}

pub(super) fn results(frames: &[FrameRows]) -> RowSource<'_> {
    RowSource { kind: RowKind::Result, folder: Path::new("results"), frames }
}
