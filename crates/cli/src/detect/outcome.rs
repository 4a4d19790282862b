//! The end of a detection.

use anyhow::{Error, Result, anyhow, bail, ensure};
use voxelnet_communicator::Numbers;
use voxelnet_files::counted;

use super::results::Results;
use crate::context::Context;
use crate::interrupt::{Stopped, stopped_after};
use crate::output::error_chain::chain_of;

/// The work of one rank, at its end.
#[derive(Debug, Default)]
pub struct Outcome {
    /// Number of scans that all ranks were given; none where the number was not known.
    pub num_scans: Option<usize>,
    /// Number of scans of this rank whose results are written.
    pub num_done: usize,
    /// Number of scans of this rank that could not be used.
    pub num_failed: usize,
    /// The error of the first of them.
    pub first_error: Option<Error>,
    /// The error after which there was nothing left to do.
    pub fatal: Option<Error>,
    pub secs: f64,
}

impl Outcome {
    /// Whether scans are left over.
    fn is_stopped(&self) -> bool {
        self.num_scans.is_none_or(|num_scans| self.num_done + self.num_failed < num_scans)
    }

    /// Such as `stopped after 15 of 40 scans`, counting those that were done before.
    fn stopped_after(&self, num_before: usize) -> String {
        let num_all = self.num_scans.map(|num_scans| num_before + num_scans);
        stopped_after(num_before + self.num_done, num_all, "scan")
    }
}

/// Writes what is left to write, and reports on all scans.
pub fn finish(mut results: Results, mut outcome: Outcome, context: &Context) -> Result<()> {
    let &Context { progress, ref communicator, ref interrupt, .. } = context;
    let num_before = results.num_done_before();
    let can_go_on = results.has_record() && outcome.num_scans.is_some();
    let remedy = if can_go_on { "; --resume goes on" } else { "" };
    let tell_stale_files =
        |results: &Results| results.stale_files().iter().for_each(|text| progress.warn(text));
    if let Some(fatal) = outcome.fatal.take() {
        // Where nothing was written, nothing is beside it.
        if outcome.num_done > 0 {
            tell_stale_files(&results);
        }
        let stopped = outcome.stopped_after(num_before) + remedy;
        let is_only = num_before == 0 && outcome.num_scans == Some(1);
        // Of several ranks one does not know what the others have done.
        return Err(if is_only || communicator.size() > 1 {
            fatal
        } else {
            anyhow!("{}; {stopped}", chain_of(&fatal))
        });
    }
    if interrupt.is_set() && outcome.is_stopped() {
        results.sync()?;
        tell_stale_files(&results);
        bail!(Stopped { message: outcome.stopped_after(num_before) + remedy });
    }
    if outcome.num_scans == Some(1)
        && let Some(error) = outcome.first_error.take()
    {
        return Err(error);
    }
    let mut sums = [outcome.num_done as f64, outcome.num_failed as f64];
    communicator.all_reduce(Numbers::F64(&mut sums));
    let [num_done, num_failed] = sums.map(|sum| sum as usize);
    ensure!(num_done > 0 || num_failed == 0, "no scan could be used");
    results.join(communicator)?;
    if communicator.is_first() {
        results.replace_earlier()?;
        results.sync()?;
        progress.say(&summary(&results, num_done, outcome.secs));
        if results.num_lost() > 0 && results.num_lost() == results.num_found() {
            progress.warn("every detection lies outside the image; is --calib that of the scans?");
        }
        tell_stale_files(&results);
    }
    // An error of another rank ends this one, which has to have written everything before.
    communicator.barrier();
    let scans = counted(num_done + num_failed, "scan");
    ensure!(num_failed == 0, "{num_failed} of {scans} could not be used");
    Ok(())
}

/// Such as `12 detections in 3 scans, 2.1 scans/s, written to results`.
fn summary(results: &Results, num_done: usize, secs: f64) -> String {
    let written = results.out().map(|out| format!(", written to {}", out.display()));
    let written = written.unwrap_or_default();
    let before = match results.num_done_before() {
        0 => String::new(),
        number => format!("; {} done before", counted(number, "scan")),
    };
    if num_done == 0 {
        return format!("there was no scan to detect in{before}");
    }
    let (detections, scans) =
        (counted(results.num_found(), "detection"), counted(num_done, "scan"));
    let rate = num_done as f64 / secs;
    let lost = match results.num_lost() {
        0 => String::new(),
        some => format!("; {some} outside the image have no row in KITTI's format"),
    };
    format!("{detections} in {scans}, {rate:.1} scans/s{written}{lost}{before}")
}
