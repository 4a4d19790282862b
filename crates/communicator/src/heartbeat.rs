//! Signs of work, by which ranks notice that another one hangs.

use std::fmt::Debug;
use std::sync::Arc;

/// The signs of work of this process. A clone stands for the same process.
///
/// Several ranks watch over each other, and all of them end when one shows no sign of work for too long while
/// another waits for it. A process that works alone is not watched.
#[derive(Clone, Debug, Default)]
pub struct Heartbeat(Option<Arc<dyn Watched>>);

/// A receiver of signs of work.
pub(crate) trait Watched: Debug + Send + Sync {
    fn beat(&self, task: &str);

    fn suspend(&self, task: &str);

    fn set_timeout(&self, seconds: u64);

    fn abort(&self, cause: &str) -> !;
}

impl Heartbeat {
    #[cfg(feature = "mpi")]
    pub(crate) fn new(watched: Arc<dyn Watched>) -> Self {
        Self(Some(watched))
    }

    /// Tells the other ranks that this one is at work, and on which task.
    pub fn beat(&self, task: &str) {
        if let Some(watched) = &self.0 {
            watched.beat(task);
        }
    }

    /// Tells the other ranks that the next task may take any time. Until the next beat or collective operation they
    /// watch only whether this process is alive.
    pub fn suspend(&self, task: &str) {
        if let Some(watched) = &self.0 {
            watched.suspend(task);
        }
    }

    /// Sets how many seconds ranks wait for one that shows no sign of work before all of them end.
    pub fn set_timeout(&self, seconds: u64) {
        if let Some(watched) = &self.0 {
            watched.set_timeout(seconds);
        }
    }

    /// Ends all ranks with one message, which names this rank and the cause.
    pub fn abort(&self, cause: &str) -> ! {
        if let Some(watched) = &self.0 {
            watched.abort(cause);
        }
        eprintln!("error: {cause}");
        std::process::exit(1);
    }
}
