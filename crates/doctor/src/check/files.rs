//! Files that are missing or malformed.

use voxelnet_files::counted;

use crate::facts::files::{FileKind, FileProblem};
use crate::finding::{Finding, Severity};
use crate::statistics::share;

/// One finding for each kind of file that cannot be used somewhere.
pub(crate) fn check(problems: &[FileProblem], num_frames: usize) -> Vec<Finding> {
    let mut findings = Vec::new();
    for kind in FileKind::ALL {
        let of_kind: Vec<&FileProblem> =
            problems.iter().filter(|problem| problem.kind == kind).collect();
        let Some(first) = of_kind.first() else { continue };
        let sentence = format!(
            "The {} of {} of {} cannot be used; the first: {}.",
            name(kind),
            of_kind.len(),
            counted(num_frames, "frame"),
            first.first_message()
        );
        let remedy = remedy(kind, share(of_kind.len(), num_frames));
        findings.push(
            Finding::new(Severity::Error, "files", sentence, remedy)
                .with_count("frames_with_such_a_file", of_kind.len())
                .with_count("frames", num_frames),
        );
    }
    findings
}

fn name(kind: FileKind) -> &'static str {
    match kind {
        FileKind::Scan => "scan",
        FileKind::Calibration => "calibration",
        FileKind::Image => "image",
        FileKind::Plane => "road plane",
        FileKind::Label => "label file",
    }
}

fn remedy(kind: FileKind, share: f64) -> &'static str {
    match kind {
        FileKind::Calibration if share == 1. => {
            "set dataset.boxes = \"lidar\", dataset.difficulty = \"points\" and train.crop_to_image = false if \
             there is no camera; otherwise every frame needs calib/FRAME.txt (data/README.md)"
        }
        FileKind::Scan => "write whole scans, or take these frames out of ImageSets",
        FileKind::Image => "image_2 may be left out; set dataset.image_size then",
        FileKind::Plane => "planes may be left out; the road is found in the scan then",
        FileKind::Calibration | FileKind::Label => {
            "mend these files or take the frames out of ImageSets; `voxelnet prepare` lists all \
             that is wrong with them, file by file"
        }
    }
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
