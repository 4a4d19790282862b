//! The amount of numbers that ranks sum, and the time that it takes.

use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::time::{Duration, Instant};

use crate::numbers::Numbers;
use crate::transport::Transport;

/// A meter of the sums of a communicator. A clone is the same meter.
#[derive(Clone, Debug, Default)]
pub struct Traffic(Arc<Counts>);

#[derive(Debug, Default)]
struct Counts {
    bytes: AtomicU64,
    nanos: AtomicU64,
}

/// The amount and the time of some sums.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Transferred {
    /// The size of the numbers of this rank.
    pub bytes: u64,
    /// The time that this rank spent on them, waiting included.
    pub time: Duration,
}

impl Traffic {
    /// The sums since the last call.
    pub fn take(&self) -> Transferred {
        let take = |count: &AtomicU64| count.swap(0, Ordering::Relaxed);
        Transferred { bytes: take(&self.0.bytes), time: Duration::from_nanos(take(&self.0.nanos)) }
    }
}

/// A transport that records its sums.
#[derive(Debug)]
pub(crate) struct Counted {
    transport: Arc<dyn Transport>,
    traffic: Traffic,
}

impl Counted {
    pub(crate) fn new(transport: Arc<dyn Transport>, traffic: &Traffic) -> Self {
        Self { transport, traffic: traffic.clone() }
    }
}

impl Transport for Counted {
    fn rank(&self) -> usize {
        self.transport.rank()
    }

    fn size(&self) -> usize {
        self.transport.size()
    }

    fn all_reduce(&self, numbers: Numbers<'_>) {
        let bytes = numbers.num_bytes();
        let started = Instant::now();
        self.transport.all_reduce(numbers);
        let Counts { bytes: all_bytes, nanos } = &*self.traffic.0;
        nanos.fetch_add(started.elapsed().as_nanos() as u64, Ordering::Relaxed);
        all_bytes.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    fn broadcast(&self, bytes: &mut [u8], root: usize) {
        self.transport.broadcast(bytes, root);
    }

    fn barrier(&self) {
        self.transport.barrier();
    }

    /// A duplicate that is not recorded.
    fn duplicate(&self) -> Arc<dyn Transport> {
        self.transport.duplicate()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::communicator::Communicator;

    #[test]
    fn sums_are_recorded_and_those_of_a_duplicate_are_not() {
        let traffic = Traffic::default();
        let communicator = Communicator::alone().counted(&traffic);
        communicator.all_reduce(Numbers::F32(&mut [1.; 3]));
        communicator.all_reduce(Numbers::F64(&mut [1.; 2]));
        communicator.duplicate().all_reduce(Numbers::F64(&mut [1.]));
        assert_eq!(traffic.take().bytes, 28);
        assert_eq!(traffic.take(), Transferred { bytes: 0, time: Duration::ZERO });
    }
}
