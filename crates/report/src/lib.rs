//! One HTML page about an evaluation: average precision, curves, scores, and the frames that went worst,
//! with pictures.
//!
//! It reads KITTI result files, whoever wrote them, and the dataset that they are about. It runs no
//! network and computes no metric of its own but the best F1: `voxelnet-kitti` does.
//!
//! - `write`: all of it, in order
//! - `folder`: where it is written, and what an earlier report left there
//! - `scores`: the scale of scores, and what is right and false at each
//! - `best_f1`: the score from which detections are best kept
//! - `overview`: the classes and the two above
//! - `found`: how many objects are found, by distance and by points
//! - `mistakes`: what went wrong in a frame, and what that costs
//! - `scene`: a frame as a picture and in the viewer
//! - `page`, `chart`, `html`: what is seen

mod best_f1;
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
