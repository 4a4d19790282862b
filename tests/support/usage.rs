//! Commands that are refused for what was typed.

use assert_cmd::Command;

use super::run::said;
use super::sandbox::{Sandbox, contents};

impl Sandbox {
    /// Runs a command that has to fail like those of [`Sandbox::refusal_of`], but with the exit code of wrong usage.
    pub fn wrong_usage_of(&self, command: &mut Command) -> String {
        let before = contents(&self.path(""));
        let output = command.assert().code(2).get_output().clone();
        assert!(output.stdout.is_empty() && contents(&self.path("")) == before);
        let said = said(&output);
        assert_eq!(said.lines().count(), 1, "expected a single line on stderr, found:\n{said}");
        said.trim_end().strip_prefix("error: ").unwrap_or_else(|| panic!("{said}")).to_owned()
    }
}
