//! The connection to the processes that were started together.

use crate::communicator::Communicator;
use crate::error::ConnectError;
use crate::heartbeat::Heartbeat;
use crate::launch::launched_size;

/// The ranks of a program from its start to its end.
pub struct Session {
    communicator: Communicator,
    heartbeat: Heartbeat,
    #[cfg(feature = "mpi")]
    mpi: Option<crate::mpi::Connection>,
}

/// Joins the ranks that this process was started with; a process that was started by itself works alone.
///
/// # Errors
/// [`ConnectError`]
pub fn connect() -> Result<Session, ConnectError> {
    #[cfg(feature = "mpi")]
    if launched_size().is_some() {
        let mpi = crate::mpi::Connection::new()?;
        let (communicator, heartbeat) = (mpi.communicator(), mpi.heartbeat());
        return Ok(Session { communicator, heartbeat, mpi: Some(mpi) });
    }
    #[cfg(not(feature = "mpi"))]
    if let Some(size) = launched_size().filter(|&size| size > 1) {
        return Err(ConnectError::WithoutMpi { size });
    }
    Ok(Session {
        communicator: Communicator::alone(),
        heartbeat: Heartbeat::default(),
        #[cfg(feature = "mpi")]
        mpi: None,
    })
}

impl Session {
    /// All ranks.
    pub fn communicator(&self) -> &Communicator {
        &self.communicator
    }

    /// The signs of work of this rank.
    pub fn heartbeat(&self) -> &Heartbeat {
        &self.heartbeat
    }

    /// Waits until all ranks come to their end, and disconnects. Collective.
    pub fn finish(self) {
        #[cfg(feature = "mpi")]
        if let Some(mpi) = self.mpi {
            mpi.finish();
        }
    }
}
