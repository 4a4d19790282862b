//! Batches prepared beside the training loop.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use voxelnet_dataset::{FrameSource, batches_of_epoch};
use voxelnet_head::{AnchorGrid, NetworkLayout};
use voxelnet_model::{FrameTargets, ModelError, TargetAssigner};
use voxelnet_voxelizer::{SparseVoxels, Voxelizer};

use crate::{Config, TrainError, TrainingData};

/// Batches of each thread that may wait for the training loop; one more is being prepared.
const MAX_WAITING: usize = 2;

/// More threads than this hardly help: reading a batch takes a small part of a step.
const MAX_THREADS: usize = 4;

/// One step's frames, voxelized, with their targets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreparedBatch {
    /// The names of the frames.
    pub frames: Vec<String>,
    /// Their scans as the network sees them.
    pub voxels: Vec<SparseVoxels>,
    /// What the network is to say about them.
    pub targets: Vec<FrameTargets>,
    /// What was odd about the scans, said in the first epoch only.
    pub warnings: Vec<String>,
}

/// All that decides what a training frame looks like in an epoch.
pub struct BatchSource {
    source: FrameSource,
    frames: Vec<String>,
    assigner: TargetAssigner,
    seed: u64,
    batch_size: usize,
}

impl BatchSource {
    /// The batches of a configuration.
    ///
    /// # Errors
    /// When there is no frame, a file of a frame is missing or malformed, the configuration describes
    /// no network, or its augmentation needs an object database that cannot be used.
    pub fn new(config: &Config, data: TrainingData) -> Result<Self, TrainError> {
        if data.frames.is_empty() {
            return Err(TrainError::NoFrames);
        }
        data.frames.iter().try_for_each(|frame| data.reader.check(frame))?;
        let layout = NetworkLayout::new(&config.network).map_err(ModelError::from)?;
        let TrainingData { reader, frames } = data;
        Ok(Self {
            source: FrameSource::new(reader, &config.network, &config.augment, config.train.seed)?,
            frames,
            assigner: TargetAssigner::new(AnchorGrid::new(&config.network, &layout)),
            seed: config.train.seed,
            batch_size: config.train.batch_size,
        })
    }

    /// Steps of one epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.frames.len().div_ceil(self.batch_size) as u64
    }

    /// Prepares the batches of steps `start..end` on threads of their own; they come in the order of
    /// steps and are the same whatever the number of threads. It ends after the first error.
    ///
    /// Of each thread at most three batches are in memory, whatever the number of steps.
    pub fn prefetch<'scope, 'env>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        start: u64,
        end: u64,
        num_threads: usize,
    ) -> Prefetch {
        let num_threads = num_threads.clamp(1, MAX_THREADS) as u64;
        let receivers = (0..num_threads).map(|thread| {
            let (sender, receiver) = sync_channel(MAX_WAITING);
            scope.spawn(move || {
                let mut voxelizer = self.source.voxelizer();
                let mut order = EpochOrder::default();
                for step in (start + thread..end).step_by(num_threads as usize) {
                    let (epoch, positions) = order.of_step(self, step);
                    let batch = self.prepare(epoch, positions, &mut voxelizer);
                    let failed = batch.is_err();
                    // A closed channel means that the loop has ended; then nobody waits for more.
                    if sender.send(batch).is_err() || failed {
                        return;
                    }
                }
            });
            receiver
        });
        Prefetch { receivers: receivers.collect(), next: 0 }
    }

    fn prepare(
        &self,
        epoch: u64,
        positions: &[usize],
        voxelizer: &mut Voxelizer,
    ) -> Result<PreparedBatch, TrainError> {
        let mut batch = PreparedBatch::default();
        for &position in positions {
            let frame = &self.frames[position];
            let (scan, voxels) = self.source.see(epoch, frame, voxelizer)?;
            if epoch == 0 {
                let said = scan.warnings.iter().map(|warning| format!("{frame}: {warning}"));
                batch.warnings.extend(said);
            }
            batch.frames.push(frame.clone());
            batch.voxels.push(voxels);
            batch.targets.push(self.assigner.assign(&scan.boxes));
        }
        Ok(batch)
    }
}

/// The batches of the epoch that was asked for last.
#[derive(Default)]
struct EpochOrder {
    epoch: Option<u64>,
    batches: Vec<Vec<usize>>,
}

impl EpochOrder {
    /// The epoch of a step, and which frames it takes.
    fn of_step(&mut self, source: &BatchSource, step: u64) -> (u64, &[usize]) {
        let epoch = step / source.steps_per_epoch();
        if self.epoch != Some(epoch) {
            let BatchSource { seed, frames, batch_size, .. } = source;
            self.batches = batches_of_epoch(*seed, epoch, frames.len(), *batch_size);
            self.epoch = Some(epoch);
        }
        (epoch, &self.batches[(step % source.steps_per_epoch()) as usize])
    }
}

/// Batches in the order of steps, from threads that prepare them in turn.
pub struct Prefetch {
    receivers: Vec<Receiver<Result<PreparedBatch, TrainError>>>,
    next: usize,
}

impl Iterator for Prefetch {
    type Item = Result<PreparedBatch, TrainError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.receivers[self.next].recv().ok();
        self.next = (self.next + 1) % self.receivers.len();
        batch
    }
}
