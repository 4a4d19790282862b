//! Ctrl-C and SIGTERM.

use std::fs::{self, OpenOptions};
use std::path::Path;
use std::thread;

use crate::sandbox::{Ending, Process, Sandbox};

const DETECT: [&str; 6] = ["detect", "scans", "--out", "out", "--format", "json,csv,png"];

/// Number of lines of a file that may not be there.
fn num_lines(path: &Path) -> usize {
    fs::read_to_string(path).map_or(0, |text| text.lines().count())
}

/// Starts a command that reads the pipe `name`, and waits until it does.
fn start_with_pipe(sandbox: &Sandbox, args: &[&str], name: &str) -> (Process, fs::File) {
    let pipe = sandbox.pipe(name);
    let mut process = sandbox.start(args);
    // To open it waits for a reader.
    let opening = thread::spawn(|| OpenOptions::new().write(true).open(pipe).unwrap());
    process.wait_until(|| opening.is_finished());
    (process, opening.join().unwrap())
}

/// The number in `stopped after NUMBER of ..`.
fn num_done(ending: &Ending) -> usize {
    let (_, after) = ending.said.split_once("stopped after ").unwrap();
    after.split_once(' ').unwrap().0.parse().unwrap()
}

#[test]
fn detections_before_ctrl_c_stay_and_resume_finds_the_others() {
    let sandbox = Sandbox::new();
    sandbox.many_scans(60);
    let mut process = sandbox.start(&DETECT);
    let record = sandbox.path("out/scans.jsonl");
    process.wait_until(|| num_lines(&record) > 3);
    process.signal("INT");
    let ending = process.end();
    assert_eq!((ending.code, &ending.printed[..]), (Some(130), ""), "{}", ending.said);
    let num_done = num_done(&ending);
    let expected = format!("stopped after {num_done} of 60 scans; --resume goes on\n");
    assert!(ending.said.ends_with(&expected) && (3..60).contains(&num_done), "{}", ending.said);
    assert_eq!(num_lines(&record), 1 + num_done);
    let detections = fs::read_to_string(sandbox.path("out/detections.jsonl")).unwrap();
    let last = format!("\"frame\":\"{:06}\"", num_done - 1);
    assert!(detections.lines().last().unwrap().contains(&last), "{detections}");
    assert!(!sandbox.names("out").iter().any(|name| name.ends_with(".tmp")));

    let (_, said) = sandbox.succeed(&[&DETECT[..], &["--resume"]].concat());
    assert!(said.contains(&format!("in {} scans", 60 - num_done)), "{said}");
    assert!(said.contains(&format!("{num_done} scans done before")), "{said}");
    let resumed = sandbox.names("out").into_iter().map(|name| {
        let content = fs::read(sandbox.path("out").join(&name)).unwrap();
        (name, content)
    });
    let resumed: Vec<_> = resumed.collect();
    fs::remove_dir_all(sandbox.path("out")).unwrap();
    sandbox.succeed(&DETECT);
    assert_eq!(resumed.len(), sandbox.names("out").len());
    for (name, content) in resumed {
        assert!(content == fs::read(sandbox.path("out").join(&name)).unwrap(), "{name}");
    }
    let (_, said) = sandbox.succeed(&[&DETECT[..], &["--resume"]].concat());
    assert!(said.contains("no scan to detect in; 60 scans done before"), "{said}");
}

#[test]
fn sigterm_ends_as_ctrl_c_does_with_its_own_code() {
    let sandbox = Sandbox::new();
    sandbox.many_scans(60);
    let mut process = sandbox.start(&["detect", "scans", "--out", "out"]);
    let record = sandbox.path("out/scans.jsonl");
    process.wait_until(|| num_lines(&record) > 3);
    process.signal("TERM");
    let ending = process.end();
    assert_eq!(ending.code, Some(143), "{}", ending.said);
    assert!((3..60).contains(&num_done(&ending)), "{}", ending.said);
}

#[test]
fn a_second_ctrl_c_ends_the_program_at_once() {
    let sandbox = Sandbox::new();
    sandbox.many_scans(3);
    let args = ["detect", "scans", "pipe.bin", "--out", "out"];
    let (mut process, _pipe) = start_with_pipe(&sandbox, &args, "pipe.bin");
    let record = sandbox.path("out/scans.jsonl");
    process.wait_until(|| num_lines(&record) == 4);
    process.signal("INT");
    process.wait_until_said("stopping");
    process.signal("INT");
    let ending = process.end();
    assert_eq!(ending.code, Some(130), "{}", ending.said);
    assert!(ending.said.ends_with("stopped by Ctrl-C\n"), "{}", ending.said);
    assert_eq!(num_lines(&record), 4);
}

#[test]
fn waiting_for_standard_input_ends_with_ctrl_c() {
    let sandbox = Sandbox::new();
    let mut process = sandbox.start(&["detect", "-"]);
    process.wait_until_said("were trained on simulated scans alone");
    process.signal("INT");
    let ending = process.end();
    assert_eq!(ending.code, Some(130), "{}", ending.said);
    assert!(ending.said.ends_with("stopped after 0 of 1 scan\n"), "{}", ending.said);
}

#[test]
fn result_files_before_ctrl_c_stay() {
    let sandbox = Sandbox::with_data();
    for number in 4..60 {
        for (folder, extension) in [("velodyne", "bin"), ("label_2", "txt"), ("calib", "txt")] {
            let path =
                |number| sandbox.path(&format!("data/training/{folder}/{number:06}.{extension}"));
            fs::hard_link(path(0), path(number)).unwrap();
        }
    }
    let args = ["eval", "--run", "run", "--data", "data", "--split", "all", "--results", "results"];
    let mut process = sandbox.start(&args);
    let second = sandbox.path("results/000001.txt");
    process.wait_until(|| second.exists());
    process.signal("INT");
    let ending = process.end();
    assert_eq!((ending.code, &ending.printed[..]), (Some(130), ""), "{}", ending.said);
    let num_done = num_done(&ending);
    let expected =
        format!("stopped after {num_done} of 60 scans; their result files are in results\n");
    assert!(ending.said.ends_with(&expected), "{}", ending.said);
    let expected: Vec<String> = (0..num_done).map(|number| format!("{number:06}.txt")).collect();
    assert_eq!(sandbox.names("results"), expected);
}

#[test]
fn an_interrupted_simulation_leaves_whole_files_and_goes_on() {
    let sandbox = Sandbox::new();
    let args = ["synth", "--out", "data", "--frames", "400", "--sensor", "vlp-16", "--seed", "2"];
    for signal in ["INT", "TERM", "INT"] {
        let before = sandbox.path("data").exists().then(|| sandbox.names("data").len());
        let mut process = sandbox.start(&args);
        let has_more = || {
            let is_there = sandbox.path("data/training/velodyne").exists();
            is_there && sandbox.names("data").len() > before.unwrap_or(0) + 20
        };
        process.wait_until(has_more);
        process.signal(signal);
        let ending = process.end();
        let code = if signal == "INT" { 130 } else { 143 };
        assert_eq!(ending.code, Some(code), "{}", ending.said);
        assert!(
            ending.said.ends_with(" of 400 frames; the same command goes on\n"),
            "{}",
            ending.said
        );
        let names = sandbox.names("data");
        assert!(!names.iter().any(|name| name.ends_with(".tmp")), "{names:?}");
        assert!(names.len() >= 4 * num_done(&ending) && num_done(&ending) > 0);
    }
}

#[test]
fn commands_without_parts_end_at_once() {
    let sandbox = Sandbox::new();
    for (signal, code) in [("INT", 130), ("TERM", 143)] {
        for (name, args) in [
            ("view", &["view", "SCAN", "--out", "page.html"][..]),
            ("picture", &["view", "SCAN", "--out", "picture.png"]),
            ("voxelize", &["voxelize", "SCAN", "--config", "run/config.toml", "--out", "v.npz"]),
        ] {
            let scan = format!("{name}-{signal}.bin");
            let args: Vec<&str> =
                args.iter().map(|&arg| if arg == "SCAN" { &scan } else { arg }).collect();
            let (process, _pipe) = start_with_pipe(&sandbox, &args, &scan);
            process.signal(signal);
            let ending = process.end();
            let expected =
                if signal == "INT" { "stopped by Ctrl-C\n" } else { "stopped by SIGTERM\n" };
            assert_eq!((ending.code, &ending.said[..]), (Some(code), expected), "{name}");
            assert!(sandbox.names(".").iter().all(|name| !name.ends_with("html")));
        }
    }
}
