//! Ranks that are threads of one process, for tests.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::communicator::Communicator;
use crate::numbers::Numbers;
use crate::transport::Transport;

/// The time that a rank waits for the others before it takes one of them for failed.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs `work` on `size` ranks, each a thread, and returns its results by rank.
///
/// # Panics
/// When a rank panics, or waits for the others in vain.
pub fn in_threads<T: Send>(size: usize, work: impl Fn(&Communicator) -> T + Sync) -> Vec<T> {
    let shared = Arc::new(Shared::default());
    std::thread::scope(|scope| {
        let spawn = |rank| {
            let (shared, work) = (Arc::clone(&shared), &work);
            let transport = Thread { rank, size, shared };
            scope.spawn(move || work(&Communicator::new(Arc::new(transport))))
        };
        let threads: Vec<_> = (0..size).map(spawn).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, T>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().map(join).collect()
    })
}

#[derive(Debug)]
struct Thread {
    rank: usize,
    size: usize,
    shared: Arc<Shared>,
}

/// The place where the threads of a communicator meet.
#[derive(Debug, Default)]
struct Shared {
    meeting: Mutex<Meeting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Meeting {
    /// The number of meetings so far.
    round: u64,
    num_arrived: usize,
    /// The contributions to this meeting.
    brought: Vec<Contribution>,
    /// The contributions to the last meeting, by rank.
    last: Arc<Vec<Brought>>,
}

#[derive(Debug)]
struct Contribution {
    rank: usize,
    brought: Brought,
}

#[derive(Clone, Debug)]
enum Brought {
    Numbers(Vec<f64>),
    Bytes(Vec<u8>),
    Duplicate(Arc<Shared>),
}

impl Thread {
    /// Waits for all ranks and returns their contributions by rank.
    fn meet(&self, own: Brought) -> Arc<Vec<Brought>> {
        let mut meeting = self.shared.meeting.lock().unwrap_or_else(PoisonError::into_inner);
        let round = meeting.round;
        meeting.brought.push(Contribution { rank: self.rank, brought: own });
        meeting.num_arrived += 1;
        if meeting.num_arrived == self.size {
            meeting.brought.sort_by_key(|contribution| contribution.rank);
            let all = std::mem::take(&mut meeting.brought);
            meeting.last = Arc::new(all.into_iter().map(|of_rank| of_rank.brought).collect());
            meeting.num_arrived = 0;
            meeting.round += 1;
            self.shared.changed.notify_all();
            return Arc::clone(&meeting.last);
        }
        let (meeting, waited) = self
            .shared
            .changed
            .wait_timeout_while(meeting, PATIENCE, |meeting| meeting.round == round)
            .unwrap_or_else(PoisonError::into_inner);
        assert!(!waited.timed_out(), "rank {} waits in vain", self.rank);
        Arc::clone(&meeting.last)
    }
}

impl Transport for Thread {
    fn rank(&self) -> usize {
        self.rank
    }

    fn size(&self) -> usize {
        self.size
    }

    fn all_reduce(&self, numbers: Numbers<'_>) {
        let own = match &numbers {
            Numbers::F32(numbers) => numbers.iter().copied().map(f64::from).collect(),
            Numbers::F64(numbers) => numbers.to_vec(),
        };
        let brought = self.meet(Brought::Numbers(own));
        let sum_of = |i: usize| -> f64 {
            let numbers = brought.iter().map(|brought| match brought {
                Brought::Numbers(numbers) => numbers[i],
                other => panic!("rank {} adds numbers, another brings {other:?}", self.rank),
            });
            numbers.sum()
        };
        match numbers {
            Numbers::F32(numbers) => {
                numbers.iter_mut().enumerate().for_each(|(i, number)| *number = sum_of(i) as f32);
            }
            Numbers::F64(numbers) => {
                numbers.iter_mut().enumerate().for_each(|(i, number)| *number = sum_of(i));
            }
        }
    }

    fn broadcast(&self, bytes: &mut [u8], root: usize) {
        match &self.meet(Brought::Bytes(bytes.to_vec()))[root] {
            Brought::Bytes(said) => bytes.copy_from_slice(said),
            other => panic!("rank {} expects bytes, not {other:?}", self.rank),
        }
    }

    fn barrier(&self) {
        self.meet(Brought::Bytes(Vec::new()));
    }

    fn duplicate(&self) -> Arc<dyn Transport> {
        match &self.meet(Brought::Duplicate(Arc::default()))[0] {
            Brought::Duplicate(shared) => {
                Arc::new(Self { rank: self.rank, size: self.size, shared: Arc::clone(shared) })
            }
            other => panic!("rank {} expects a communicator, not {other:?}", self.rank),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_over_all_ranks_on_both_communicators() {
        let sums = in_threads(3, |ranks| {
            let duplicate = ranks.duplicate();
            let mut single = [ranks.rank() as f32, 1.];
            let mut double = [0.25 * ranks.rank() as f64];
            duplicate.all_reduce(Numbers::F64(&mut double));
            ranks.all_reduce(Numbers::F32(&mut single));
            (single, double)
        });
        assert_eq!(sums, [([3., 3.], [0.75]); 3]);
    }
}
