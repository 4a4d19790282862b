//! What every way to work together can do.

use std::fmt::Debug;

/// Numbers that are added up.
#[derive(Debug)]
pub enum Numbers<'a> {
    /// Single precision.
    F32(&'a mut [f32]),
    /// Double precision.
    F64(&'a mut [f64]),
}

/// The processes that work on a task, as one of them sees them.
///
/// Whatever involves all ranks is asked for by all of them, in the same order.
pub trait Ranks: Debug + Send + Sync {
    /// The number of this process, from 0.
    fn rank(&self) -> usize;

    /// How many there are.
    fn size(&self) -> usize;

    /// Puts the sums over all ranks in place of the numbers of each.
    fn all_reduce(&self, numbers: Numbers<'_>);

    /// Puts the bytes of rank `root` in place of those of the others, which are as many.
    fn broadcast(&self, bytes: &mut [u8], root: usize);

    /// Returns when all ranks have come here.
    fn barrier(&self);

    /// The same ranks on a line of its own, which another thread may use at the same time. Involves all
    /// ranks.
    fn second_line(&self) -> &'static dyn Ranks;

    /// Tells those that wait for this rank that it is at work, and on what.
    fn works_on(&self, what: &str);

    /// Tells them that what it is about to do alone may take any time, until it says something else. That it is
    /// alive is still watched.
    fn takes_its_time(&self, with: &str);

    /// How long ranks wait for one that shows no sign of work before all of them are ended, seconds.
    fn set_timeout(&self, seconds: u64);

    /// Ends all ranks with one message, which names this one and the cause.
    fn fail(&self, cause: &str) -> !;

    /// Whether this rank is the one that writes what there is one of.
    fn is_first(&self) -> bool {
        self.rank() == 0
    }
}
