//! Helpers that tests share.

// Before the modules, which use it: macros are known from their line on.
/// A `voxelnet` command with these arguments, text and paths mixed.
macro_rules! voxelnet {
    ($($arg:expr),* $(,)?) => {{
        let mut command = $crate::support::command();
        $(command.arg(&$arg);)*
        command
    }};
}

mod fixture;
mod run;
mod sandbox;
mod scans;

pub use fixture::{Fixture, SMALL_NETWORK, fixture};
pub use run::{command, is_event_file, json_lines, metrics, numbers, read_json, said, succeed};
pub use sandbox::{Sandbox, contents, copy_folder, results_in};
pub use scans::{other_formats, rows_with_more};

use std::path::{Path, PathBuf};

/// A configuration that comes with the program.
pub fn shipped_config(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs").join(name)
}

/// The `--set` arguments for these assignments.
pub fn overrides<'a>(assignments: &[&'a str]) -> impl Iterator<Item = &'a str> {
    assignments.iter().flat_map(|assignment| ["--set", assignment])
}
