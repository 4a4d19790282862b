//! One process.

use crate::ranks::{Numbers, Ranks};

/// A process that works alone: nothing to add up, nobody to wait for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Alone;

impl Ranks for Alone {
    fn rank(&self) -> usize {
        0
    }

    fn size(&self) -> usize {
        1
    }

    fn all_reduce(&self, _: Numbers<'_>) {}

    fn broadcast(&self, _: &mut [u8], _: usize) {}

    fn barrier(&self) {}

    fn second_line(&self) -> &'static dyn Ranks {
        &Self
    }

    fn works_on(&self, _: &str) {}

    fn takes_its_time(&self, _: &str) {}

    fn set_timeout(&self, _: u64) {}

    fn fail(&self, cause: &str) -> ! {
        eprintln!("error: {cause}");
        std::process::exit(1);
    }
}
