//! Joins the ranks that were started together.

use thiserror::Error;

use crate::alone::Alone;
use crate::launch::launched_size;
use crate::ranks::Ranks;

/// Why ranks cannot work together.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The program does not know MPI.
    #[error(
        "started as one of {size} ranks, but built without MPI, so that each would do the same; build with \
         --features mpi"
    )]
    WithoutMpi {
        /// How many were started.
        size: usize,
    },
    /// MPI does not let several threads speak at the same time.
    #[error("this MPI library was built without MPI_THREAD_MULTIPLE, which is needed")]
    OneThread,
    /// MPI was started before.
    #[error("MPI runs already")]
    Started,
}

/// The ranks of a program from its start to its end.
pub struct Session {
    ranks: &'static dyn Ranks,
    #[cfg(feature = "mpi")]
    mpi: Option<crate::mpi::Connection>,
}

/// The ranks that this process was started with, itself alone when nobody started several.
///
/// # Errors
/// [`ConnectError`]
pub fn connect() -> Result<Session, ConnectError> {
    #[cfg(feature = "mpi")]
    if launched_size().is_some() {
        let connection = crate::mpi::Connection::new()?;
        return Ok(Session { ranks: connection.ranks(), mpi: Some(connection) });
    }
    #[cfg(not(feature = "mpi"))]
    if let Some(size) = launched_size().filter(|&size| size > 1) {
        return Err(ConnectError::WithoutMpi { size });
    }
    Ok(Session {
        ranks: &Alone,
        #[cfg(feature = "mpi")]
        mpi: None,
    })
}

impl Session {
    /// The ranks.
    pub fn ranks(&self) -> &'static dyn Ranks {
        self.ranks
    }

    /// Waits for all ranks to come to their end and takes leave of them.
    pub fn finish(self) {
        #[cfg(feature = "mpi")]
        if let Some(connection) = self.mpi {
            connection.finish();
        }
    }
}
