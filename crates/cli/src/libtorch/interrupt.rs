//! Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use anyhow::{Context, Result};

use crate::progress::line;

/// The exit code that a shell expects of a program that Ctrl-C ended.
pub const STOPPED_BY_SIGINT: i32 = 130;

/// Set by the first Ctrl-C, which is answered with a line; the second ends the program at once.
pub fn on_interrupt(answer: &'static str) -> Result<Arc<AtomicBool>> {
    let interrupt = Arc::new(AtomicBool::new(false));
    let seen = Arc::clone(&interrupt);
    ctrlc::set_handler(move || {
        if seen.swap(true, Ordering::Relaxed) {
            std::process::exit(STOPPED_BY_SIGINT);
        }
        line(answer);
    })
    .context("cannot listen to Ctrl-C")?;
    Ok(interrupt)
}
