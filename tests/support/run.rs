//! Running the binary and reading what it leaves.

use std::fs;
use std::path::Path;
use std::process::Output;

use assert_cmd::Command;
use assert_cmd::cargo::cargo_bin_cmd;
use serde_json::Value;

/// The binary without arguments, on one thread because tests run side by side.
pub fn command() -> Command {
    let mut command = cargo_bin_cmd!("voxelnet");
    command.env("OMP_NUM_THREADS", "1").env("RAYON_NUM_THREADS", "1");
    command
}

/// Runs a command that has to succeed.
pub fn succeed(command: &mut Command) -> Output {
    command.assert().success().get_output().clone()
}

/// The output of a command on stderr.
pub fn said(output: &Output) -> &str {
    str::from_utf8(&output.stderr).unwrap()
}

/// The metrics in a JSON file, but for the thresholds that `eval` knows of the weights and `score` does not.
pub fn metrics(path: &Path) -> Value {
    let mut metrics = read_json(path);
    for class in metrics["reliability"].as_object_mut().unwrap().values_mut() {
        class.as_object_mut().unwrap().remove("min_score");
    }
    metrics
}

/// The value of a JSON file.
pub fn read_json(path: &Path) -> Value {
    serde_json::from_slice(&fs::read(path).unwrap()).unwrap()
}

/// The values of a file with one JSON value a line.
pub fn json_lines(path: &Path) -> Vec<Value> {
    let text = fs::read_to_string(path).unwrap();
    text.lines().map(|line| serde_json::from_str(line).unwrap()).collect()
}

/// Whether a file of a run is one for TensorBoard.
pub fn is_event_file(name: &Path) -> bool {
    name.to_string_lossy().starts_with("events.out.tfevents.")
}

/// An array of finite numbers.
pub fn numbers<const N: usize>(value: &Value) -> [f64; N] {
    let numbers: Vec<f64> =
        value.as_array().unwrap().iter().map(|number| number.as_f64().unwrap()).collect();
    assert!(numbers.iter().all(|number| number.is_finite()), "{value}");
    numbers.try_into().unwrap()
}
