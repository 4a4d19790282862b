//! Command-line arguments.

use predicates::prelude::PredicateBooleanExt;
use predicates::str::{contains, is_empty};

use crate::support::command;

#[test]
fn wrong_usage_gives_exit_code_2_and_a_hint_on_stderr() {
    let wrong: [&[&str]; 29] = [
        &[],
        &["fly"],
        &["synth"],
        &["synth", "--out", "x", "--frames", "many"],
        &["synth", "--out", "x", "--val-fraction", "1.5"],
        &["synth", "--out", "x", "--sensor", "hdl-65"],
        &["synth", "--out", "x", "--scenario", "highway"],
        &["synth", "--out", "x", "--classes", "car,bus"],
        &["synth", "--out", "x", "--classes", ""],
        &["doctor"],
        &["doctor", "a.bin", "--data", "x"],
        &["doctor", "--data", "x", "--config", "c", "--run", "y"],
        &["doctor", "--data", "x", "--frames", "0"],
        &["train", "--data", "x", "--run", "y"],
        &["train", "--config", "c", "--run", "y"],
        &["train", "--config", "c", "--data", "x", "--run", "y", "--max-steps", "0"],
        &["eval", "--data", "x"],
        &["eval", "--run", "x", "--checkpoint", "newest"],
        &["eval", "--weights", "w", "--data", "x"],
        &["plot"],
        &["export", "--run", "x"],
        &["detect", "a.bin", "--out", "x", "--run", "y", "--weights", "z"],
        &["detect", "a.bin", "--out", "x", "--run", "y", "--format", "xml"],
        &["detect", "a.bin", "--out", "x", "--run", "y", "--device", "tpu"],
        &["detect", "a.bin", "--out", "x", "--run", "y", "--min-score", "nan"],
        &["detect", "a.bin", "--columns", "2"],
        &["detect", "a.bin", "--intensity-scale", "0"],
        &["detect", "a.bin", "--lidar-transform", "1,2,3"],
        &["completions", "tcsh"],
    ];
    for args in wrong {
        let mut command = command();
        let assert = command.args(args).assert().code(2).stdout(is_empty());
        assert.stderr(contains("--help").or(contains("Usage: voxelnet")));
    }
}

#[test]
fn help_and_version_are_no_failure() {
    for name in
        ["synth", "doctor", "voxelize", "train", "eval", "plot", "export", "score", "detect"]
    {
        let usage = contains(format!("Usage: voxelnet {name}"));
        voxelnet!(name, "--help").assert().success().stdout(usage).stderr(is_empty());
    }
    voxelnet!("--version").assert().success().stdout(contains(env!("CARGO_PKG_VERSION")));
}

#[test]
fn shells_complete_and_man_explains() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        voxelnet!("completions", shell).assert().success().stdout(contains("lidar-transform"));
    }
    let sandbox = crate::support::Sandbox::new();
    let out = sandbox.path("man");
    voxelnet!("man", "--out", out).assert().success();
    let page = std::fs::read_to_string(out.join("voxelnet-detect.1")).unwrap();
    assert!(page.contains(".TH") && page.contains("lidar"), "{page}");
    assert!(out.join("voxelnet.1").exists());
}
