//! One HTML page about an evaluation: average precision, curves, scores, and the frames that went worst,
//! with pictures.
//!
//! It takes evaluated frames, whoever detected in them, and reads the dataset for pictures. It runs no
//! network and computes no metric of its own: `voxelnet-metrics` does.
//!
//! - `write`: all of it, in order
//! - `folder`: where it is written, and what an earlier report left there
//! - `scores`: the scale of scores, and how many lie where
//! - `overview`: the classes with their scores and their best F1, and the scale
//! - `found`: how many objects are found, by distance and by points
//! - `mistakes`: what went wrong in a frame, and what that costs
//! - `scene`: a frame as a picture and in the viewer
//! - `page`, `chart`, `html`: what is seen

mod chart;
mod error;
mod folder;
mod found;
mod html;
mod mistakes;
mod overview;
mod page;
mod scene;
mod scores;
mod write;

#[cfg(test)]
mod test_frames;

pub use error::ReportError;
pub use write::{Evaluated, make_report_folder, write_report};
