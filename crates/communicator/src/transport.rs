//! The interface that every kind of communicator implements.

use std::fmt::Debug;
use std::sync::Arc;

use crate::numbers::Numbers;

/// A way for the ranks to exchange numbers and bytes. All of it is described at
/// [`Communicator`](crate::communicator::Communicator).
pub(crate) trait Transport: Debug + Send + Sync {
    fn rank(&self) -> usize;

    fn size(&self) -> usize;

    fn all_reduce(&self, numbers: Numbers<'_>);

    fn broadcast(&self, bytes: &mut [u8], root: usize);

    fn barrier(&self);

    fn duplicate(&self) -> Arc<dyn Transport>;
}
