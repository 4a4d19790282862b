//! The amount of data that ranks exchange.

use std::sync::atomic::{AtomicU64, Ordering};
use std::time::Instant;

use voxelnet_ranks::{Numbers, Ranks};

/// Ranks whose sums are counted and timed.
#[derive(Debug)]
pub(crate) struct Counting {
    ranks: &'static dyn Ranks,
    bytes: AtomicU64,
    nanos: AtomicU64,
}

impl Counting {
    /// Kept to the end of the program.
    pub(crate) fn new(ranks: &'static dyn Ranks) -> &'static Self {
        Box::leak(Box::new(Self { ranks, bytes: AtomicU64::new(0), nanos: AtomicU64::new(0) }))
    }

    /// Bytes and seconds since it was asked last.
    pub(crate) fn take(&self) -> (u64, f64) {
        let [bytes, nanos] =
            [&self.bytes, &self.nanos].map(|count| count.swap(0, Ordering::Relaxed));
        (bytes, nanos as f64 / 1e9)
    }
}

impl Ranks for Counting {
    fn rank(&self) -> usize {
        self.ranks.rank()
    }

    fn size(&self) -> usize {
        self.ranks.size()
    }

    fn all_reduce(&self, numbers: Numbers<'_>) {
        let bytes = match &numbers {
            Numbers::F32(numbers) => size_of_val(&numbers[..]),
            Numbers::F64(numbers) => size_of_val(&numbers[..]),
        };
        let started = Instant::now();
        self.ranks.all_reduce(numbers);
        self.nanos.fetch_add(started.elapsed().as_nanos() as u64, Ordering::Relaxed);
        self.bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn broadcast(&self, bytes: &mut [u8], root: usize) {
        self.ranks.broadcast(bytes, root);
    }

    fn barrier(&self) {
        self.ranks.barrier();
    }

    fn second_line(&self) -> &'static dyn Ranks {
        self.ranks.second_line()
    }

    fn works_on(&self, what: &str) {
        self.ranks.works_on(what);
    }

    fn takes_its_time(&self, with: &str) {
        self.ranks.takes_its_time(with);
    }

    fn set_timeout(&self, seconds: u64) {
        self.ranks.set_timeout(seconds);
    }

    fn fail(&self, cause: &str) -> ! {
        self.ranks.fail(cause)
    }
}
