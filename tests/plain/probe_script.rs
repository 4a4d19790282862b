//! The script that compares simulators on real frames, with a program and a Cargo that only tell what they are asked.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::{Path, PathBuf};

use assert_cmd::Command;

use super::sandbox::Sandbox;

/// Writes its command and makes what the script looks for.
const PROGRAM: &str = r#"#!/usr/bin/env bash
echo "$1" >> steps.txt
while [ $# -gt 0 ]; do
  case $1 in
    --run) run=$2 ;;
    --out) mkdir -p "$2" ;;
  esac
  shift
done
if [ -n "${run:-}" ]; then mkdir -p "$run" && touch "$run/config.toml"; fi
"#;

const CARGO: &str = "#!/usr/bin/env bash\necho \"table of $*\"\n";

/// A sandbox with a list of real frames, the program and the Cargo.
fn sandbox() -> Sandbox {
    let sandbox = Sandbox::new();
    executable(&sandbox.path("voxelnet"), PROGRAM);
    executable(&sandbox.path("bin/cargo"), CARGO);
    let list = sandbox.path("real frames/ImageSets/val.txt");
    fs::create_dir_all(list.parent().unwrap()).unwrap();
    fs::write(list, "000001\n").unwrap();
    sandbox
}

fn executable(path: &Path, text: &str) {
    fs::create_dir_all(path.parent().unwrap()).unwrap();
    fs::write(path, text).unwrap();
    fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
}

fn probe(sandbox: &Sandbox, arguments: &[&str]) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/probe.sh");
    let path = std::env::var("PATH").unwrap();
    let mut command = Command::new(script);
    command.current_dir(sandbox.path("")).arg("real frames").args(arguments);
    command.env("VOXELNET", sandbox.path("voxelnet"));
    command.env("PATH", format!("{}:{path}", sandbox.path("bin").display()));
    command
}

fn steps(sandbox: &Sandbox) -> Vec<String> {
    let text = fs::read_to_string(sandbox.path("steps.txt")).unwrap_or_default();
    text.lines().map(str::to_owned).collect()
}

fn refused(sandbox: &Sandbox, arguments: &[&str], code: i32) -> String {
    let assert = probe(sandbox, arguments).assert().code(code);
    String::from_utf8(assert.get_output().stderr.clone()).unwrap()
}

#[test]
fn each_seed_is_trained_and_measured_once_however_often_it_is_called() {
    let sandbox = sandbox();
    probe(&sandbox, &["out of it", "--frames", "4"]).assert().success();
    let of_seed = ["train", "detect", "score"];
    let all = [&["synth", "prepare"][..], &of_seed, &of_seed].concat();
    assert_eq!(steps(&sandbox), all);
    let table = fs::read_to_string(sandbox.path("out of it/table.txt")).unwrap();
    let results: Vec<PathBuf> =
        [1, 2].map(|seed| sandbox.path(&format!("out of it/real-{seed}/results"))).to_vec();
    for folder in &results {
        let folder = fs::canonicalize(folder).unwrap();
        assert!(table.contains(&folder.display().to_string()), "{table}");
    }

    probe(&sandbox, &["out of it", "--frames", "4"]).assert().success();
    assert_eq!(steps(&sandbox), all);
    let third = probe(&sandbox, &["out of it", "--frames", "4", "--seeds", "3"]).assert().success();
    let table = String::from_utf8(third.get_output().stdout.clone()).unwrap();
    assert!(table.contains("real-3") && !table.contains("real-2"), "{table}");
    assert_eq!(steps(&sandbox).len(), all.len() + of_seed.len());
}

#[test]
fn results_before_are_compared_for_the_same_seeds() {
    let sandbox = sandbox();
    probe(&sandbox, &["before", "--seeds", "1"]).assert().success();
    let said = refused(&sandbox, &["after", "--before", "before"], 1);
    assert!(said.starts_with("error: before: no results of seed 2"), "{said}");
    assert!(!sandbox.path("after").exists());
    let after =
        probe(&sandbox, &["after", "--before", "before", "--seeds", "1"]).assert().success();
    let table = String::from_utf8(after.get_output().stdout.clone()).unwrap();
    let (of_after, of_before) = table.split_once(" --before ").unwrap();
    assert!(of_after.contains("after/real-1/results"), "{table}");
    assert!(of_before.contains("before/real-1/results"), "{table}");
}

#[test]
fn another_program_or_number_of_frames_is_refused() {
    let sandbox = sandbox();
    probe(&sandbox, &["out", "--seeds", "1"]).assert().success();
    let expected = "error: out: made with another program";
    assert!(refused(&sandbox, &["out", "--seeds", "1", "--frames", "5"], 1).starts_with(expected));
    executable(&sandbox.path("voxelnet"), &format!("{PROGRAM}# changed\n"));
    assert!(refused(&sandbox, &["out", "--seeds", "1"], 1).starts_with(expected));
}

#[test]
fn what_makes_no_sense_is_refused_before_anything_is_made() {
    let sandbox = sandbox();
    for arguments in [&["out", "--seeds", "1 1"][..], &["out", "--frames", "0"], &[]] {
        let said = refused(&sandbox, arguments, 2);
        assert!(said.contains("./scripts/probe.sh KITTI_REAL OUT"), "{said}");
    }
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("probe-out");
    let said = refused(&sandbox, &[&checkout.display().to_string()], 1);
    assert!(said.contains(": in the checkout, expected an OUT outside it"), "{said}");
    fs::remove_file(sandbox.path("real frames/ImageSets/val.txt")).unwrap();
    let said = refused(&sandbox, &["out"], 1);
    assert!(said.contains("no such file, expected the frames to measure on"), "{said}");
    assert!(!checkout.exists() && !sandbox.path("out").exists() && steps(&sandbox).is_empty());
}
