//! The scripts that run the program.

use std::path::Path;

use assert_cmd::Command;

use super::sandbox::Sandbox;

/// The script that evaluates a run, where no program is built, unless `program` names one.
fn evaluate(sandbox: &Sandbox, program: Option<&str>) -> Command {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../scripts/evaluate.sh");
    let mut command = Command::new(script);
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
