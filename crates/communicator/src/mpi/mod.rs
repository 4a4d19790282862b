//! Ranks over MPI.

mod handle;
mod report;
mod watchdog;

use std::sync::Arc;
use std::thread::JoinHandle;

use ::mpi::Threading;
use ::mpi::environment::Universe;

use self::handle::Handle;
use self::watchdog::{Wait, Watchdog};
use crate::communicator::Communicator;
use crate::error::ConnectError;
use crate::heartbeat::Heartbeat;
use crate::numbers::Numbers;
use crate::transport::Transport;

/// MPI, from its start to its end.
pub(crate) struct Connection {
    universe: Universe,
    /// Only where there are several ranks.
    several: Option<Several>,
}

struct Several {
    mpi: Arc<Mpi>,
    watching: JoinHandle<()>,
}

impl Connection {
    pub(crate) fn new() -> Result<Self, ConnectError> {
        let (universe, threading) =
            ::mpi::initialize_with_threading(Threading::Multiple).ok_or(ConnectError::Started)?;
        let world = Handle::new(&universe.world());
        if world.size() == 1 {
            return Ok(Self { universe, several: None });
        }
        if threading < Threading::Multiple {
            return Err(ConnectError::OneThread);
        }
        let watchdog = Arc::new(Watchdog::new(Handle::new(&universe.world())));
        let watching = std::thread::spawn({
            let watchdog = Arc::clone(&watchdog);
            move || watchdog.run()
        });
        let mpi = Arc::new(Mpi { handle: world, watchdog, wait: Wait::Main });
        Ok(Self { universe, several: Some(Several { mpi, watching }) })
    }

    pub(crate) fn communicator(&self) -> Communicator {
        match &self.several {
            Some(Several { mpi, .. }) => Communicator::new(Arc::<Mpi>::clone(mpi)),
            None => Communicator::alone(),
        }
    }

    pub(crate) fn heartbeat(&self) -> Heartbeat {
        match &self.several {
            Some(Several { mpi, .. }) => Heartbeat::new(Arc::<Watchdog>::clone(&mpi.watchdog)),
            None => Heartbeat::default(),
        }
    }

    pub(crate) fn finish(self) {
        if let Some(Several { mpi, watching }) = self.several {
            // Not through the transport, which would count as waiting: rank 0 may have much to write at the end.
            mpi.handle.barrier();
            mpi.watchdog.stop();
            // A watchdog that panicked has nothing left to watch over.
            let _ = watching.join();
            // After this barrier nobody sends any more. MPI ends only when all that was sent is received.
            mpi.handle.barrier();
            mpi.watchdog.drain_messages();
        }
        drop(self.universe);
    }
}

/// A communicator of an MPI program, whose waiting the watchdog knows of.
#[derive(Debug)]
struct Mpi {
    handle: Handle,
    watchdog: Arc<Watchdog>,
    wait: Wait,
}

impl Mpi {
    /// Runs a collective operation.
    fn collectively<T>(&self, operation: impl FnOnce(&Handle) -> T) -> T {
        self.watchdog.begin_waiting(self.wait);
        let result = operation(&self.handle);
        self.watchdog.end_waiting(self.wait);
        result
    }
}

impl Transport for Mpi {
    fn rank(&self) -> usize {
        self.handle.rank()
    }

    fn size(&self) -> usize {
        self.handle.size()
    }

    fn all_reduce(&self, numbers: Numbers<'_>) {
        self.collectively(|handle| match numbers {
            Numbers::F32(numbers) => handle.all_reduce(numbers),
            Numbers::F64(numbers) => handle.all_reduce(numbers),
        });
    }

    fn broadcast(&self, bytes: &mut [u8], root: usize) {
        self.collectively(|handle| handle.broadcast(bytes, root));
    }

    fn barrier(&self) {
        self.collectively(Handle::barrier);
    }

    fn duplicate(&self) -> Arc<dyn Transport> {
        let handle = self.collectively(Handle::duplicate);
        let watchdog = Arc::clone(&self.watchdog);
        Arc::new(Self { handle, watchdog, wait: Wait::Duplicate })
    }
}
