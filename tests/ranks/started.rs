//! Starting ranks.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output};
use std::time::Duration;

/// Everything that is started here ends in a small part of this, or never.
const PATIENCE: Duration = Duration::from_secs(300);

/// The binary.
pub fn binary() -> &'static Path {
    assert_cmd::cargo::cargo_bin!("voxelnet")
}

/// `mpirun` without arguments, on any machine and as any user.
pub fn mpirun() -> Command {
    let mut command = Command::new("mpirun");
    command.args(["--oversubscribe", "--bind-to", "none"]);
    command.env("OMPI_ALLOW_RUN_AS_ROOT", "1").env("OMPI_ALLOW_RUN_AS_ROOT_CONFIRM", "1");
    command.env("OMP_NUM_THREADS", "1").env("RAYON_NUM_THREADS", "1");
    command
}

/// The binary as so many ranks, one of them started alone.
pub fn ranks(num: usize, arguments: &[impl AsRef<OsStr>]) -> Command {
    let mut command = match num {
        1 => Command::new(binary()),
        _ => mpirun(),
    };
    if num > 1 {
        command.args(["-n", &num.to_string()]).arg(binary());
    } else {
        command.env("OMP_NUM_THREADS", "1").env("RAYON_NUM_THREADS", "1");
    }
    command.args(arguments);
    command
}

/// Runs a command to its end, and ends it itself where it takes too long.
pub fn output_of(command: Command) -> Output {
    assert_cmd::Command::from_std(command).timeout(PATIENCE).output().unwrap()
}

/// Runs ranks that have to succeed, and returns what they print.
pub fn printed(num: usize, arguments: &[impl AsRef<OsStr>]) -> String {
    let output = output_of(ranks(num, arguments));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{num} ranks: {said}");
    String::from_utf8(output.stdout).unwrap()
}

/// The one line with which all ranks of a command end, without `error: `.
pub fn ending_of(command: Command) -> String {
    let output = output_of(command);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(!output.status.success(), "{said}");
    let lines: Vec<&str> = said.lines().filter_map(|line| line.strip_prefix("error: ")).collect();
    assert_eq!(lines.len(), 1, "expected one message, found:\n{said}");
    lines[0].to_owned()
}
