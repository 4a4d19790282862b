//! Ranks over MPI.

mod line;
mod report;
mod watch;

use std::sync::Arc;
use std::thread::JoinHandle;

use ::mpi::Threading;
use ::mpi::environment::Universe;

use self::line::Line;
use self::watch::Watch;
use crate::alone::Alone;
use crate::connect::ConnectError;
use crate::ranks::{Numbers, Ranks};

/// MPI, from its start to its end.
pub(crate) struct Connection {
    universe: Universe,
    ranks: &'static dyn Ranks,
    /// Where there are several ranks.
    several: Option<Several>,
}

struct Several {
    mpi: &'static Mpi,
    watching: JoinHandle<()>,
}

impl Connection {
    pub(crate) fn new() -> Result<Self, ConnectError> {
        let (universe, threading) =
            ::mpi::initialize_with_threading(Threading::Multiple).ok_or(ConnectError::Started)?;
        let world = Line::new(&universe.world());
        if world.size() == 1 {
            return Ok(Self { universe, ranks: &Alone, several: None });
        }
        if threading < Threading::Multiple {
            return Err(ConnectError::OneThread);
        }
        let watch = Arc::new(Watch::new(Line::new(&universe.world())));
        let watching = std::thread::spawn({
            let watch = Arc::clone(&watch);
            move || watch.run()
        });
        let mpi: &Mpi = Box::leak(Box::new(Mpi { line: world, watch, is_main: true }));
        Ok(Self { universe, ranks: mpi, several: Some(Several { mpi, watching }) })
    }

    pub(crate) fn ranks(&self) -> &'static dyn Ranks {
        self.ranks
    }

    pub(crate) fn finish(self) {
        if let Some(Several { mpi, watching }) = self.several {
            // Not as one that waits: the first rank may have much to write at the end.
            mpi.line.barrier();
            mpi.watch.stop();
            // A watch that panicked has nothing left to watch over.
            let _ = watching.join();
            // Nobody sends any more, and MPI ends with what was sent received.
            mpi.line.barrier();
            mpi.watch.forget_messages();
        }
        drop(self.universe);
    }
}

/// The ranks of an MPI program.
#[derive(Debug)]
struct Mpi {
    line: Line,
    watch: Arc<Watch>,
    /// Whether this is the line that the program itself uses.
    is_main: bool,
}

impl Mpi {
    /// Does what involves all ranks.
    fn with_all<T>(&self, what: impl FnOnce(&Line) -> T) -> T {
        self.watch.begin_waiting(self.is_main);
        let result = what(&self.line);
        self.watch.end_waiting(self.is_main);
        result
    }
}

impl Ranks for Mpi {
    fn rank(&self) -> usize {
        self.line.rank()
    }

    fn size(&self) -> usize {
        self.line.size()
    }

    fn all_reduce(&self, numbers: Numbers<'_>) {
        self.with_all(|line| match numbers {
            Numbers::F32(numbers) => line.add_up(numbers),
            Numbers::F64(numbers) => line.add_up(numbers),
        });
    }

    fn broadcast(&self, bytes: &mut [u8], root: usize) {
        self.with_all(|line| line.broadcast(bytes, root));
    }

    fn barrier(&self) {
        self.with_all(Line::barrier);
    }

    fn second_line(&self) -> &'static dyn Ranks {
        let line = self.with_all(Line::duplicate);
        Box::leak(Box::new(Self { line, watch: Arc::clone(&self.watch), is_main: false }))
    }

    fn works_on(&self, what: &str) {
        self.watch.works_on(what);
    }

    fn takes_its_time(&self, with: &str) {
        self.watch.takes_its_time(with);
    }

    fn set_timeout(&self, seconds: u64) {
        self.watch.set_timeout(seconds);
    }

    fn fail(&self, cause: &str) -> ! {
        self.watch.fail(cause)
    }
}
