//! The layout that the numbers of a file without a header seem to have.
//!
//! A file is refused for it, so only strong evidence counts: the usual layout has to look impossible and
//! another one natural.

mod columns;
mod double_rows;
mod guess;
mod judge;
mod period;
mod sample;
#[cfg(test)]
mod tests;
mod types;

pub use guess::LayoutGuess;
pub use judge::guess_layout;
