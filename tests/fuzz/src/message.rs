//! Messages of errors.

use std::fmt::Display;

/// Checks that each line of a message is short and harmless to a terminal.
///
/// # Panics
///
/// When one is not.
pub fn check(error: &dyn Display) {
    for line in error.to_string().lines() {
        assert!(!line.contains(char::is_control) && line.len() < 1000, "{line:?}");
    }
}
