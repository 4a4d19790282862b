//! The scripts that run the program.

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use super::sandbox::Sandbox;

/// The script that evaluates a run, where no program is built, unless `program` names one.
fn evaluate(sandbox: &Sandbox, program: Option<&str>) -> Command {
    script("evaluate.sh", sandbox, program)
}

/// The script that measures on real frames, with its temporary folder in the sandbox.
fn real_frames(sandbox: &Sandbox) -> Command {
    fs::create_dir_all(sandbox.path("tmp")).unwrap();
    let mut command = script("real-frames.sh", sandbox, Some(env!("CARGO_BIN_EXE_voxelnet")));
    command.env("TMPDIR", sandbox.path("tmp"));
    command
}

fn script(name: &str, sandbox: &Sandbox, program: Option<&str>) -> Command {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts");
    let mut command = Command::new(folder.join(name));
    command.current_dir(sandbox.path("")).env("CARGO_TARGET_DIR", sandbox.path("target"));
    command.env_remove("VOXELNET").envs(program.map(|program| ("VOXELNET", program)));
    command
}

fn said(command: &mut Command, code: i32) -> String {
    let output = command.assert().code(code).stdout("").get_output().clone();
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn nothing_is_built_unless_it_is_asked_for() {
    let sandbox = Sandbox::new();
    let said = said(evaluate(&sandbox, None).args(["run", "data"]), 1);
    assert!(said.starts_with("error: ") && said.lines().count() == 1, "{said}");
    assert!(said.contains("release/voxelnet: not built yet; --build"), "{said}");
    assert!(!sandbox.path("target").exists());
}

#[test]
fn a_program_that_is_named_is_never_built() {
    let sandbox = Sandbox::new();
    let said = said(evaluate(&sandbox, Some("./none")).args(["--build", "run", "data"]), 1);
    assert!(said.starts_with("error: ./none: no program"), "{said}");
}

#[test]
fn a_program_that_is_there_is_used_with_all_options() {
    let sandbox = Sandbox::with_data();
    let program = env!("CARGO_BIN_EXE_voxelnet");
    let mut command = evaluate(&sandbox, Some(program));
    let assert = command.args(["--build", "run", "data", "--split", "val"]).assert().success();
    let table = String::from_utf8(assert.get_output().stdout.clone()).unwrap();
    assert!(table.contains("over 2 frames") && table.contains("\n3D moderate R40: "), "{table}");
    assert_eq!(sandbox.json("run/ap.json")["frames"], 2);
}

#[test]
fn a_call_without_a_run_prints_the_usage() {
    let said = said(&mut evaluate(&Sandbox::new(), None), 2);
    assert!(said.contains("./scripts/evaluate.sh [--build] RUN DATA"), "{said}");
}

#[test]
fn real_frames_are_measured_outside_the_checkout() {
    let sandbox = Sandbox::with_data();
    let assert = real_frames(&sandbox).args(["data", "--run", "run"]).assert().success();
    let output = assert.get_output();
    let table = String::from_utf8(output.stdout.clone()).unwrap();
    for expected in ["over 2 frames", "Loose minimum overlaps", "1000 resamples", "plain AP"] {
        assert!(table.contains(expected), "{expected}: {table}");
    }
    let said = String::from_utf8(output.stderr.clone()).unwrap();
    assert!(!said.contains("warning"), "{said}");
    let folder = said.lines().last().unwrap().strip_prefix("results and metrics are in ").unwrap();
    assert!(
        Path::new(folder).starts_with(fs::canonicalize(sandbox.path("tmp")).unwrap()),
        "{said}"
    );
    let results = fs::read_dir(Path::new(folder).join("results")).unwrap();
    assert_eq!(results.count(), 2);
    assert!(Path::new(folder).join("metrics.json").is_file());
}

#[test]
fn results_on_real_frames_land_where_they_are_wanted() {
    let sandbox = Sandbox::with_data();
    let arguments = ["data", "--run", "run", "--out", "results of it", "--threads", "1"];
    real_frames(&sandbox).args(arguments).assert().success();
    assert_eq!(fs::read_dir(sandbox.path("results of it/results")).unwrap().count(), 2);
    assert!(sandbox.path("results of it/metrics.json").is_file());
    assert_eq!(fs::read_dir(sandbox.path("tmp")).unwrap().count(), 0);
    assert_eq!(
        said(real_frames(&sandbox).args(["data", "--out"]), 1),
        "error: --out: expected a folder behind it\n"
    );
}

#[test]
fn real_frames_are_measured_by_scores_before_calibration() {
    let sandbox = Sandbox::with_data();
    let export = ["export", "--run", "run", "--out"];
    sandbox.succeed(&[&export[..], &["plain.safetensors"]].concat());
    let maps = "detection.calibration.maps={ Car = [[0.01, 0.001], [0.99, 0.1]] }";
    let changes = ["--set", maps, "--set", "detection.min_score={ Car = 0.99 }"];
    sandbox.succeed(&[&export[..], &["calibrated.safetensors"], &changes].concat());
    let results = |weights: &str| {
        let mut command = real_frames(&sandbox);
        let assert = command.args(["data", "--weights", weights]).assert().success();
        let said = String::from_utf8(assert.get_output().stderr.clone()).unwrap();
        let folder = said.lines().last().unwrap().rsplit(' ').next().unwrap();
        fs::read_to_string(Path::new(folder).join("results/000002.txt")).unwrap()
    };
    let plain = results("plain.safetensors");
    assert!(!plain.is_empty());
    assert_eq!(results("calibrated.safetensors"), plain);
}

#[test]
fn a_folder_without_a_list_of_real_frames_is_refused_in_a_line() {
    let sandbox = Sandbox::with_data();
    fs::write(sandbox.path("data/ImageSets/val.txt"), "\n").unwrap();
    for (data, expected) in [
        ("data", "error: data/ImageSets/val.txt: no frames, expected one a line\n"),
        (
            "none",
            "error: none/ImageSets/val.txt: no such file, expected the frames to measure on, one a line\n",
        ),
    ] {
        assert_eq!(said(real_frames(&sandbox).arg(data), 1), expected);
    }
    let usage = said(&mut real_frames(&sandbox), 2);
    assert!(
        usage.contains("./scripts/real-frames.sh KITTI_REAL [--out OUT] [OPTION...]"),
        "{usage}"
    );
}

#[test]
fn what_comes_of_real_frames_stays_outside_the_checkout() {
    let sandbox = Sandbox::with_data();
    let checkout = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts");
    let said = said(real_frames(&sandbox).arg("data").env("TMPDIR", &checkout), 1);
    assert!(said.contains(": in the checkout, expected an --out or a TMPDIR outside it"), "{said}");
}
