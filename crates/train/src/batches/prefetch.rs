//! Threads that prepare batches ahead of the training loop.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;
use std::time::Instant;

use crate::batches::prepared_batch::PreparedBatch;
use crate::batches::source::BatchSource;
use crate::error::TrainError;

/// Batches of each thread that may wait for the training loop; one more is being prepared.
const MAX_WAITING: usize = 2;

/// More threads than this hardly help: reading a batch takes a small part of a step.
const MAX_THREADS: usize = 4;

impl BatchSource {
    /// The number of threads that load when so many could.
    pub fn loading_threads(num_threads: usize) -> usize {
        num_threads.clamp(1, MAX_THREADS)
    }

    /// Prepares the batches of steps `start..end` on threads of their own; they come in the order of
    /// steps and are the same whatever the number of threads. A thread stops after its first error.
    ///
    /// At most three batches of each thread are in memory, whatever the number of steps.
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
                let mut voxelizer = self.voxelizer();
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
}

/// The batches of the epoch that was asked for last.
#[derive(Default)]
struct EpochOrder {
    epoch: Option<u64>,
    batches: Vec<Vec<usize>>,
}

impl EpochOrder {
    /// The epoch of a step, and the positions of its frames.
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

/// The batches that are prepared at some moment.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReadyBatches {
    /// Their number.
    pub count: usize,
    /// The highest possible number.
    pub capacity: usize,
}

/// A batch that the training loop waited for.
pub(crate) struct WaitedBatch {
    pub(crate) batch: PreparedBatch,
    /// The batches that were ready before.
    pub(crate) ready: ReadyBatches,
    pub(crate) waited_secs: f64,
}

impl Prefetch {
    /// Waits for the next batch; none after the last.
    pub(crate) fn wait(&mut self) -> Result<Option<WaitedBatch>, TrainError> {
        let ready = self.ready();
        let started = Instant::now();
        let batch = self.next().transpose()?;
        let waited_secs = started.elapsed().as_secs_f64();
        Ok(batch.map(|batch| WaitedBatch { batch, ready, waited_secs }))
    }

    fn ready(&self) -> ReadyBatches {
        let capacity = (MAX_WAITING + 1) * self.receivers.len();
        ReadyBatches { count: self.num_ready.load(Ordering::Relaxed).min(capacity), capacity }
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
