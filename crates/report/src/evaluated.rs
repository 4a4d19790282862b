//! The input of a report.

use std::path::Path;

use voxelnet_dataset::FrameReader;
use voxelnet_metrics::{EvaluatedFrames, Report};

/// An evaluation that a report is to be about.
#[derive(Clone, Copy, Debug)]
pub struct Evaluated<'a> {
    /// The name of what was evaluated, such as the name of a run.
    pub title: &'a str,
    /// The command line that wrote the page.
    pub command: &'a str,
    /// Reads scans for the pictures.
    pub reader: &'a FrameReader,
    /// The folder of the result files, as the page names it.
    pub results: &'a Path,
    /// The frames, read with their scans.
    pub frames: &'a EvaluatedFrames,
    /// Their average precision.
    pub report: &'a Report,
}
