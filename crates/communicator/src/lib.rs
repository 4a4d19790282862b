//! Processes that work on one task together: their number, sums and messages over all of them.
//!
//! Programs are written against [`Communicator`]. [`Communicator::alone`] is one process and costs nothing. With the
//! feature `mpi`, [`connect`] joins the processes that `mpirun` or `srun` started. [`in_threads`] runs several ranks
//! as threads of one process, for tests. [`Heartbeat`] is how ranks notice that another one hangs.

mod alone;
mod communicator;
mod error;
mod heartbeat;
mod in_turn;
mod launch;
mod messages;
#[cfg(feature = "mpi")]
mod mpi;
mod numbers;
mod session;
mod threads;
mod traffic;
mod transport;

pub use communicator::Communicator;
pub use error::ConnectError;
pub use heartbeat::Heartbeat;
pub use in_turn::InTurn;
pub use launch::{forget_launch, launched_rank};
pub use numbers::Numbers;
pub use session::{Session, connect};
pub use threads::in_threads;
pub use traffic::{Traffic, Transferred};
