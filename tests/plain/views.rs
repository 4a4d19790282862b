//! Scans as pictures and pages.

use std::fs;

use crate::sandbox::Sandbox;

const SCAN: &str = "data/training/velodyne/000000.bin";

/// A line as `detect` writes it.
fn line(frame: &str, class: &str) -> String {
    format!(
        r#"{{"frame":"{frame}","class":"{class}","score":0.75,"center":[10.0,-2.0,-1.0],"size":[4.0,1.5,1.25],"yaw":0.5,"num_points":1}}"#
    ) + "\n"
}

fn warnings(said: &str) -> Vec<&str> {
    said.lines().filter(|line| line.contains("warning")).collect()
}

#[test]
fn detections_of_other_frames_are_named_beside_the_scans() {
    let sandbox = Sandbox::with_data();
    fs::write(sandbox.path("found.jsonl"), line("000007", "car")).unwrap();
    fs::create_dir(sandbox.path("results")).unwrap();
    for frame in ["000005", "000006", "000007", "000008"] {
        fs::write(sandbox.path(&format!("results/{frame}.txt")), "").unwrap();
    }
    for (detections, frames) in [
        ("found.jsonl", "the detections are of frame 000007"),
        ("results", "the detections are of 4 frames (000005, 000006, 000007, ..)"),
    ] {
        for out in ["scan.png", "scan.html"] {
            let args = ["view", SCAN, "--detections", detections, "--out", out];
            let (_, said) = sandbox.succeed(&args);
            let expected = format!("{detections}: {frames}, but the scan is 000000");
            let warnings = warnings(&said);
            assert!(warnings.len() == 1 && warnings[0].contains(&expected), "{said}");
        }
    }
}

#[test]
fn a_folder_without_result_files_is_named() {
    let sandbox = Sandbox::with_data();
    fs::create_dir(sandbox.path("results")).unwrap();
    let args = ["view", SCAN, "--detections", "results", "--out", "scan.png"];
    let (_, said) = sandbox.succeed(&args);
    assert!(said.contains("results: there is no result file, FRAME.txt, in it"), "{said}");
}

#[test]
fn detections_of_one_of_the_scans_or_of_nothing_are_no_reason_to_warn() {
    let sandbox = Sandbox::with_data();
    for lines in [line("000000", "car") + &line("000007", "car"), String::new()] {
        fs::write(sandbox.path("found.jsonl"), lines).unwrap();
        let args = ["view", SCAN, "--detections", "found.jsonl", "--out", "scan.png"];
        let (_, said) = sandbox.succeed(&args);
        assert_eq!(warnings(&said), [""; 0], "{said}");
    }
}

#[test]
fn a_class_is_spelled_and_coloured_alike_in_the_page_and_in_the_points() {
    let sandbox = Sandbox::with_data();
    let lines = line("000000", "car") + &line("000000", "Cyclist");
    fs::write(sandbox.path("found.jsonl"), lines).unwrap();
    sandbox.succeed(&["view", SCAN, "--detections", "found.jsonl", "--out", "scan.html"]);
    let page = fs::read_to_string(sandbox.path("scan.html")).unwrap();
    assert!(page.contains(r##""car":"#f4a63b""##) && page.contains(r##""cyclist":"#74fdd2""##));
    assert!(!page.contains(r#""class":"Car""#) && !page.contains(r#""class":"Cyclist""#));

    let detect = ["detect", SCAN, "--run", "run", "--min-score", "0", "--format", "ply"];
    sandbox.succeed(&[&detect[..], &["--out", "found"]].concat());
    let ply = fs::read(sandbox.path("found/000000.ply")).unwrap();
    let header = String::from_utf8_lossy(&ply[..400]).into_owned();
    assert!(header.contains("comment class #f4a63b car\n"), "{header}");
}
