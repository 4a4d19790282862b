//! Processes that work on one task together: how many there are, sums and messages over all of them.
//!
//! A program is written against [`Ranks`]. [`Alone`] is one process and costs nothing; with the feature
//! `mpi`, [`connect`] joins the processes that `mpirun` or `srun` started; [`in_threads`] plays several in one
//! process, for tests.

mod alone;
mod connect;
mod launch;
mod messages;
#[cfg(feature = "mpi")]
mod mpi;
mod ranks;
mod shares;
mod threads;

pub use alone::Alone;
pub use connect::{ConnectError, Session, connect};
pub use launch::{forget_launch, launched_rank};
pub use messages::{any, broadcast, first_that_differs, gather};
pub use ranks::{Numbers, Ranks};
pub use shares::{is_own, share};
pub use threads::in_threads;
