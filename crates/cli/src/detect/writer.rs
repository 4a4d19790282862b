//! The last step of a detection: results, warnings and errors of one scan after the other.

use std::ops::ControlFlow;

use anyhow::Result;
use indicatif::ProgressBar;
use voxelnet_dataset::ScansBehind;

use super::failure::Failure;
use super::outcome::Outcome;
use super::remedy::Remedies;
use super::results::{Detected, Job, Results};
use crate::context::Context;
use crate::interrupt::Interrupt;
use crate::output::error_chain::chain_of;
use crate::progress::{Progress, line};
use crate::scans::inputs::Input;
use crate::warning_tally::WarningTally;

/// A scan after the detection; an error where no more scans can be read.
pub type Done<'a> = Result<(Job<'a>, Result<Detected>)>;

/// Writes results as they come.
pub struct Writer<'a, 'b> {
    results: &'a mut Results<'b>,
    outcome: Outcome,
    remedies: Remedies,
    tally: WarningTally,
    behind: ScansBehind,
    progress: Progress,
    bar: ProgressBar,
    num_ranks: u64,
    interrupt: Interrupt,
}

impl<'a, 'b> Writer<'a, 'b> {
    /// A writer for the results of a number of scans, where that is known.
    pub fn new(
        num_scans: Option<usize>,
        remedies: Remedies,
        results: &'a mut Results<'b>,
        context: &Context,
    ) -> Self {
        let &Context { progress, ref communicator, ref interrupt, .. } = context;
        // Without a number of scans nobody knows how many are left.
        let bars = if num_scans.is_some() { progress } else { progress.silent() };
        Self {
            results,
            outcome: Outcome { num_scans, ..Outcome::default() },
            remedies,
            tally: WarningTally::default(),
            behind: ScansBehind::default(),
            progress,
            bar: bars.bar(num_scans.unwrap_or(0) as u64, "detecting", "scans"),
            num_ranks: communicator.size() as u64,
            interrupt: interrupt.clone(),
        }
    }

    /// Writes the results of a scan; breaks off where no more can be read or written.
    pub fn take(&mut self, done: Done<'_>) -> ControlFlow<()> {
        let added = match done {
            Ok((job, detected)) => {
                detected.map_err(Failure::Scan).and_then(|detected| self.add(&job, detected))
            }
            Err(error) => Err(Failure::Fatal(error)),
        };
        // Every rank does as much as this one.
        self.bar.inc(self.num_ranks);
        match added {
            Ok(()) => self.outcome.num_done += 1,
            Err(Failure::Scan(error)) => {
                if self.outcome.num_scans != Some(1) {
                    self.bar.suspend(|| line(&format!("error: {}", chain_of(&error))));
                }
                self.outcome.num_failed += 1;
                self.outcome.first_error.get_or_insert(error);
            }
            Err(Failure::Fatal(error)) => {
                self.outcome.fatal = Some(error);
                // Nobody has to wait for another scan.
                self.interrupt.set();
                return ControlFlow::Break(());
            }
        }
        ControlFlow::Continue(())
    }

    /// Warns of what was warned of too often to be shown each time.
    pub fn finish(self) -> Outcome {
        self.bar.finish_and_clear();
        let of_behind = self.behind.warning(|warning| self.remedies.option(warning));
        for warning in self.tally.rest().chain(of_behind) {
            self.progress.warn_here(&warning);
        }
        self.outcome
    }

    fn add(&mut self, job: &Job, mut detected: Detected) -> Result<(), Failure> {
        let input = &job.input;
        self.behind.take(&input.to_string(), &mut detected.coverage);
        for warning in warnings(&detected, input, &self.remedies) {
            if let Some(line) = self.tally.line(&input.to_string(), &warning) {
                self.bar.suspend(|| self.progress.warn_here(&line));
            }
        }
        self.results.add(job, &detected)
    }
}

/// The warnings about a scan, and about the detections in it.
fn warnings(detected: &Detected, input: &Input, remedies: &Remedies) -> Vec<String> {
    let Detected { scan, coverage, detections } = detected;
    let of_file = scan.warnings.iter().map(ToString::to_string).chain(detections.warning());
    of_file.chain(coverage.iter().map(|warning| remedies.sentence(warning, input))).collect()
}
