//! The engines side by side.

use anyhow::Result;
use indicatif::ProgressBar;

use super::agreement::Agreement;
use super::difference::Differences;
use super::engine::BenchEngine;
use super::plan::EnginesPlan;
use super::stages::{Measured, StageTimes};
use super::subject::Subject;
use super::work::StageWork;

/// The measurements of an engine.
#[derive(Clone, Debug)]
pub struct EngineTimes {
    pub engine: BenchEngine,
    /// Medians over the runs, for each scan.
    pub of_scans: Vec<StageTimes>,
    /// Work of the native engine, for each scan.
    pub work: Vec<StageWork>,
    /// Differences to the first engine.
    pub differences: Differences,
    /// Agreement with the first engine.
    pub agreement: Agreement,
}

impl EngineTimes {
    fn new(engine: BenchEngine) -> Self {
        let (differences, agreement) = (Differences::default(), Agreement::default());
        Self { engine, of_scans: Vec::new(), work: Vec::new(), differences, agreement }
    }

    fn compare(&mut self, found: &Measured, reference: &Measured) {
        self.work.extend(found.work);
        self.differences.add(&found.outputs, &reference.outputs);
        self.agreement.add(found.num_candidates, &found.detections, &reference.detections);
    }
}

/// Times the engines on every scan. They take turns, so that what else the machine does hits all of
/// them.
pub fn time_engines(
    plan: &EnginesPlan,
    engines: &[BenchEngine],
    subject: &mut Subject,
    bar: &ProgressBar,
) -> Result<Vec<EngineTimes>> {
    for &engine in engines {
        // The first run gets its memory from the system, which is not what is to be timed.
        subject.time_scan(engine, &plan.scans[0])?;
    }
    let mut all: Vec<EngineTimes> = engines.iter().copied().map(EngineTimes::new).collect();
    for scan in &plan.scans {
        let mut runs = vec![Vec::new(); engines.len()];
        for run in 0..plan.repeat {
            let mut reference = None;
            for (times, runs) in all.iter_mut().zip(&mut runs) {
                let measured = subject.time_scan(times.engine, scan)?;
                runs.push(measured.times);
                if run == 0 {
                    times.compare(&measured, reference.as_ref().unwrap_or(&measured));
                    reference.get_or_insert(measured);
                }
                bar.inc(1);
            }
        }
        for (measured, runs) in all.iter_mut().zip(&runs) {
            measured.of_scans.push(StageTimes::median_of(runs));
        }
    }
    Ok(all)
}
