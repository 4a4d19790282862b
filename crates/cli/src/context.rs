//! The surroundings of a command.

use voxelnet_communicator::{Communicator, Heartbeat, Session};

use crate::args::common::CommonArgs;
use crate::progress::Progress;

/// Everything that a command needs beside its own arguments.
#[derive(Clone)]
pub struct Context {
    pub progress: Progress,
    /// The processes that share the command.
    pub communicator: Communicator,
    /// Tells the other processes that this one is at work.
    pub heartbeat: Heartbeat,
}

impl Context {
    pub fn new(args: &CommonArgs, session: &Session) -> Self {
        let communicator = session.communicator().clone();
        let progress = Progress::new(args.quiet, communicator.is_first());
        Self { progress, communicator, heartbeat: session.heartbeat().clone() }
    }
}
