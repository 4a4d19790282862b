//! The batches of a run, in the order that its seed decides.

use voxelnet_config::{Config, Remainder, TrainConfig};
use voxelnet_dataset::{FrameReader, FrameSource, batches_of_epoch};
use voxelnet_detection::{AnchorGrid, NetworkLayout};
use voxelnet_model::{ModelError, TargetAssigner};
use voxelnet_shard::Shard;
use voxelnet_voxelizer::Voxelizer;

use crate::batches::prepared_batch::PreparedBatch;
use crate::distributed::own_places::own_places;
use crate::error::TrainError;

/// The source of the batches of a run: its frames, their order in each epoch, their augmentation and their targets.
pub struct BatchSource {
    source: FrameSource,
    steps_per_epoch: u64,
    frames: Vec<String>,
    assigner: TargetAssigner,
    train: TrainConfig,
    shard: Shard,
}

impl BatchSource {
    /// The batches of a configuration, of each the part of one shard.
    ///
    /// # Errors
    /// When there is no frame, or less than a batch where a remainder is dropped, the configuration describes no
    /// network, or its augmentation needs an object database that cannot be used.
    pub fn new(
        config: &Config,
        reader: FrameReader,
        frames: Vec<String>,
        shard: Shard,
    ) -> Result<Self, TrainError> {
        if frames.is_empty() {
            return Err(TrainError::NoFrames);
        }
        let steps_per_epoch = config.train.steps_per_epoch(frames.len());
        if steps_per_epoch == 0 {
            let (num_frames, batch_size) = (frames.len(), config.train.batch_size);
            return Err(TrainError::NoWholeBatch { num_frames, batch_size });
        }
        let layout = NetworkLayout::new(&config.network).map_err(ModelError::from)?;
        Ok(Self {
            source: FrameSource::new(reader, &config.augment, config.train.seed, Some(&frames))?,
            steps_per_epoch,
            frames,
            assigner: TargetAssigner::new(AnchorGrid::new(&config.network, &layout)),
            train: config.train.clone(),
            shard,
        })
    }

    /// Steps of one epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.steps_per_epoch
    }

    /// The frames of each batch of an epoch, on all ranks.
    pub(super) fn batches_of_epoch(&self, epoch: u64) -> Vec<Vec<usize>> {
        let TrainConfig { seed, batch_size, remainder, .. } = self.train;
        let mut batches = batches_of_epoch(seed, epoch, self.frames.len(), batch_size);
        batches.truncate(self.steps_per_epoch as usize);
        if remainder == Remainder::Pad {
            let whole = batches.concat();
            let first_again = whole.iter().cycle().copied();
            if let Some(last) = batches.last_mut() {
                let num_missing = batch_size - last.len();
                last.extend(first_again.take(num_missing));
            }
        }
        batches
    }

    /// A voxelizer for one of the threads that prepare batches.
    pub(super) fn voxelizer(&self) -> Voxelizer {
        self.source.voxelizer()
    }

    /// Reads, augments and voxelizes this rank's frames of a batch, whose frames stand at `positions`.
    pub(super) fn prepare(
        &self,
        epoch: u64,
        positions: &[usize],
        voxelizer: &mut Voxelizer,
    ) -> Result<PreparedBatch, TrainError> {
        let name_of = |position: &usize| self.frames[*position].clone();
        let frames_of_all = positions.iter().map(name_of).collect();
        let mut batch = PreparedBatch { frames_of_all, ..PreparedBatch::default() };
        let micro_batches = self.train.micro_batches();
        for &position in &positions[own_places(self.shard, positions.len(), micro_batches)] {
            let frame = &self.frames[position];
            let (scan, voxels) = self.source.see(epoch, frame, voxelizer)?;
            if epoch == 0 {
                let said = scan.warnings.iter().map(|warning| format!("{frame}: {warning}"));
                batch.warnings.extend(said);
            }
            batch.frames.push(frame.clone());
            batch.voxels.push(voxels);
            batch.targets.push(self.assigner.assign(&scan.boxes, &scan.lookalikes()));
        }
        Ok(batch)
    }
}
