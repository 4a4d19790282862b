//! The files of a frame, and which of them cannot be used.

use std::path::Path;

use voxelnet_config::BoxFrame;
use voxelnet_kitti::{
    KittiDataset, KittiError, LabelOddities, NumberedLabel, NumberedLabels, read_numbered_truths,
};
use voxelnet_scene::ScanError;

use crate::finding::said_by;

/// The kinds of files that a frame has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FileKind {
    Scan,
    Calibration,
    Image,
    Plane,
    Label,
}

impl FileKind {
    pub(crate) const ALL: [Self; 5] =
        [Self::Scan, Self::Calibration, Self::Image, Self::Plane, Self::Label];
}

/// A file that cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct FileProblem {
    pub(crate) kind: FileKind,
    /// Everything that is wrong with it, each on one line that names the file.
    pub(crate) messages: Vec<String>,
}

impl FileProblem {
    pub(crate) fn new(kind: FileKind, messages: Vec<String>) -> Option<Self> {
        (!messages.is_empty()).then_some(Self { kind, messages })
    }

    pub(crate) fn first_message(&self) -> &str {
        self.messages.first().map_or("", String::as_str)
    }

    /// The problem of a file that an error is about.
    pub(crate) fn of(kind: FileKind, error: &dyn std::error::Error) -> Self {
        Self { kind, messages: vec![said_by(error)] }
    }
}

/// The content of a frame's files, as far as they can be used.
pub(crate) struct FrameFiles<S> {
    /// The scan as it was opened.
    pub(crate) scan: Option<S>,
    /// The well-formed rows of the label file.
    pub(crate) labels: Vec<NumberedLabel>,
    /// The oddities of the labels.
    pub(crate) oddities: LabelOddities,
    /// One for each file that cannot be used.
    pub(crate) problems: Vec<FileProblem>,
}

impl<S> FrameFiles<S> {
    /// Reads the files of a frame; `open_scan` reads the scan, or only checks it.
    ///
    /// Without a camera there is neither calibration nor image nor road plane.
    pub(crate) fn read(
        dataset: &KittiDataset,
        frame: &str,
        boxes: BoxFrame,
        has_labels: bool,
        open_scan: impl Fn(&Path) -> Result<S, ScanError>,
    ) -> Self {
        let mut files = Self {
            scan: None,
            labels: Vec::new(),
            oddities: LabelOddities::default(),
            problems: Vec::new(),
        };
        match dataset.scan_path(frame).map(|path| open_scan(&path)) {
            Ok(Ok(scan)) => files.scan = Some(scan),
            Ok(Err(error)) => files.problems.push(FileProblem::of(FileKind::Scan, &error)),
            Err(error) => files.problems.push(FileProblem::of(FileKind::Scan, &error)),
        }
        if boxes == BoxFrame::Camera {
            let calibration = dataset.calibration_problems(frame);
            files.problems.extend(FileProblem::new(
                FileKind::Calibration,
                calibration.iter().map(|error| said_by(error)).collect(),
            ));
            let image = dataset.image_size(frame).err();
            files.problems.extend(image.map(|error| FileProblem::of(FileKind::Image, &error)));
            let plane = dataset.plane(frame).err();
            files.problems.extend(plane.map(|error| FileProblem::of(FileKind::Plane, &error)));
        }
        if has_labels {
            let rows = dataset.label_path(frame).and_then(|path| read_numbered_truths(&path));
            let messages = match rows {
                Ok(NumberedLabels { labels, malformed, oddities }) => {
                    (files.labels, files.oddities) = (labels, oddities);
                    malformed.iter().map(|row| said_by(row)).collect()
                }
                Err(error) => lines_of(&error),
            };
            files.problems.extend(FileProblem::new(FileKind::Label, messages));
        }
        files
    }

    /// Whether a file of a kind cannot be used.
    pub(crate) fn lacks(&self, kind: FileKind) -> bool {
        self.problems.iter().any(|problem| problem.kind == kind)
    }
}

/// The message of an error, of malformed rows one for each.
pub(crate) fn lines_of(error: &KittiError) -> Vec<String> {
    match error {
        KittiError::MalformedRows { rows } => rows.iter().map(|row| said_by(row)).collect(),
        error => vec![said_by(error)],
    }
}
