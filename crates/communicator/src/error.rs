//! Errors of joining ranks.

use thiserror::Error;

/// Reasons why ranks cannot work together.
#[derive(Debug, Error)]
pub enum ConnectError {
    /// The program was built without MPI.
    #[error(
        "started as one of {size} ranks, but built without MPI, so that each would do the same; build with \
         --features mpi"
    )]
    WithoutMpi {
        /// The number of processes that were started.
        size: usize,
    },
    /// MPI does not allow several threads to communicate at the same time.
    #[error("this MPI library was built without MPI_THREAD_MULTIPLE, which is needed")]
    OneThread,
    /// MPI was started before.
    #[error("MPI runs already")]
    Started,
}
