//! Files that are missing or malformed.

use voxelnet_dataset::{DatasetError, FrameReader};
use voxelnet_kitti::KittiError;
use voxelnet_scene::check_scan;

use crate::finding::{Finding, Severity, said_by};
use crate::frame::named;
use crate::statistics::share;

/// What a frame's files say without its points.
pub(crate) struct ListedFrame {
    pub(crate) problems: Vec<FileProblem>,
    /// The types of its objects, under their names among the classes.
    pub(crate) kinds: Vec<String>,
}

/// A file that cannot be used.
#[derive(Clone, Debug)]
pub(crate) struct FileProblem {
    kind: FileKind,
    /// One line that names the file.
    message: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum FileKind {
    Scan,
    Calibration,
    Image,
    Plane,
    Label,
}

const KINDS: [FileKind; 5] =
    [FileKind::Scan, FileKind::Calibration, FileKind::Image, FileKind::Plane, FileKind::Label];

impl FileKind {
    fn name(self) -> &'static str {
        match self {
            Self::Scan => "scan",
            Self::Calibration => "calibration",
            Self::Image => "image",
            Self::Plane => "road plane",
            Self::Label => "label file",
        }
    }

    fn remedy(self, share: f64) -> &'static str {
        match self {
            Self::Calibration if share == 1. => {
                "set dataset.boxes = \"lidar\", dataset.difficulty = \"points\" and train.crop_to_image = false if \
                 there is no camera; otherwise every frame needs calib/FRAME.txt (data/README.md)"
            }
            Self::Scan => "write whole scans, or take these frames out of ImageSets",
            Self::Image => "image_2 may be left out; set dataset.image_size then",
            Self::Plane => "planes may be left out; the road is found in the scan then",
            Self::Calibration | Self::Label => {
                "mend these files or take the frames out of ImageSets; `voxelnet prepare` lists all \
                 that is wrong with them, file by file"
            }
        }
    }
}

impl FileProblem {
    /// A scan that could not be read.
    pub(crate) fn of_scan(error: &DatasetError) -> Self {
        Self { kind: FileKind::Scan, message: said_by(error) }
    }
}

impl ListedFrame {
    pub(crate) fn of(reader: &FrameReader, frame: &str, has_labels: bool) -> Self {
        let dataset = reader.dataset();
        let mut found = Self { problems: Vec::new(), kinds: Vec::new() };
        let mut note = |kind, message| found.problems.push(FileProblem { kind, message });
        match dataset.scan_path(frame).map(|path| check_scan(&path)) {
            Ok(Ok(())) => {}
            Ok(Err(error)) => note(FileKind::Scan, said_by(&error)),
            Err(error) => note(FileKind::Scan, said_by(&error)),
        }
        match reader.calibration(frame) {
            Ok(None) => {}
            Ok(Some(_)) => {
                if let Err(error) = reader.image_size(frame) {
                    note(FileKind::Image, said_by(&error));
                }
                if let Err(error) = dataset.plane(frame) {
                    note(FileKind::Plane, said_by(&error));
                }
            }
            Err(error) => note(FileKind::Calibration, said_by(&error)),
        }
        if has_labels {
            match dataset.labels(frame) {
                Ok(labels) => {
                    let kinds = labels.into_iter().map(|label| named(label, reader));
                    let kinds = kinds.filter(|label| !label.is_kind("DontCare"));
                    found.kinds = kinds.map(|label| label.kind).collect();
                }
                Err(KittiError::MalformedRows { rows }) => {
                    note(FileKind::Label, rows.first().map(|row| said_by(row)).unwrap_or_default());
                }
                Err(error) => note(FileKind::Label, said_by(&error)),
            }
        }
        found
    }
}

/// One finding for each kind of file that cannot be used somewhere.
pub(crate) fn check_files(problems: &[FileProblem], num_frames: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    for kind in KINDS {
        let of_kind: Vec<&FileProblem> =
            problems.iter().filter(|problem| problem.kind == kind).collect();
        let Some(first) = of_kind.first() else { continue };
        let sentence = format!(
            "The {} of {} of {num_frames} frames cannot be used; the first: {}.",
            kind.name(),
            of_kind.len(),
            first.message
        );
        let remedy = kind.remedy(share(of_kind.len(), num_frames));
        findings.push(
            Finding::new(Severity::Error, "files", sentence, remedy)
                .with_count("frames_with_such_a_file", of_kind.len())
                .with_count("frames", num_frames),
        );
    }
    findings
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use crate::finding::Severity;
    use crate::test_case::{Case, LIDAR_BOXES, expect, of_check};

    #[test]
    fn files_that_cannot_be_used_are_counted_and_the_first_is_named() {
        let case = Case::healthy();
        fs::write(case.path("training/velodyne/000001.bin"), [0; 7]).unwrap();
        fs::write(case.path("training/label_2/000002.txt"), "Car 1 2\nCar 3\n").unwrap();
        fs::remove_file(case.path("training/label_2/000003.txt")).unwrap();
        let report = case.examine(&[]);
        let found: Vec<_> = of_check(&report, "files");
        assert_eq!(found.len(), 2, "{}", report.text());
        assert_eq!(report.looked_at.frames_read, 5);
        let scan = &found[0].sentence;
        assert!(
            scan.contains("The scan of 1 of 8") && scan.contains("000001.bin: size is 7 bytes")
        );
        let labels = &found[1].sentence;
        assert!(
            labels.contains("2 of 8") && labels.contains("000002.txt:1: 3 columns"),
            "{labels}"
        );
        assert_eq!(labels.lines().count(), 1);
    }

    #[test]
    fn without_any_calibration_the_remedy_is_that_there_is_no_camera() {
        let case = Case::in_lidar_frame(|_| {});
        let report = case.examine(&[]);
        let found = expect(&report, "files", Severity::Error);
        assert!(found.remedy.contains("dataset.boxes = \"lidar\""), "{}", found.remedy);
        assert_eq!(found.evidence.get("frames_with_such_a_file"), Some(8.));
        let report = case.examine(&LIDAR_BOXES);
        assert_eq!((report.count(Severity::Error), report.looked_at.frames_read), (0, 8));
    }
}
