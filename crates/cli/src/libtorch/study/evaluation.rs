//! Trying a network under a condition.

use std::path::Path;
use std::time::Instant;

use anyhow::{Context, Result};
use voxelnet_dataset::{Corruption, FrameCoverage, ScansBehind, corrupt_frame, write_results};
use voxelnet_detection::Detector;
use voxelnet_metrics::{Detail, EvaluatedFrames, MissingResults, Report, ReportOptions};
use voxelnet_statistics::median;

use super::data::SEED;
use crate::splits::SplitReader;

/// The findings of a network under one condition.
pub struct Trial {
    pub report: Report,
    /// Median time to detect on one scan, milliseconds.
    pub scan_ms: f64,
}

/// Tries a network on frames that are made worse. The result files go into the folder `results`; `warn`
/// is called with each warning, `on_frame` after each scan.
pub fn try_under(
    noise: Corruption,
    detector: &mut dyn Detector,
    SplitReader { reader, frames }: &SplitReader,
    results: &Path,
    warn: impl Fn(&str),
    mut on_frame: impl FnMut(),
) -> Result<Trial> {
    std::fs::create_dir_all(results).with_context(|| results.display().to_string())?;
    let (mut times_ms, mut behind) = (Vec::new(), ScansBehind::default());
    for frame in frames {
        let (mut cloud, _) = reader.cloud(frame)?;
        if noise == Corruption::Clean {
            for warning in FrameCoverage::of(reader, frame, &cloud).sentences(&mut behind) {
                warn(&format!("{frame}: {warning}"));
            }
        }
        corrupt_frame(&mut cloud, noise, frame, SEED);
        let started = Instant::now();
        let detections = detector.detect(&cloud);
        times_ms.push(1000. * started.elapsed().as_secs_f64());
        write_results(detector.config(), reader, frame, &detections.kept, results)?;
        if let Some(warning) = detections.warning() {
            warn(&format!("{frame}, {noise}: {warning}"));
        }
        on_frame();
    }
    if let Some(warning) = behind.warning(|_| None) {
        warn(&warning);
    }
    let (missing, detail) = (MissingResults::Refuse, Detail::Rows);
    let evaluated = EvaluatedFrames::read(reader, frames, results, missing, detail, |_, _| ())?;
    let scan_ms = median(times_ms).context("there are no frames to try on")?;
    Ok(Trial { report: evaluated.average_precision(&ReportOptions::default()), scan_ms })
}
