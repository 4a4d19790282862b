//! Batches prepared beside the training loop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

use voxelnet_config::{Config, Remainder, TrainConfig};
use voxelnet_dataset::{FrameReader, FrameSource, batches_of_epoch};
use voxelnet_detection::{AnchorGrid, NetworkLayout};
use voxelnet_model::{FrameTargets, ModelError, TargetAssigner};
use voxelnet_ranks::Ranks;
use voxelnet_voxelizer::{SparseVoxels, Voxelizer};

use crate::distributed::sharing::own_places;
use crate::error::TrainError;

/// Batches of each thread that may wait for the training loop; one more is being prepared.
const MAX_WAITING: usize = 2;

/// More threads than this hardly help: reading a batch takes a small part of a step.
const MAX_THREADS: usize = 4;

/// One step's frames, voxelized, with their targets.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct PreparedBatch {
    /// The names of the frames.
    pub frames: Vec<String>,
    /// Those of all ranks.
    pub frames_of_all: Vec<String>,
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
    steps_per_epoch: u64,
    frames: Vec<String>,
    assigner: TargetAssigner,
    train: TrainConfig,
    ranks: &'static dyn Ranks,
}

impl BatchSource {
    /// The batches of a configuration, of each the share of this rank.
    ///
    /// # Errors
    /// When there is no frame, or less than a batch where a remainder is dropped, the configuration describes no network, or its augmentation needs an object
    /// database that cannot be used.
    pub fn new(
        config: &Config,
        reader: FrameReader,
        frames: Vec<String>,
        ranks: &'static dyn Ranks,
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
            ranks,
        })
    }

    /// How many threads load when so many could.
    pub fn loading_threads(num_threads: usize) -> usize {
        num_threads.clamp(1, MAX_THREADS)
    }

    /// Steps of one epoch.
    pub fn steps_per_epoch(&self) -> u64 {
        self.steps_per_epoch
    }

    /// Prepares the batches of steps `start..end` on threads of their own; they come in the order of
    /// steps and are the same whatever the number of threads. An error is the last thing that its thread
    /// says.
    ///
    /// Of each thread at most three batches are in memory, whatever the number of steps.
    pub fn prefetch<'scope, 'env>(
        &'env self,
        scope: &'scope Scope<'scope, 'env>,
        start: u64,
        end: u64,
        num_threads: usize,
    ) -> Prefetch {
        let num_threads = Self::loading_threads(num_threads) as u64;
        let num_ready = Arc::new(AtomicUsize::new(0));
        let receivers = (0..num_threads).map(|thread| {
            let (sender, receiver) = sync_channel(MAX_WAITING);
            let num_ready = Arc::clone(&num_ready);
            scope.spawn(move || {
                let mut voxelizer = self.source.voxelizer();
                let mut order = EpochOrder::default();
                for step in (start + thread..end).step_by(num_threads as usize) {
                    let (epoch, positions) = order.of_step(self, step);
                    let batch = self.prepare(epoch, positions, &mut voxelizer);
                    let failed = batch.is_err();
                    num_ready.fetch_add(1, Ordering::Relaxed);
                    // A closed channel means that the loop has ended; then nobody waits for more.
                    if sender.send(batch).is_err() || failed {
                        return;
                    }
                }
            });
            receiver
        });
        Prefetch { receivers: receivers.collect(), next: 0, num_ready }
    }

    /// The frames of each batch of an epoch, on all ranks.
    fn batches_of_epoch(&self, epoch: u64) -> Vec<Vec<usize>> {
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

    fn prepare(
        &self,
        epoch: u64,
        positions: &[usize],
        voxelizer: &mut Voxelizer,
    ) -> Result<PreparedBatch, TrainError> {
        let name_of = |position: &usize| self.frames[*position].clone();
        let frames_of_all = positions.iter().map(name_of).collect();
        let mut batch = PreparedBatch { frames_of_all, ..PreparedBatch::default() };
        let micro_batch_size = self.train.size_of_micro_batches();
        for &position in &positions[own_places(self.ranks, positions.len(), micro_batch_size)] {
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
            self.batches = source.batches_of_epoch(epoch);
            self.epoch = Some(epoch);
        }
        (epoch, &self.batches[(step % source.steps_per_epoch()) as usize])
    }
}

/// Batches in the order of steps, from threads that prepare them in turn.
pub struct Prefetch {
    receivers: Vec<Receiver<Result<PreparedBatch, TrainError>>>,
    next: usize,
    num_ready: Arc<AtomicUsize>,
}

impl Prefetch {
    /// Batches that are prepared, and how many can be.
    pub fn num_ready(&self) -> [usize; 2] {
        let most = (MAX_WAITING + 1) * self.receivers.len();
        [self.num_ready.load(Ordering::Relaxed).min(most), most]
    }
}

impl Iterator for Prefetch {
    type Item = Result<PreparedBatch, TrainError>;

    fn next(&mut self) -> Option<Self::Item> {
        let batch = self.receivers[self.next].recv().ok();
        if batch.is_some() {
            self.num_ready.fetch_sub(1, Ordering::Relaxed);
        }
        self.next = (self.next + 1) % self.receivers.len();
        batch
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;
    use std::path::Path;

    use tempfile::TempDir;
    use voxelnet_kitti::KittiDataset;
    use voxelnet_ranks::{Alone, in_threads};
    use voxelnet_scene::{Point, PointCloud, write_bin};

    use voxelnet_config::FromSections;

    use super::*;

    /// Seven frames, in front of a camera that looks along x.
    fn dataset() -> TempDir {
        const CALIBRATION: &str = "P2: 700 0 600 0 0 700 180 0 0 0 1 0\nR0_rect: 1 0 0 0 1 0 0 0 1\n\
                                   Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n";
        let dataset = tempfile::tempdir().unwrap();
        let folder = |name: &str| dataset.path().join("training").join(name);
        for name in ["velodyne", "label_2", "calib"] {
            fs::create_dir_all(folder(name)).unwrap();
        }
        for frame in 0..7 {
            let points = (0..200).map(|i| Point::new(10. + 0.1 * i as f32, frame as f32, -1., 0.5));
            let scan = folder("velodyne").join(format!("{frame:06}.bin"));
            write_bin(&scan, &PointCloud::new(points.collect())).unwrap();
            let label = "Car 0 0 0 0 0 9 9 1.5 1.6 4.0 0 1.7 20 0\n";
            fs::write(folder("label_2").join(format!("{frame:06}.txt")), label).unwrap();
            fs::write(folder("calib").join(format!("{frame:06}.txt")), CALIBRATION).unwrap();
        }
        dataset
    }

    fn source(dataset: &TempDir) -> BatchSource {
        source_of_rank(dataset, &Alone, &[])
    }

    fn source_of_rank(
        dataset: &TempDir,
        ranks: &'static dyn Ranks,
        overrides: &[&str],
    ) -> BatchSource {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
        let mut all = vec!["train.batch_size=2".to_owned()];
        all.extend(overrides.iter().map(|text| (*text).to_owned()));
        let config = Config::read(&path, &all).unwrap();
        let dataset = KittiDataset::open(dataset.path()).unwrap();
        let frames = dataset.frame_ids("train").unwrap();
        let reader = FrameReader::new(
            dataset,
            voxelnet_config::FrameConfig { crop_to_image: true, ..config.frames() },
        );
        BatchSource::new(&config, reader, frames, ranks).unwrap()
    }

    fn batches(
        source: &BatchSource,
        steps: std::ops::Range<u64>,
        threads: usize,
    ) -> Vec<PreparedBatch> {
        std::thread::scope(|scope| {
            let batches = source.prefetch(scope, steps.start, steps.end, threads);
            batches.collect::<Result<_, _>>().unwrap()
        })
    }

    #[test]
    fn batches_are_the_same_in_the_same_order_whatever_the_number_of_threads() {
        let dataset = dataset();
        let source = source(&dataset);
        let alone = batches(&source, 0..9, 1);
        assert_eq!(alone.len(), 9);
        assert!(alone.iter().all(|batch| batch.voxels.iter().all(|voxels| !voxels.is_empty())));
        for threads in [2, 3, 4] {
            assert_eq!(batches(&source, 0..9, threads), alone, "{threads} threads");
        }
        // A run that goes on in the middle meets what it would have met.
        assert_eq!(batches(&source, 5..9, 2), alone[5..]);
    }

    #[test]
    fn an_epoch_meets_every_frame_once() {
        let dataset = dataset();
        let source = source(&dataset);
        assert_eq!(source.steps_per_epoch(), 4);
        let mut frames: Vec<String> =
            batches(&source, 0..4, 2).into_iter().flat_map(|batch| batch.frames).collect();
        frames.sort();
        assert_eq!(frames, (0..7).map(|i| format!("{i:06}")).collect::<Vec<_>>());
    }

    #[test]
    fn ranks_share_every_batch() {
        let dataset = dataset();
        let alone = batches(&source(&dataset), 0..4, 2);
        let shared = in_threads(2, |ranks| batches(&source_of_rank(&dataset, ranks, &[]), 0..4, 2));
        for (step, batch) in alone.iter().enumerate() {
            let of = |rank: usize| &shared[rank][step];
            assert_eq!([&of(0).frames[..], &of(1).frames[..]].concat(), batch.frames);
            assert!((0..2).all(|rank| of(rank).frames_of_all == batch.frames));
            assert_eq!([&of(0).voxels[..], &of(1).voxels[..]].concat(), batch.voxels);
            assert_eq!([&of(0).targets[..], &of(1).targets[..]].concat(), batch.targets);
        }
    }

    #[test]
    fn a_remainder_is_kept_dropped_or_padded() {
        let dataset = dataset();
        let sizes = |remainder: &str| {
            let remainder = format!("train.remainder={remainder}");
            let source = source_of_rank(&dataset, &Alone, &[&remainder]);
            let frames: Vec<Vec<String>> = batches(&source, 0..source.steps_per_epoch(), 2)
                .into_iter()
                .map(|batch| batch.frames)
                .collect();
            frames
        };
        let [kept, dropped, padded] = ["keep", "drop", "pad"].map(sizes);
        assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2, 1]);
        assert_eq!(dropped, kept[..3]);
        assert_eq!(padded[..3], kept[..3]);
        assert_eq!(padded[3], [kept[3][0].clone(), kept[0][0].clone()]);
    }

    #[test]
    fn a_loop_that_ends_early_ends_the_threads_too() {
        let dataset = dataset();
        let source = source(&dataset);
        std::thread::scope(|scope| {
            let mut batches = source.prefetch(scope, 0, 1_000_000, 3);
            assert!(batches.next().is_some_and(|batch| batch.is_ok()));
        });
    }

    #[test]
    fn a_frame_that_is_gone_is_an_error() {
        let dataset = dataset();
        let source = source(&dataset);
        fs::remove_file(dataset.path().join("training/velodyne/000003.bin")).unwrap();
        let error = std::thread::scope(|scope| {
            source.prefetch(scope, 0, 4, 2).find_map(|batch| batch.err()).unwrap()
        });
        assert!(error.to_string().contains("000003.bin"), "{error}");
    }
}
