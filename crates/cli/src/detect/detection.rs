//! The detection in all scans: reading, detecting and writing.

use std::borrow::Cow;
use std::time::Instant;

use anyhow::Result;
use voxelnet_dataset::{CoverageWarning, coverage_warnings};
use voxelnet_detection::{Detector, ScanVoxelizer};
use voxelnet_scene::Scan;
use voxelnet_voxelizer::SparseVoxels;

use super::outcome::Outcome;
use super::pipeline::run_pipeline;
use super::plan::{DetectPlan, Scans};
use super::remedy::Remedies;
use super::results::{Detected, Job, Results};
use super::writer::Writer;
use crate::context::Context;
use crate::engine::network::TrainedNetwork;
use crate::libtorch::dump::dump;
use crate::scans::inputs::Input;
use crate::scans::reading::ScanReading;
use crate::scans::standard_input::StandardInput;
use crate::scans::stream::ScanStream;

/// Everything that the detection in a scan needs.
pub struct Detection<'a> {
    pub plan: &'a DetectPlan,
    pub network: &'a TrainedNetwork,
    pub reading: &'a ScanReading,
    pub context: &'a Context,
}

impl Detection<'_> {
    /// Reads this rank's scans, detects in them and writes the results, all at the same time. The scans of a list are
    /// those given; those of a stream come from standard input.
    pub fn run(
        &self,
        inputs: &[Input],
        detector: &mut dyn Detector,
        results: &mut Results,
    ) -> Outcome {
        let Context { heartbeat, interrupt, .. } = self.context;
        let started = Instant::now();
        let voxelizer = detector.voxelizer().clone();
        let num_scans = match self.plan.scans {
            Scans::Listed(_) => Some(inputs.len()),
            Scans::Stream(_) => None,
        };
        let remedies =
            Remedies { typed: self.plan.reading.transform, scan: self.network.config.dataset.scan };
        let mut writer = Writer::new(num_scans, remedies, results, self.context);
        run_pipeline(
            self.jobs(inputs),
            |job| job.map(|job| (self.read(&voxelizer, &job.input), job)),
            |read| {
                // Whatever was read when it was time to stop is left.
                if interrupt.is_set() {
                    return None;
                }
                Some(read.map(|(seen, job)| {
                    heartbeat.beat(&format!("detecting in {}", job.input));
                    let detected = seen.and_then(|seen| self.detect(seen, &job.input, detector));
                    (job, detected)
                }))
            },
            |done| writer.take(done),
        );
        Outcome { secs: started.elapsed().as_secs_f64(), ..writer.finish() }
    }

    /// The scans of this rank. An error is the last: nothing can be read behind it.
    fn jobs<'b>(
        &self,
        inputs: &'b [Input],
    ) -> Box<dyn Iterator<Item = Result<Job<'b>>> + Send + 'b> {
        let Context { communicator, interrupt, .. } = self.context;
        match self.plan.scans {
            Scans::Listed(_) => {
                let shard = communicator.shard();
                let jobs = inputs.iter().map(Cow::Borrowed).enumerate();
                let own = jobs.filter(move |(number, _)| shard.owns(*number));
                Box::new(own.map(|(number, input)| Ok(Job { number, input })))
            }
            Scans::Stream(framing) => {
                let bytes = StandardInput::new(interrupt.clone());
                let scans = ScanStream::new(bytes, framing, self.reading.columns());
                Box::new(
                    scans
                        .enumerate()
                        .map(|(number, input)| Ok(Job { number, input: Cow::Owned(input?) })),
                )
            }
        }
    }

    fn read(&self, voxelizer: &ScanVoxelizer, input: &Input) -> Result<SeenScan> {
        let scan = self.reading.read(input)?;
        let config = &self.network.config;
        let (dataset, network) = (&config.dataset.scan, &config.network);
        let coverage = coverage_warnings(&scan.cloud, self.reading.sensor(), dataset, network);
        Ok(SeenScan { voxels: voxelizer.voxels(&scan.cloud), scan, coverage })
    }

    /// Detects in a scan, and writes everything that is computed on the way where a file for it was named.
    fn detect(
        &self,
        SeenScan { scan, voxels, coverage }: SeenScan,
        input: &Input,
        detector: &mut dyn Detector,
    ) -> Result<Detected> {
        if let Some(path) = &self.plan.dump {
            input.require_other_file(path, "--dump")?;
            dump(self.network, self.plan.engine.device, &voxels, path)?;
        }
        Ok(Detected { detections: detector.detect_in(&voxels), scan, coverage })
    }
}

/// A scan and its voxels.
struct SeenScan {
    scan: Scan,
    voxels: SparseVoxels,
    coverage: Vec<CoverageWarning>,
}
