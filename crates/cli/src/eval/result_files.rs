//! Detecting on a split on several ranks.

use std::path::Path;

use anyhow::Result;
use voxelnet_communicator::InTurn;
use voxelnet_dataset::{ResultWriter, ScansBehind, detect_split};
use voxelnet_detection::Detector;

use crate::context::Context;
use crate::splits::SplitReader;

/// Detects on this rank's part of the frames, and has the first rank write the result files of all. Collective.
pub fn write_result_files(
    detector: &mut dyn Detector,
    SplitReader { reader, frames }: &SplitReader,
    folder: &Path,
    context: &Context,
) -> Result<()> {
    let &Context { progress, ref communicator, ref heartbeat } = context;
    let bar = progress.bar(frames.len() as u64, "detecting", "scans");
    let is_first = communicator.is_first();
    let mut writer = is_first.then(|| ResultWriter::create(folder, frames)).transpose()?;
    let mut write = |results: Vec<Vec<u8>>| match &mut writer {
        Some(writer) => writer.write(&results),
        None => Ok(()),
    };
    let starts = |frame: &str| heartbeat.beat(&format!("detecting in frame {frame}"));
    let mut behind = ScansBehind::default();
    let mut in_turn = InTurn::new(communicator, frames.len());
    detect_split(detector, reader, frames, communicator.shard(), starts, |detected| {
        // Every rank does as much as this one, about.
        bar.set_position((detected.number + communicator.size()).min(frames.len()) as u64);
        for warning in detected.warnings(&mut behind) {
            bar.suspend(|| progress.warn_here(&warning));
        }
        write(in_turn.add(detected.results.into_bytes()))
    })?;
    write(in_turn.finish())?;
    bar.finish_and_clear();
    if let Some(warning) = behind.warning(|_| None) {
        progress.warn_here(&warning);
    }
    Ok(())
}
