//! One HTML page about an evaluation: average precision, curves, scores, and the frames that went worst,
//! with pictures.
//!
//! It takes evaluated frames, whoever detected in them, and reads the dataset for pictures. It runs no
//! network and computes no metric of its own: `voxelnet-metrics` does.
//!
//! - `evaluated`: the input
//! - `write`: all of it, in order
//! - `folder`: the folder, and the files of an earlier report
//! - `scores`: the scale of scores, and the counts along it
//! - `overview`: the classes with their scores and their best F1, and the scale
//! - `found`: the objects that are found, by distance and by points
//! - `mistakes`: the mistakes in a frame, and their cost
//! - `scene`: a frame as a picture and in the viewer
//! - `page`: the page, with charts of `voxelnet-render`

mod error;
mod evaluated;
mod folder;
mod found;
mod mistakes;
mod overview;
mod page;
mod scene;
mod scores;
mod write;

#[cfg(test)]
mod test_frames;

pub use error::ReportError;
pub use evaluated::Evaluated;
pub use write::{make_report_folder, write_report};
