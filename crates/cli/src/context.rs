//! The surroundings of a command.

use voxelnet_communicator::{Communicator, Heartbeat, Session};

use crate::args::common::CommonArgs;
use crate::interrupt::Interrupt;
use crate::progress::Progress;

/// Everything that a command needs beside its own arguments.
#[derive(Clone)]
pub struct Context {
    pub progress: Progress,
    /// The processes that share the command.
    pub communicator: Communicator,
    /// Tells the other processes that this one is at work.
    pub heartbeat: Heartbeat,
    /// Ctrl-C, and the signal that asks to end.
    pub interrupt: Interrupt,
}

impl Context {
    pub fn new(args: &CommonArgs, session: &Session, interrupt: Interrupt) -> Self {
        let communicator = session.communicator().clone();
        let progress = Progress::new(args.quiet, communicator.is_first());
        let heartbeat = session.heartbeat().clone();
        Self { progress, communicator, heartbeat, interrupt }
    }
}
