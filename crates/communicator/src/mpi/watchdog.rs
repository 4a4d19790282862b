//! Ranks that watch over each other, so that one that died, hangs or fails ends all of them with a message.
//!
//! A thread of each rank regularly reports the state of its rank to the watcher. Rank 0 watches over all others, rank 1
//! over rank 0.

use std::io::{Write, stderr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::handle::{Handle, Message};
use super::report::{Report, all_wait, who_holds_up};
use crate::heartbeat::Watched;

/// The tag of messages that report the state of a rank.
const REPORT: i32 = 1;

/// The tag of messages that say why a rank fails.
const FAILURE: i32 = 2;

/// The time that ranks wait for another one unless [`Watched::set_timeout`] was called.
const TIMEOUT_SECS: u64 = 600;

/// The time that a rank that fails gives rank 0 to end all of them.
const GRACE: Duration = Duration::from_secs(5);

/// The exit code of `mpirun` when a rank failed.
const FAILED: i32 = 1;

/// The watch of one rank over others, and its own signs of work.
#[derive(Debug)]
pub(super) struct Watchdog {
    handle: Handle,
    timeout_ms: AtomicU64,
    is_over: AtomicBool,
    /// Whether a message was printed already.
    has_failed: AtomicBool,
    state: Mutex<State>,
}

/// The kind of communicator that a rank waits on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Wait {
    /// That of the program itself.
    Main,
    /// A duplicate, which another thread uses.
    Duplicate,
}

/// The state of this rank.
#[derive(Debug)]
struct State {
    last_sign: Instant,
    waits_since: Option<Instant>,
    duplicate_waits_since: Option<Instant>,
    /// Whether the task may take any time.
    is_suspended: bool,
    task: String,
}

impl State {
    fn waits_since(&mut self, wait: Wait) -> &mut Option<Instant> {
        match wait {
            Wait::Main => &mut self.waits_since,
            Wait::Duplicate => &mut self.duplicate_waits_since,
        }
    }
}

/// The last that was heard of another rank.
struct Known {
    rank: usize,
    heard: Instant,
    report: Report,
}

impl Watched for Watchdog {
    fn beat(&self, task: &str) {
        self.set_task(task, false);
    }

    fn suspend(&self, task: &str) {
        self.set_task(task, true);
    }

    fn set_timeout(&self, seconds: u64) {
        self.timeout_ms.store(seconds.saturating_mul(1000), Ordering::Relaxed);
    }

    fn abort(&self, cause: &str) -> ! {
        let rank = self.handle.rank();
        if rank > 0 {
            self.handle.send(cause.as_bytes(), 0, FAILURE);
            std::thread::sleep(GRACE);
        }
        self.end_all(rank, cause)
    }
}

impl Watchdog {
    /// `handle` is used for nothing else.
    pub(super) fn new(handle: Handle) -> Self {
        Self {
            handle,
            timeout_ms: AtomicU64::new(TIMEOUT_SECS * 1000),
            is_over: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            state: Mutex::new(State {
                last_sign: Instant::now(),
                waits_since: None,
                duplicate_waits_since: None,
                is_suspended: false,
                task: "its start".into(),
            }),
        }
    }

    pub(super) fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    /// Receives the messages that are left, without reading them.
    pub(super) fn drain_messages(&self) {
        while self.handle.receive().is_some() {}
    }

    pub(super) fn begin_waiting(&self, wait: Wait) {
        *self.state().waits_since(wait) = Some(Instant::now());
    }

    pub(super) fn end_waiting(&self, wait: Wait) {
        let mut state = self.state();
        *state.waits_since(wait) = None;
        if wait == Wait::Main {
            state.last_sign = Instant::now();
            state.is_suspended = false;
        }
    }

    fn set_task(&self, task: &str, is_suspended: bool) {
        let mut state = self.state();
        state.last_sign = Instant::now();
        state.is_suspended = is_suspended;
        task.clone_into(&mut state.task);
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self) -> Report {
        let state = self.state();
        let ms = |since: Instant| since.elapsed().as_millis() as u64;
        Report {
            idle_ms: if state.is_suspended { 0 } else { ms(state.last_sign) },
            waits_ms: state.waits_since.map(ms),
            duplicate_waits_ms: state.duplicate_waits_since.map(ms),
            task: state.task.clone(),
        }
    }

    /// Prints the cause and ends all ranks. When several threads call it, the first one prints.
    fn end_all(&self, rank: usize, cause: &str) -> ! {
        if self.has_failed.swap(true, Ordering::SeqCst) {
            std::thread::sleep(GRACE);
        } else {
            // One write, as others may write at the same time.
            let message = format!("error: rank {rank} of {}: {cause}\n", self.handle.size());
            let _ = stderr().write_all(message.as_bytes());
        }
        self.handle.abort(FAILED)
    }

    /// Reports and watches until the program ends.
    pub(super) fn run(&self) {
        let (own, size) = (self.handle.rank(), self.handle.size());
        let watcher = if own == 0 { 1 } else { 0 };
        let watched = match own {
            0 => 1..size,
            1 => 0..1,
            _ => 0..0,
        };
        let known = |rank| Known { rank, heard: Instant::now(), report: Report::default() };
        let mut known: Vec<Known> = watched.map(known).collect();
        let mut last_report: Option<Instant> = None;
        let mut last_look = Instant::now();
        while !self.is_over.load(Ordering::Relaxed) {
            let timeout_ms = self.timeout_ms.load(Ordering::Relaxed);
            if last_look.elapsed().as_millis() as u64 > timeout_ms / 2 {
                // This rank was stopped itself, and could not hear the others meanwhile.
                known.iter_mut().for_each(|known| known.heard = Instant::now());
            }
            last_look = Instant::now();
            let pause = Duration::from_millis((timeout_ms / 20).clamp(20, 1000));
            if last_report.is_none_or(|last| last.elapsed() >= pause) {
                self.handle.send(&self.report().to_bytes(), watcher, REPORT);
                last_report = Some(Instant::now());
            }
            self.listen(&mut known);
            self.judge(&known, timeout_ms);
            std::thread::sleep(pause.min(Duration::from_millis(50)));
        }
    }

    /// Receives the messages of other ranks.
    fn listen(&self, known: &mut [Known]) {
        while let Some(Message { from, tag, bytes }) = self.handle.receive() {
            if tag == FAILURE {
                self.end_all(from, &String::from_utf8_lossy(&bytes));
            }
            let sender = known.iter_mut().find(|known| known.rank == from);
            if let (Some(known), Some(report)) = (sender, Report::from_bytes(&bytes)) {
                (known.heard, known.report) = (Instant::now(), report);
            }
        }
    }

    /// Ends all ranks when one holds up the others.
    fn judge(&self, known: &[Known], timeout_ms: u64) {
        let secs = timeout_ms / 1000;
        if let Some(known) =
            known.iter().find(|known| known.heard.elapsed().as_millis() as u64 > timeout_ms)
        {
            let task = &known.report.task;
            let cause = format!("no sign of life for {secs} s, stopped or dead; it was at {task}");
            self.end_all(known.rank, &cause);
        }
        if known.is_empty() {
            return;
        }
        let mut ranks: Vec<usize> = known.iter().map(|known| known.rank).collect();
        let mut reports: Vec<Report> = known.iter().map(|known| known.report.clone()).collect();
        ranks.push(self.handle.rank());
        reports.push(self.report());
        // When this rank is to blame, its watcher says so.
        let held_up_by = who_holds_up(&reports, timeout_ms);
        if let Some(place) = held_up_by.filter(|&place| ranks[place] != self.handle.rank()) {
            let task = &reports[place].task;
            let cause = format!("held up the others for {secs} s; it was at {task}");
            self.end_all(ranks[place], &cause);
        }
        if reports.len() == self.handle.size() && all_wait(&reports, timeout_ms) {
            let places: Vec<String> = ranks
                .iter()
                .zip(&reports)
                .map(|(rank, report)| format!("{rank} at {}", report.task))
                .collect();
            let cause =
                format!("all ranks have waited for each other for {secs} s: {}", places.join("; "));
            self.end_all(self.handle.rank(), &cause);
        }
    }
}
