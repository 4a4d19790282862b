//! Whole reports.

#![allow(clippy::unwrap_used)]

use std::collections::BTreeMap;
use std::fs;

use tempfile::TempDir;
use voxelnet_config::{Config, FrameConfig, FromSections};
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::KittiDataset;
use voxelnet_metrics::{Bootstrap, Detail, EvaluatedFrames, MissingResults, ReportOptions};
use voxelnet_scene::{Point, PointCloud, write_bin};

use super::*;

/// A camera at the LiDAR that looks along x.
const CALIBRATION: &str = "P2: 700 0 600 0 0 700 180 0 0 0 1 0
R0_rect: 1 0 0 0 1 0 0 0 1
Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0
";

/// A car so many metres ahead.
fn car(ahead_m: f64) -> String {
    format!("Car 0 0 0 500 100 700 300 1.5 1.6 4.0 0 1.65 {ahead_m} 0")
}

/// Two frames with a car each, 20 m ahead, in which 30 points lie.
struct Evaluation {
    folder: TempDir,
    reader: FrameReader,
    options: ReportOptions,
    frames: EvaluatedFrames,
}

const FRAMES: [&str; 2] = ["first#1", "second"];

impl Evaluation {
    fn new(results: [&str; 2]) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["label_2", "calib", "velodyne"] {
            fs::create_dir_all(path("training").join(name)).unwrap();
        }
        fs::create_dir(path("results")).unwrap();
        for (frame, results) in FRAMES.iter().zip(results) {
            let points = (0..30).map(|i| Point::new(20., 0., -1.5 + 0.04 * i as f32, 0.5));
            let cloud = PointCloud::new(points.collect());
            write_bin(&path(&format!("training/velodyne/{frame}.bin")), &cloud).unwrap();
            fs::write(path(&format!("training/calib/{frame}.txt")), CALIBRATION).unwrap();
            fs::write(path(&format!("training/label_2/{frame}.txt")), car(20.)).unwrap();
            fs::write(path(&format!("results/{frame}.txt")), results).unwrap();
        }
        let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
        let config = FrameConfig::read(&config, &[]).unwrap().uncropped();
        let reader = FrameReader::new(KittiDataset::open(folder.path()).unwrap(), config);
        let bootstrap = Some(Bootstrap { num_resamples: 20, seed: 0 });
        let options = ReportOptions { bootstrap, by_points: true, ..Default::default() };
        let frames = read(&reader, folder.path());
        Self { reader, options, frames, folder }
    }

    /// Reads results that have changed.
    fn read_again(&mut self) {
        self.frames = read(&self.reader, self.folder.path());
    }

    /// All files of the report.
    fn write(&self, out: &str) -> BTreeMap<String, Vec<u8>> {
        let out = self.folder.path().join(out);
        let report = self.frames.average_precision(&self.options);
        let evaluated = Evaluated {
            title: "a <run> & more",
            command: "voxelnet eval --set \"a<b\"",
            reader: &self.reader,
            results: &self.folder.path().join("results"),
            frames: &self.frames,
            report: &report,
        };
        write_report(&out, &evaluated).unwrap();
        let files = |folder: &Path| {
            let entries = fs::read_dir(folder).unwrap().map(|entry| entry.unwrap());
            let files = entries.filter(|entry| entry.path().is_file());
            let read = files.map(|entry| {
                let name = entry.file_name().into_string().unwrap();
                (name, fs::read(entry.path()).unwrap())
            });
            read.collect::<BTreeMap<_, _>>()
        };
        let mut all = files(&out);
        all.extend(files(&out.join("frames")));
        all
    }
}

fn read(reader: &FrameReader, folder: &Path) -> EvaluatedFrames {
    let (results, missing) = (folder.join("results"), MissingResults::Refuse);
    let frames = FRAMES.map(str::to_owned);
    EvaluatedFrames::read(reader, &frames, &results, missing, Detail::Scans, |_, _| {}).unwrap()
}

/// The car of the first frame is found, and before it one that is not there; that of the second is missed.
fn found_and_missed() -> Evaluation {
    let results = format!("{} 0.9\n{} 0.95\n{} 0.1\n", car(20.), car(35.), car(40.));
    Evaluation::new([&results, ""])
}

fn page(files: &BTreeMap<String, Vec<u8>>) -> String {
    String::from_utf8(files["index.html"].clone()).unwrap()
}

#[test]
fn the_page_tells_what_was_found_and_shows_the_frames_that_went_wrong() {
    let files = found_and_missed().write("report");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let pictures = ["first#1.html", "first#1.png", "index.html", "second.html", "second.png"];
    assert_eq!(names, [&["files.txt"][..], &pictures].concat());
    assert!(files["second.png"].starts_with(b"\x89PNG"));
    let page = page(&files);
    for expected in [
        "<title>Evaluation of a &lt;run&gt; &amp; more</title>",
        "--set &quot;a&lt;b&quot;",
        // One of two is found, and one detection of two is right.
        "<td>0.500</td><td>0.900</td><td>50.0%</td><td>50.0%</td><td>2</td>",
        "<small>2 / 2 / 2 objects</small>",
        "95% intervals: the frames were resampled 20 times",
        "<th>0-30</th>",
        ">20-30</text>",
        "<th>21-100</th>",
        ">20-49</text>",
        "car: 3D",
        "best F1 from 0.9",
        "Of the false ones 0 overlap",
        "2. Frame first#1</h3><p>Cost 0.95: 0 missed objects, 1 false detection.",
        "href=\"frames/first%231.html#object=2&amp;score=0.9\">1</a></th><th>",
        "false car</th>",
        "1. Frame second</h3><p>Cost 1.00: 1 missed object, 0 false detections.",
        "href=\"frames/second.html#object=0&amp;score=0.9\">1</a></th><th>",
        "missed car</th><td>20.0 m</td><td>30</td><td>-</td><td>-</td>",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
    assert!(!page.contains("http"), "{page}");
}

#[test]
fn the_scores_of_a_map_stand_beside_those_of_the_network() {
    let mut evaluation = found_and_missed();
    let page_of = |evaluation: &Evaluation| page(&evaluation.write("report"));
    let all = page_of(&evaluation);
    for expected in [
        "All detections in the result files count",
        "<td>all</td><td>3</td><td>",
        "3 detections in 3 groups, D-ECE ",
        "<td>50%<small>of 2</small></td>",
    ] {
        assert!(all.contains(expected), "{expected}: {all}");
    }
    assert!(!all.contains("before calibration") && !all.contains("<code>voxelnet calibrate"));

    let config = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
    let changes = ["min_score=0.5", "calibration.maps={ Car = [[0.7, 0.9]] }"];
    let read = |changes: &[&str]| {
        let changes: Vec<String> = changes.iter().map(|of| format!("detection.{of}")).collect();
        Some(Config::read(&config, &changes).unwrap().detection)
    };
    evaluation.options.network = read(&changes);
    let mapped = page_of(&evaluation);
    // Right at 0.9, which was 0.7, and false at 0.95, which was 0.85.
    for expected in [
        "Are the scores right?",
        "Detections from the threshold of their class on count",
        "<th>car</th><th>after</th><td>0.5</td><td>2</td><td>0.525</td><td>-</td>",
        "<th></th><th>before</th><td></td><td></td><td>0.575</td><td>-</td>",
        "<td>-</td><td>100%<small>of 1</small></td><td>0%<small>of 1</small></td></tr>",
        "2 detections from score 0.5 on in 2 groups, D-ECE 0.525, 0.575 before calibration.",
        ">right scores</text>",
    ] {
        assert!(mapped.contains(expected), "{expected}: {mapped}");
    }
    evaluation.options.network = read(&changes[..1]);
    assert!(page_of(&evaluation).contains("<code>voxelnet calibrate</code> fits one."));
}

#[test]
fn every_link_leads_somewhere() {
    let files = found_and_missed().write("report");
    let page = page(&files);
    let mut num_links = 0;
    for attribute in ["href=\"", "src=\""] {
        for link in page.split(attribute).skip(1).filter_map(|rest| rest.split('"').next()) {
            num_links += 1;
            let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
            if file.is_empty() {
                assert!(page.contains(&format!(" id=\"{anchor}\"")), "{link}");
            } else {
                let name = file.trim_start_matches("frames/").replace("%23", "#");
                assert!(files.contains_key(&name), "{link}");
            }
        }
    }
    assert!(num_links > 8);
}

#[test]
fn the_same_evaluation_gives_the_same_bytes() {
    let evaluation = found_and_missed();
    assert!(evaluation.write("one") == evaluation.write("two"));
}

#[test]
fn a_second_report_leaves_nothing_of_the_first_and_all_of_others() {
    let mut evaluation = found_and_missed();
    evaluation.write("report");
    let mine = evaluation.folder.path().join("report/frames/mine.png");
    fs::write(&mine, "mine").unwrap();
    // Now the car of the second frame is found, and only the first frame has a mistake.
    let second = evaluation.folder.path().join("results/second.txt");
    fs::write(second, format!("{} 0.99", car(20.))).unwrap();
    evaluation.read_again();
    let files = evaluation.write("report");
    let names: Vec<&str> = files.keys().map(String::as_str).collect();
    let expected = ["files.txt", "first#1.html", "first#1.png", "index.html", "mine.png"];
    assert_eq!(names, expected);
    assert!(!page(&files).contains("second"));
}

#[test]
fn one_absurd_score_squeezes_no_histogram() {
    let results: String = (1..=10)
        .map(|place| format!("{} 0.{place:02}\n", car(30. + 5. * f64::from(place))))
        .collect();
    let results = format!("{results}{} 0.9\n{} 1e30\n", car(20.), car(25.));
    let page = page(&Evaluation::new([&results, ""]).write("report"));
    for expected in [
        "score 0.9 to 0.95: 1 right detection",
        "score 0.95 or more: 1 false detection",
        "The outermost bars also hold 1 score above 1.",
        "for each false detection its score, at least 0 and at most 1.",
    ] {
        assert!(page.contains(expected), "{expected}: {page}");
    }
}

#[test]
fn results_without_a_detection_or_without_a_right_one_still_give_a_page() {
    let empty = Evaluation::new(["", ""]).write("report");
    assert_eq!(empty.keys().collect::<Vec<_>>(), ["files.txt", "index.html"]);
    assert!(page(&empty).contains("No class has a detection"));
    let wrong = Evaluation::new([&format!("{} -1e300", car(40.)), ""]).write("report");
    let page = page(&wrong);
    assert!(page.contains("None of 1 counted detection finds one of 2 objects."), "{page}");
    assert!(page.contains("false car"), "{page}");
    // Such a score says nothing of shares.
    assert!(page.contains("<td>all</td><td>1</td><td>-</td></tr>"), "{page}");
    assert!(!page.contains("right detections by score") && !page.contains("NaN"), "{page}");
}

#[test]
fn a_report_without_intervals_and_points_still_gives_a_page() {
    let mut evaluation = found_and_missed();
    evaluation.options = ReportOptions::default();
    let page = page(&evaluation.write("report"));
    assert!(page.contains("<code>--bootstrap 1000</code>"), "{page}");
    assert!(page.contains("<th>0-30</th>") && !page.contains("<th>1-20</th>"), "{page}");
    assert_eq!(page.matches("car: objects found in 3D</text>").count(), 2);
    assert_eq!(page.matches("car: plain AP</text>").count(), 1);
}

#[test]
fn a_folder_that_cannot_be_made_is_named() {
    let evaluation = Evaluation::new(["", ""]);
    fs::write(evaluation.folder.path().join("file"), "").unwrap();
    let evaluated = Evaluated {
        title: "",
        command: "",
        reader: &evaluation.reader,
        results: &evaluation.folder.path().join("results"),
        frames: &evaluation.frames,
        report: &evaluation.frames.average_precision(&evaluation.options),
    };
    let out = evaluation.folder.path().join("file/report");
    let error = write_report(&out, &evaluated).unwrap_err().to_string();
    assert!(error.contains("file/report/frames: cannot write the report, "), "{error}");
}
