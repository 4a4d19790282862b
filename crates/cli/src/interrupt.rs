//! Ctrl-C, and the signal that asks a process to end.

use std::sync::atomic::{AtomicBool, AtomicI32, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;

use anyhow::{Context, Result};
use signal_hook::consts::{SIGINT, SIGTERM};
use signal_hook::iterator::Signals;
use signal_hook::low_level;
use thiserror::Error;
use voxelnet_communicator::Communicator;
use voxelnet_files::{counted, discard_unfinished};

use crate::progress::line;

/// Ctrl-C, and the signal that `kill` sends.
pub const SIGNALS: [i32; 2] = [SIGINT, SIGTERM];

/// Shells add the number of the signal that ended a program to this.
pub const FIRST_EXIT_CODE: i32 = 128;

/// A signal was answered, and there is work left.
#[derive(Debug, Error)]
#[error("{message}")]
pub struct Stopped {
    /// The work that is done, and the way to go on, such as `stopped after 15 of 40 scans`.
    pub message: String,
}

/// Such as `stopped after 15 of 40 scans`, or `stopped after 15 scans` where nobody knows how many there are.
pub fn stopped_after(num_done: usize, num_all: Option<usize>, noun: &str) -> String {
    match num_all {
        Some(num_all) => format!("stopped after {num_done} of {}", counted(num_all, noun)),
        None => format!("stopped after {}", counted(num_done, noun)),
    }
}

/// The signals that end the program.
///
/// A signal ends it at once, without temporary files, unless a command answers the first one. The second one always ends
/// it at once.
#[derive(Clone, Debug, Default)]
pub struct Interrupt(Arc<State>);

#[derive(Debug, Default)]
struct State {
    is_set: AtomicBool,
    /// The signal that was answered, 0 before.
    signal: AtomicI32,
    answer: Mutex<Option<Answer>>,
}

#[derive(Clone, Copy, Debug)]
struct Answer {
    line: &'static str,
    signals: &'static [i32],
}

impl Interrupt {
    /// Listens to signals on a thread of its own.
    ///
    /// # Errors
    /// When the system gives no signals or no thread.
    pub fn listen() -> Result<Self> {
        let interrupt = Self::default();
        let heard = interrupt.clone();
        let mut signals = Signals::new(SIGNALS).context("cannot listen to Ctrl-C and SIGTERM")?;
        thread::Builder::new()
            .name("signals".into())
            .spawn(move || signals.forever().for_each(|signal| heard.take(signal)))?;
        Ok(interrupt)
    }

    /// Has the first of some signals answered with a line and left to the caller, who stops soon after [`Self::is_set`].
    pub fn answer(&self, line: &'static str, signals: &'static [i32]) {
        *self.0.answer.lock().unwrap_or_else(PoisonError::into_inner) =
            Some(Answer { line, signals });
    }

    /// Has the first signal answered and left to the caller where the process is alone; a launcher of several ranks
    /// ends them itself.
    pub fn answer_alone(&self, line: &'static str, communicator: &Communicator) {
        if communicator.size() == 1 {
            self.answer(line, &SIGNALS);
        }
    }

    /// From now on the next signal ends the process at once: there is nothing left to stop in between.
    pub fn end_answer(&self) {
        *self.0.answer.lock().unwrap_or_else(PoisonError::into_inner) = None;
    }

    /// Stops as a signal would, for a reason that is told elsewhere.
    pub fn set(&self) {
        self.flag().store(true, Ordering::Release);
    }

    /// Whether to stop.
    pub fn is_set(&self) -> bool {
        self.flag().load(Ordering::Acquire)
    }

    /// Becomes true when it is time to stop.
    pub fn flag(&self) -> &AtomicBool {
        &self.0.is_set
    }

    /// The exit code of a program that a signal stopped: 130 after Ctrl-C, 143 after SIGTERM.
    pub fn exit_code(&self) -> u8 {
        let signal = match self.0.signal.load(Ordering::Relaxed) {
            0 => SIGINT,
            signal => signal,
        };
        exit_code(signal) as u8
    }

    fn take(&self, signal: i32) {
        let answer = *self.0.answer.lock().unwrap_or_else(PoisonError::into_inner);
        match answer {
            Some(answer) if answer.signals.contains(&signal) && !self.is_set() => {
                self.0.signal.store(signal, Ordering::Relaxed);
                self.set();
                line(answer.line);
            }
            _ => {
                discard_unfinished();
                line(if signal == SIGINT { "stopped by Ctrl-C" } else { "stopped by SIGTERM" });
                low_level::exit(exit_code(signal));
            }
        }
    }
}

fn exit_code(signal: i32) -> i32 {
    FIRST_EXIT_CODE + signal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_signal_is_left_to_a_command_that_answers_it() {
        let interrupt = Interrupt::default();
        interrupt.answer("stopping", &SIGNALS);
        assert!(!interrupt.is_set());
        interrupt.take(SIGTERM);
        assert_eq!((interrupt.is_set(), interrupt.exit_code()), (true, 143));
    }

    #[test]
    fn after_ctrl_c_the_exit_code_is_130() {
        let interrupt = Interrupt::default();
        interrupt.answer("stopping", &[SIGINT]);
        interrupt.take(SIGINT);
        assert_eq!((interrupt.is_set(), interrupt.exit_code()), (true, 130));
    }
}
