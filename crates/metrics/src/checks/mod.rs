//! Signs that the numbers of an evaluation do not mean what they seem to.
//!
//! - `check`: all of them
//! - `row_source`, `row_line`: the labels or the results of all frames, and the line that a row stands in
//! - `types`: rows that are in no evaluated class
//! - `impossible`: rows whose values are not those of a box
//! - `size_order`: sizes in another order than the labels'
//! - `levels`: objects and detections that count at no level

pub(crate) mod check;
mod impossible;
mod levels;
mod row_line;
mod row_source;
mod size_order;
#[cfg(test)]
mod test_rows;
mod types;
