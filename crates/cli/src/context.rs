//! The surroundings of a command.

use voxelnet_ranks::Ranks;

use crate::args::common::CommonArgs;
use crate::progress::Progress;

/// Everything that a command needs beside its own arguments.
#[derive(Clone, Copy)]
pub struct Context {
    pub progress: Progress,
    /// The processes that share the command.
    pub ranks: &'static dyn Ranks,
}

impl Context {
    pub fn new(args: &CommonArgs, ranks: &'static dyn Ranks) -> Self {
        Self { progress: Progress::new(args.quiet, ranks.is_first()), ranks }
    }
}
