//! Full disks, closed pipes and folders that cannot be written into.

use std::process::{Command, Stdio};
use std::{fs, io};

use crate::sandbox::Sandbox;

/// The program with a limit on the size of each file, kibibytes, as a disk has that is nearly full.
fn limited(sandbox: &Sandbox, kibibytes: usize, args: &[&str]) -> (Option<i32>, String) {
    let program = assert_cmd::cargo::cargo_bin!("voxelnet");
    let limit = format!("trap '' XFSZ; ulimit -f {}; exec \"$@\"", 2 * kibibytes);
    let mut command = Command::new("sh");
    command.args(["-c", &limit, "sh"]).arg(program).args(args).current_dir(sandbox.path("."));
    let output = command.output().unwrap();
    (output.status.code(), String::from_utf8(output.stderr).unwrap())
}

fn assert_nothing_unfinished(sandbox: &Sandbox) {
    let names = sandbox.names(".");
    assert!(!names.iter().any(|name| name.ends_with(".tmp")), "{names:?}");
}

#[test]
fn a_full_disk_keeps_the_scans_that_are_done() {
    let sandbox = Sandbox::new();
    sandbox.many_scans(40);
    let args = ["detect", "scans", "--out", "out", "--format", "csv,json"];
    let (code, said) = limited(&sandbox, 4, &args);
    assert_eq!(code, Some(1), "{said}");
    assert!(said.contains("error: cannot write out/detections"), "{said}");
    assert!(said.trim_end().ends_with(" of 40 scans; --resume goes on"), "{said}");
    let lines = |name: &str| fs::read_to_string(sandbox.path("out").join(name)).unwrap();
    let record = lines("scans.jsonl");
    let done: Vec<serde_json::Value> =
        record.lines().skip(1).map(|line| serde_json::from_str(line).unwrap()).collect();
    assert!(said.contains(&format!("stopped after {} of 40", done.len())), "{said}");
    let num_found: usize =
        done.iter().map(|scan| scan["detections"].as_u64().unwrap() as usize).sum();
    // Both files hold the same scans, whichever of them was full.
    assert_eq!(lines("detections.jsonl").lines().count(), num_found);
    assert_eq!(lines("detections.csv").lines().count(), 1 + num_found);
    assert!(num_found > 0 && lines("detections.jsonl").ends_with("}\n"));
    assert_nothing_unfinished(&sandbox);
    sandbox.succeed(&[&args[..], &["--resume"]].concat());
    assert_eq!(lines("scans.jsonl").lines().count(), 41);
}

#[test]
fn a_full_disk_leaves_no_part_of_a_file() {
    let sandbox = Sandbox::with_data();
    let scan = "data/training/velodyne/000000.bin";
    for args in [
        &["detect", scan, "--out", "out", "--format", "png"][..],
        &["eval", "--run", "run", "--data", "data", "--results", "results", "--report", "page"],
        &["synth", "--out", "synth", "--frames", "2"],
        &["view", scan, "--out", "page.html"],
        &["view", scan, "--out", "picture.png"],
        &["voxelize", scan, "--config", "run/config.toml", "--out", "voxels.npz"],
    ] {
        let before = sandbox.names(".");
        let (code, said) = limited(&sandbox, 2, args);
        assert_eq!(code, Some(1), "{args:?}: {said}");
        assert_eq!(said.matches("error: ").count(), 1, "{args:?}: {said}");
        assert!(said.contains("File too large"), "{args:?}: {said}");
        assert_nothing_unfinished(&sandbox);
        let is_made = |name: &&String| !before.contains(name) && !name.starts_with("results/");
        let made: Vec<String> = sandbox.names(".").iter().filter(is_made).cloned().collect();
        let is_small = |name: &String| fs::metadata(sandbox.path(name)).unwrap().len() < 2048;
        assert!(made.iter().all(is_small), "{args:?}: {made:?}");
    }
}

#[test]
fn a_reader_that_goes_ends_a_long_detection() {
    let sandbox = Sandbox::new();
    sandbox.many_scans(40);
    let mut process = sandbox.start(&["detect", "scans"]);
    drop(process.stdout());
    let ending = process.end();
    assert_eq!(ending.code, Some(1));
    let expected = "error: nobody reads standard output any more; stopped after 0 of 40 scans\n";
    assert!(ending.said.ends_with(expected), "{}", ending.said);
}

#[test]
fn a_reader_that_goes_is_no_failure_of_what_was_written() {
    let sandbox = Sandbox::with_data();
    let scan = "data/training/velodyne/000000.bin";
    for args in [
        &["eval", "--run", "run", "--data", "data", "--results", "results"][..],
        &["voxelize", scan, "--config", "run/config.toml", "--out", "voxels.npz", "--stats"],
        &["synth", "--out", "synth", "--frames", "1"],
        &["view", scan, "--out", "page.html"],
    ] {
        let program = assert_cmd::cargo::cargo_bin!("voxelnet");
        let (reader, writer) = io::pipe().unwrap();
        drop(reader);
        let mut command = Command::new(program);
        command.args(args).current_dir(sandbox.path(".")).stdout(writer).stderr(Stdio::piped());
        let output = command.output().unwrap();
        assert!(output.status.success(), "{args:?}: {}", String::from_utf8_lossy(&output.stderr));
    }
    assert!(sandbox.path("voxels.npz").exists() && sandbox.path("page.html").exists());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_standard_output_is_an_error() {
    let sandbox = Sandbox::with_data();
    let scan = "data/training/velodyne/000000.bin";
    for args in [
        &["detect", scan][..],
        &["voxelize", scan, "--config", "run/config.toml"],
        &["eval", "--run", "run", "--data", "data", "--results", "results"],
    ] {
        let program = assert_cmd::cargo::cargo_bin!("voxelnet");
        let full = fs::OpenOptions::new().write(true).open("/dev/full").unwrap();
        let mut command = Command::new(program);
        let output =
            command.args(args).current_dir(sandbox.path(".")).stdout(full).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert_eq!(output.status.code(), Some(1), "{said}");
        assert!(said.contains("cannot write to standard output: No space left"), "{said}");
    }
}

/// No user can write there, not even root.
#[test]
#[cfg(target_os = "linux")]
fn a_folder_that_cannot_be_written_into_is_told_before_all_work() {
    let sandbox = Sandbox::with_data();
    let scan = "data/training/velodyne/000000.bin";
    for args in [
        &["detect", scan, "--out", "/proc/self"][..],
        &["detect", scan, "--out", "/proc/self/out"],
        &["eval", "--run", "run", "--data", "data", "--results", "/proc/self/results"],
        &["synth", "--out", "/proc/self/synth", "--frames", "2"],
        &["view", scan, "--out", "/proc/self/page.html"],
        &["view", scan, "--out", "/proc/self/picture.png"],
        &["voxelize", scan, "--config", "run/config.toml", "--out", "/proc/self/voxels.npz"],
    ] {
        let said = sandbox.fail(args);
        let errors: Vec<&str> = said.lines().filter(|line| line.starts_with("error: ")).collect();
        assert!(errors.len() == 1 && errors[0].contains("/proc/self"), "{args:?}: {said}");
    }
}

#[test]
fn files_of_an_earlier_detection_are_named() {
    let sandbox = Sandbox::new();
    let scans = sandbox.many_scans(3);
    sandbox.succeed(&["detect", "scans", "--out", "out", "--format", "png,csv"]);
    let first = scans[0].to_str().unwrap();
    let (_, said) = sandbox.succeed(&["detect", first, "--out", "out", "--format", "png"]);
    let expected = "warning: out also holds 3 files of an earlier detection, such as 000001.png, 000002.png, \
                    detections.csv\n";
    assert!(said.ends_with(expected), "{said}");
    let (_, said) = sandbox.succeed(&["detect", "scans", "--out", "out", "--format", "png,csv"]);
    assert!(!said.contains("also holds"), "{said}");
}

#[test]
fn results_without_a_record_are_not_resumed() {
    let sandbox = Sandbox::new();
    let scans = sandbox.many_scans(1);
    let first = scans[0].to_str().unwrap();
    fs::create_dir(sandbox.path("out")).unwrap();
    fs::write(sandbox.path("out/detections.csv"), "mine\n").unwrap();
    let said = sandbox.fail(&["detect", first, "--out", "out", "--resume"]);
    assert!(said.contains("out: holds detections.csv without scans.jsonl"), "{said}");
    assert_eq!(fs::read_to_string(sandbox.path("out/detections.csv")).unwrap(), "mine\n");
    // Nothing is there to go on with, and nothing is in the way.
    sandbox.succeed(&["detect", first, "--out", "new", "--resume"]);
    let other = ["detect", first, "--out", "new", "--min-score", "0.9"];
    let said = sandbox.fail(&[&other[..], &["--resume"]].concat());
    assert!(said.contains("new: was begun with other settings: min-score was"), "{said}");
}

#[test]
fn many_scans_with_one_fault_are_a_few_lines() {
    let sandbox = Sandbox::new();
    for path in sandbox.many_scans(20) {
        // Not through the link: every scan is a file of its own.
        let rows = (0..200).flat_map(|at| [10., at as f32 * 0.1, -1.7, -1.]);
        let rows: Vec<u8> = rows.flat_map(f32::to_le_bytes).collect();
        fs::remove_file(&path).unwrap();
        fs::write(&path, rows).unwrap();
    }
    let (_, said) = sandbox.succeed(&["detect", "scans"]);
    assert!(said.contains("warning: scans/000002.bin: "), "{said}");
    assert!(!said.contains("000003.bin: "), "{said}");
    assert!(said.contains("warning: 17 more warnings like that of "), "{said}");
}

#[test]
fn detections_outside_the_image_are_counted() {
    let sandbox = Sandbox::with_data();
    let scan = "data/training/velodyne/000000.bin";
    let calibration = fs::read_to_string(sandbox.path("data/training/calib/000000.txt")).unwrap();
    // Its principal point lies far beside the image.
    let rows = calibration.lines().map(|line| match line.strip_prefix("P2:") {
        Some(_) => "P2: 700 0 -100000 0 0 700 170 0 0 0 1 0",
        None => line,
    });
    fs::write(sandbox.path("beside.txt"), rows.collect::<Vec<_>>().join("\n")).unwrap();
    let args = ["detect", scan, "--out", "out", "--format", "kitti", "--calib"];
    let (_, said) = sandbox.succeed(&[&args[..], &["beside.txt"]].concat());
    assert!(said.contains("every detection lies outside the image; is --calib"), "{said}");
    assert_eq!(fs::read_to_string(sandbox.path("out/000000.txt")).unwrap(), "");
}

#[test]
fn lines_that_somebody_changed_are_not_resumed() {
    let sandbox = Sandbox::new();
    let scans = sandbox.many_scans(2);
    let first = scans[0].to_str().unwrap();
    let args = ["--out", "out", "--format", "json,csv", "--intensity-scale", "1"];
    let path = sandbox.path("out/detections.jsonl");
    for change in ["lines", "record"] {
        sandbox.succeed(&[&["detect", first][..], &args].concat());
        if change == "lines" {
            let text = fs::read_to_string(&path).unwrap();
            fs::write(&path, text.replace('\n', "\r\n")).unwrap();
        } else {
            let record = sandbox.path("out/scans.jsonl");
            let text = fs::read_to_string(&record).unwrap();
            fs::write(record, text.replace("\"detections\":", "\"detections\":1")).unwrap();
        }
        let before = fs::read(&path).unwrap();
        let said = sandbox.fail(&[&["detect", "scans", "--resume"][..], &args].concat());
        assert!(said.contains("has changed since it was written"), "{said}");
        assert_eq!(fs::read(&path).unwrap(), before);
    }
}

#[test]
fn a_second_detection_into_a_folder_is_refused_before_it_writes() {
    let sandbox = Sandbox::new();
    sandbox.many_scans(60);
    let mut first = sandbox.start(&["detect", "scans", "--out", "out"]);
    let record = sandbox.path("out/scans.jsonl");
    first.wait_until(|| record.exists());
    let said = sandbox.fail(&["detect", "scans/000001.bin", "--out", "out", "--format", "png"]);
    assert!(said.contains("cannot write into out: another program is writing into it"), "{said}");
    assert!(!sandbox.path("out/000001.png").exists());
    first.signal("INT");
    assert_eq!(first.end().code, Some(130));
}
