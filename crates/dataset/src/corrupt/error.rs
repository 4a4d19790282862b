//! Texts and strengths that are no corruption.

use thiserror::Error;

use super::kind::CorruptionKind;

/// The text of the scan as it is.
pub(super) const CLEAN: &str = "clean";

/// The errors of reading a corruption.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum CorruptionError {
    /// It does not begin with the name of a kind and `=`.
    #[error(
        "\"{text}\" is no corruption, expected {CLEAN} or, with a number of 0 to 1, one of {}; \
         jitter is in metres, the others are shares",
        CorruptionKind::ALL.map(|kind| format!("{kind}=NUMBER")).join(", ")
    )]
    Unknown {
        /// The text.
        text: String,
    },
    /// The text behind `=` is no strength.
    #[error("{kind}={value}: expected as {} a number of 0 to 1", kind.axis())]
    Strength {
        /// The kind.
        kind: CorruptionKind,
        /// The text that was found.
        value: String,
    },
}
