//! Coverage of a frame of a dataset, with remedies for the commands that read a configuration.

use nalgebra::Point3;
use voxelnet_scene::PointCloud;

use crate::coverage::{CoverageWarning, ScansBehind, coverage_warnings};
use crate::frame::FrameReader;

/// The reasons why a network sees little of a frame.
#[derive(Clone, Debug)]
pub struct FrameCoverage<'a> {
    reader: &'a FrameReader,
    frame: &'a str,
    warnings: Vec<CoverageWarning>,
}

impl<'a> FrameCoverage<'a> {
    /// Looks at the points of a frame, as they are in its scan.
    pub fn of(reader: &'a FrameReader, frame: &'a str, cloud: &PointCloud) -> Self {
        let (scan, network) = (&reader.config().scan, reader.network());
        let warnings = coverage_warnings(cloud, Point3::origin(), scan, network);
        Self { reader, frame, warnings }
    }

    /// The warnings, with options of `eval`, `train` or `ablate`. That of points behind the range is left to `behind`.
    pub fn sentences(&self, behind: &mut ScansBehind) -> Vec<String> {
        let Self { reader, frame, ref warnings } = *self;
        let mut warnings = warnings.clone();
        behind.take(frame, &mut warnings);
        let path = reader.dataset().scan_path(frame);
        let path = path.map_or_else(|_| frame.to_owned(), |path| path.display().to_string());
        let sentence = |warning: &CoverageWarning| {
            let options = warning.motion().map(|motion| motion.options(&reader.config().scan));
            warning.with_remedy(options.as_deref(), &path)
        };
        warnings.iter().map(sentence).collect()
    }
}
