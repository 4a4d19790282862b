//! Evaluations of folders of label and result files.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};

use tempfile::TempDir;

use super::*;

const CAR: &str = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5";

struct Folders(TempDir);

impl Folders {
    fn new(files: &[(&str, &str)]) -> Self {
        let folders = Self(tempfile::tempdir().unwrap());
        for folder in ["label_2", "results"] {
            fs::create_dir(folders.0.path().join(folder)).unwrap();
        }
        for (name, text) in files {
            fs::write(folders.0.path().join(name), text).unwrap();
        }
        folders
    }

    fn read(&self, missing: MissingResults) -> Result<EvaluatedFrames, MetricsError> {
        let [labels, results] = ["label_2", "results"].map(|name| self.0.path().join(name));
        EvaluatedFrames::read_folders(Rules::default(), &labels, &results, missing, |_, _| {})
    }

    fn report(&self, missing: MissingResults) -> Report {
        self.read(missing).unwrap().average_precision(&ReportOptions::default())
    }

    fn refused(&self) -> String {
        let text = self.read(MissingResults::Refuse).err().unwrap().to_string();
        text.replace(&format!("{}/", self.0.path().display()), "")
    }
}

fn num_cars(report: &Report) -> usize {
    report.classes.get("car").unwrap().volume.easy().n_gt
}

fn scored_car() -> String {
    format!("{CAR} 0.9")
}

#[test]
fn every_frame_with_labels_is_evaluated() {
    let folders = Folders::new(&[
        ("label_2/000000.txt", CAR),
        ("results/000000.txt", &scored_car()),
        ("label_2/000001.txt", CAR),
        ("results/000001.txt", ""),
    ]);
    let report = folders.report(MissingResults::Refuse);
    assert_eq!((report.frames, num_cars(&report)), (2, 2));
    assert_eq!(folders.read(MissingResults::Refuse).unwrap().warnings(), []);
}

#[test]
fn a_missing_result_file_is_named_or_counts_as_empty() {
    let folders = Folders::new(&[
        ("label_2/000000.txt", CAR),
        ("results/000000.txt", &scored_car()),
        ("label_2/000001.txt", CAR),
    ]);
    let error = folders.refused();
    assert!(error.starts_with("results/000001.txt: missing, expected a result file, "), "{error}");
    let report = folders.report(MissingResults::CountAsEmpty);
    assert_eq!((report.frames, num_cars(&report)), (2, 2));
}

#[test]
fn what_is_left_out_is_reported() {
    let folders = Folders::new(&[
        ("label_2/000000.txt", CAR),
        ("results/000000.txt", &format!("{CAR}\n{}\n", scored_car())),
        ("results/000007.txt", &scored_car()),
        ("results/000000 (1).txt", &scored_car()),
    ]);
    let frames = folders.read(MissingResults::Refuse).unwrap();
    let [stray, unscored] = [0, 1].map(|i| frames.warnings()[i].to_string());
    assert!(stray.starts_with("ignored, no results of frames that are evaluated: "), "{stray}");
    assert!(stray.contains("results/000000 (1).txt, "), "{stray}");
    assert!(stray.ends_with("results/000007.txt"), "{stray}");
    assert!(
        unscored.ends_with("000000.txt: ignored 1 row of 15 columns, expected a score in a 16th")
    );
}

#[test]
fn malformed_rows_of_all_files_are_listed_together() {
    let folders = Folders::new(&[
        ("label_2/000000.txt", &CAR.replace("0.00", "abc")),
        ("results/000000.txt", "Car 1 2"),
        ("label_2/000001.txt", CAR),
        ("results/000001.txt", &scored_car().replace("0.9", "high")),
    ]);
    let expected = "3 malformed rows:
  label_2/000000.txt:1: truncation is \"abc\", expected a number in [0, 1]
  results/000000.txt:1: 3 columns, expected 15 (label) or 16 (result)
  results/000001.txt:1: score is \"high\", expected a finite number";
    assert_eq!(folders.refused(), expected);
}

#[test]
fn folders_that_are_empty_or_missing_are_refused() {
    let folders = Folders::new(&[]);
    assert_eq!(folders.refused(), "label_2: holds no label file, expected files like 000000.txt");
    fs::remove_dir(folders.0.path().join("label_2")).unwrap();
    assert!(folders.refused().starts_with("label_2: "));
}

#[test]
fn a_label_file_that_would_not_count_is_refused() {
    let folders = Folders::new(&[("label_2/000000.txt", CAR), ("label_2/00 5.txt", CAR)]);
    assert!(folders.refused().starts_with("label file \"00 5\" is not a plain name"));
}

#[test]
fn a_frame_without_labels_counts_and_so_does_what_is_found_in_it() {
    let alone = [("label_2/000000.txt", CAR), ("results/000000.txt", &*scored_car())];
    let with = |more: [(&'static str, &'static str); 2]| {
        let files: Vec<_> = alone.iter().copied().chain(more).collect();
        let report = Folders::new(&files).report(MissingResults::Refuse);
        let car = report.classes.get("car").unwrap().volume.easy();
        (report.frames, car.r11.unwrap())
    };
    let false_car = "Car 0.00 0 -1.6 600 170 700 230 1.5 1.6 4.2 3.0 1.7 30.0 -1.5 0.95";
    let (frames, halved) = with([("label_2/000001.txt", ""), ("results/000001.txt", false_car)]);
    assert!(frames == 2 && (halved - 100. / 22.).abs() < 1e-9, "{halved}");
    let (_, whole) = with([("label_2/000001.txt", ""), ("results/000001.txt", "")]);
    assert!((whole - 100. / 11.).abs() < 1e-9, "{whole}");
}

#[test]
fn a_height_on_the_limit_is_ignored_as_the_text_has_it() {
    let label = CAR.replace("170 700 230", "173.10 700 213.10");
    let result = format!("{label} 0.9");
    let files = [("label_2/000000.txt", &*label), ("results/000000.txt", &*result)];
    let report = Folders::new(&files).report(MissingResults::Refuse);
    let car = report.classes.get("car").unwrap();
    let num_objects: Vec<usize> = car.bev.each().iter().map(|ap| ap.n_gt).collect();
    assert_eq!(num_objects, [0, 1, 1]);
}

#[test]
fn a_dropped_row_without_an_angle_leaves_orientation_on() {
    let dropped = CAR.replace("-1.6", "-10");
    let results = format!("{}\n{dropped}", scored_car());
    let files = [("label_2/000000.txt", CAR), ("results/000000.txt", &*results)];
    let report = Folders::new(&files).report(MissingResults::Refuse);
    assert!(report.classes.get("car").unwrap().aos.easy().r40.is_some());
}

#[test]
fn progress_reaches_the_number_of_frames() {
    let folders = Folders::new(&[("label_2/000000.txt", CAR), ("label_2/000001.txt", CAR)]);
    let most = AtomicUsize::new(0);
    let [labels, results] = ["label_2", "results"].map(|name| folders.0.path().join(name));
    let progress = |done, total| {
        assert_eq!(total, 2);
        most.fetch_max(done, Ordering::Relaxed);
    };
    let missing = MissingResults::CountAsEmpty;
    let rules = Rules::default();
    EvaluatedFrames::read_folders(rules, &labels, &results, missing, progress).unwrap();
    assert_eq!(most.into_inner(), 2);
}
