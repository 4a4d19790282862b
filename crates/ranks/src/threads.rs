//! Ranks within one process, for tests.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::Duration;

use crate::ranks::{Numbers, Ranks};

/// How long a rank waits for others, of which one has failed then.
const PATIENCE: Duration = Duration::from_secs(120);

/// Runs `work` as so many ranks, each a thread, and returns what each makes, by rank.
///
/// # Panics
/// When one of them panics, or waits for others in vain.
pub fn in_threads<T: Send>(size: usize, work: impl Fn(&'static dyn Ranks) -> T + Sync) -> Vec<T> {
    let shared = Arc::new(Shared::default());
    std::thread::scope(|scope| {
        let spawn = |rank| {
            let (shared, work) = (Arc::clone(&shared), &work);
            scope.spawn(move || work(leaked(Thread { rank, size, shared })))
        };
        let threads: Vec<_> = (0..size).map(spawn).collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, T>| {
            thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))
        };
        threads.into_iter().map(join).collect()
    })
}

fn leaked(thread: Thread) -> &'static dyn Ranks {
    Box::leak(Box::new(thread))
}

#[derive(Debug)]
struct Thread {
    rank: usize,
    size: usize,
    shared: Arc<Shared>,
}

/// What the threads see of each other.
#[derive(Debug, Default)]
struct Shared {
    meeting: Mutex<Meeting>,
    changed: Condvar,
}

#[derive(Debug, Default)]
struct Meeting {
    /// How often all have met.
    round: u64,
    num_arrived: usize,
    /// What each rank brought to the round, by rank.
    brought: Vec<(usize, Brought)>,
    /// What all brought to the last round.
    last: Arc<Vec<Brought>>,
}

#[derive(Clone, Debug)]
enum Brought {
    Numbers(Vec<f64>),
    Bytes(Vec<u8>),
    Line(Arc<Shared>),
}

impl Thread {
    /// Waits for all ranks and returns what they brought, by rank.
    fn meet(&self, own: Brought) -> Arc<Vec<Brought>> {
        let mut meeting = self.shared.meeting.lock().unwrap_or_else(PoisonError::into_inner);
        let round = meeting.round;
        meeting.brought.push((self.rank, own));
        meeting.num_arrived += 1;
        if meeting.num_arrived == self.size {
            meeting.brought.sort_by_key(|(rank, _)| *rank);
            let brought = std::mem::take(&mut meeting.brought);
            meeting.last = Arc::new(brought.into_iter().map(|(_, brought)| brought).collect());
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

impl Ranks for Thread {
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

    fn second_line(&self) -> &'static dyn Ranks {
        match &self.meet(Brought::Line(Arc::default()))[0] {
            Brought::Line(line) => {
                leaked(Self { rank: self.rank, size: self.size, shared: Arc::clone(line) })
            }
            other => panic!("rank {} expects a line, not {other:?}", self.rank),
        }
    }

    fn works_on(&self, _: &str) {}

    fn takes_its_time(&self, _: &str) {}

    fn set_timeout(&self, _: u64) {}

    fn fail(&self, cause: &str) -> ! {
        panic!("rank {}: {cause}", self.rank)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_are_over_all_ranks_on_both_lines() {
        let sums = in_threads(3, |ranks| {
            let line = ranks.second_line();
            let mut single = [ranks.rank() as f32, 1.];
            let mut double = [0.25 * ranks.rank() as f64];
            line.all_reduce(Numbers::F64(&mut double));
            ranks.all_reduce(Numbers::F32(&mut single));
            (single, double)
        });
        assert_eq!(sums, [([3., 3.], [0.75]); 3]);
    }
}
