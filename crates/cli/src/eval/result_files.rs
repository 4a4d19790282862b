//! Detecting on a split on several ranks.

use std::ops::ControlFlow;
use std::path::Path;

use anyhow::{Context as _, Result, anyhow, bail};
use voxelnet_communicator::InTurn;
use voxelnet_dataset::{ResultWriter, ScansBehind, detect_split};
use voxelnet_detection::Detector;
use voxelnet_files::make_folder;

use crate::context::Context;
use crate::interrupt::{Stopped, stopped_after};
use crate::output::error_chain::chain_of;
use crate::splits::SplitReader;
use crate::warning_tally::WarningTally;

/// Detects on this rank's part of the frames, and has the first rank write the result files of all. Collective.
///
/// # Errors
/// [`Stopped`] after an interrupt; the files that were written stay.
pub fn write_result_files(
    detector: &mut dyn Detector,
    SplitReader { reader, frames }: &SplitReader,
    folder: &Path,
    context: &Context,
) -> Result<()> {
    let &Context { progress, ref communicator, ref heartbeat, ref interrupt } = context;
    let bar = progress.bar(frames.len() as u64, "detecting", "scans");
    let mut writer = if communicator.is_first() {
        make_folder(folder).with_context(|| format!("cannot write into {}", folder.display()))?;
        Some(ResultWriter::create(folder, frames)?)
    } else {
        None
    };
    let mut write = |results: Vec<Vec<u8>>| match &mut writer {
        Some(writer) => writer.write(&results),
        None => Ok(()),
    };
    interrupt.answer_alone("stopping; press Ctrl-C again to end at once", communicator);
    let starts = |frame: &str| heartbeat.beat(&format!("detecting in frame {frame}"));
    let (mut behind, mut tally) = (ScansBehind::default(), WarningTally::default());
    let mut in_turn = InTurn::new(communicator, frames.len());
    let mut num_done = 0;
    let detected =
        detect_split(detector, reader, frames, communicator.shard(), starts, |detected| {
            // Every rank does as much as this one, about.
            bar.set_position((detected.number + communicator.size()).min(frames.len()) as u64);
            let warnings = detected.warnings(&mut behind);
            for line in warnings.iter().filter_map(|warning| tally.line(detected.frame, warning)) {
                bar.suspend(|| progress.warn_here(&line));
            }
            write(in_turn.add(detected.results.into_bytes()))?;
            num_done += 1;
            Ok(if interrupt.is_set() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) })
        });
    bar.finish_and_clear();
    tally.rest().chain(behind.warning(|_| None)).for_each(|warning| progress.warn_here(&warning));
    interrupt.end_answer();
    if communicator.size() > 1 {
        detected?;
        return Ok(write(in_turn.finish())?);
    }
    let stopped = stopped_after(num_done, Some(frames.len()), "scan");
    if let Err(error) = detected {
        bail!("{}; {stopped}", chain_of(&anyhow!(error)));
    }
    if interrupt.is_set() {
        let message = format!("{stopped}; their result files are in {}", folder.display());
        bail!(Stopped { message });
    }
    Ok(())
}
