//! Batches prepared beside the training loop.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use voxelnet_model::{FrameTargets, TargetAssigner};
use voxelnet_voxelizer::{SampleKey, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer};

use crate::frame::is_above_grid;
use crate::order::{Purpose, batches_of_epoch, generator, number_of_frame};
use crate::{AugmentConfig, FrameReader, TrainError, augment};

/// Batches that may wait for the training loop.
const MAX_WAITING: usize = 4;

/// One step's frames, voxelized, with their targets.
#[derive(Debug, Default)]
pub(crate) struct PreparedBatch {
    pub(crate) frames: Vec<String>,
    pub(crate) voxels: Vec<SparseVoxels>,
    pub(crate) targets: Vec<FrameTargets>,
    /// What was odd about the scans, said in the first epoch only.
    pub(crate) warnings: Vec<String>,
}

/// All that decides what a training frame looks like in an epoch.
pub(crate) struct BatchSource {
    pub(crate) reader: FrameReader,
    pub(crate) frames: Vec<String>,
    pub(crate) grid: VoxelGrid,
    pub(crate) limits: VoxelLimits,
    pub(crate) augment: AugmentConfig,
    pub(crate) assigner: TargetAssigner,
    pub(crate) seed: u64,
    pub(crate) batch_size: usize,
}

impl BatchSource {
    /// Steps of one epoch.
    pub(crate) fn steps_per_epoch(&self) -> u64 {
        self.frames.len().div_ceil(self.batch_size) as u64
    }

    /// Prepares the batches of steps `start..end` on a thread of their own, in order; it ends after
    /// the first error.
    pub(crate) fn prefetch<'scope, 'env>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        start: u64,
        end: u64,
    ) -> Receiver<Result<PreparedBatch, TrainError>> {
        let (sender, receiver) = sync_channel(MAX_WAITING);
        scope.spawn(move || {
            let mut voxelizer = Voxelizer::new(&self.grid, &self.limits);
            let mut epoch_batches = (u64::MAX, Vec::new());
            for step in start..end {
                let epoch = step / self.steps_per_epoch();
                if epoch_batches.0 != epoch {
                    let batches =
                        batches_of_epoch(self.seed, epoch, self.frames.len(), self.batch_size);
                    epoch_batches = (epoch, batches);
                }
                let positions = &epoch_batches.1[(step % self.steps_per_epoch()) as usize];
                let batch = self.prepare(epoch, positions, &mut voxelizer);
                let failed = batch.is_err();
                // A closed channel means that the loop has ended; then nobody waits for more.
                if sender.send(batch).is_err() || failed {
                    return;
                }
            }
        });
        receiver
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
            let mut scan = self.reader.labelled(frame)?;
            let key = SampleKey { seed: self.seed, epoch, frame: number_of_frame(frame) };
            let mut rng = generator(self.seed, epoch, Purpose::Augment { frame: key.frame });
            augment(&mut scan, &self.augment, &mut rng);
            scan.boxes.retain(|labelled| is_above_grid(self.grid.spec(), labelled.box3d.center));
            if epoch == 0 {
                let said = scan.warnings.iter().map(|warning| format!("{frame}: {warning}"));
                batch.warnings.extend(said);
            }
            batch.frames.push(frame.clone());
            batch.voxels.push(voxelizer.voxelize(&scan.cloud, key));
            batch.targets.push(self.assigner.assign(&scan.boxes));
        }
        Ok(batch)
    }
}
