//! Ranks that watch over each other, so that one that died, hangs or fails ends all of them with a message.
//!
//! A thread of each rank tells its watcher now and then what the rank is about. Rank 0 watches over all others,
//! rank 1 over rank 0.

use std::io::{Write, stderr};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::line::Line;
use super::report::{Report, all_wait, who_holds_up};

/// Of messages that say what a rank is about, and of those that say why it fails.
const REPORT: i32 = 1;
const FAILURE: i32 = 2;

/// Seconds that are waited for a rank unless something else is asked for.
const TIMEOUT_SECS: u64 = 600;

/// How long a rank that fails gives the first one to end all of them.
const GRACE: Duration = Duration::from_secs(5);

/// Code that `mpirun` returns when a rank failed.
const FAILED: i32 = 1;

#[derive(Debug)]
pub(super) struct Watch {
    line: Line,
    timeout_ms: AtomicU64,
    is_over: AtomicBool,
    /// Whether a message was said already.
    has_failed: AtomicBool,
    state: Mutex<State>,
}

/// What this rank is about.
#[derive(Debug)]
struct State {
    last_sign: Instant,
    waits_since: Option<Instant>,
    other_line_waits_since: Option<Instant>,
    /// Whether what it does may take any time.
    takes_its_time: bool,
    what: String,
}

/// What is known of another rank.
struct Known {
    rank: usize,
    heard: Instant,
    report: Report,
}

impl Watch {
    /// `line` is used for nothing else.
    pub(super) fn new(line: Line) -> Self {
        Self {
            line,
            timeout_ms: AtomicU64::new(TIMEOUT_SECS * 1000),
            is_over: AtomicBool::new(false),
            has_failed: AtomicBool::new(false),
            state: Mutex::new(State {
                last_sign: Instant::now(),
                waits_since: None,
                other_line_waits_since: None,
                takes_its_time: false,
                what: "its start".into(),
            }),
        }
    }

    pub(super) fn set_timeout(&self, seconds: u64) {
        self.timeout_ms.store(seconds.saturating_mul(1000), Ordering::Relaxed);
    }

    pub(super) fn stop(&self) {
        self.is_over.store(true, Ordering::Relaxed);
    }

    pub(super) fn works_on(&self, what: &str) {
        let mut state = self.state();
        state.last_sign = Instant::now();
        state.takes_its_time = false;
        what.clone_into(&mut state.what);
    }

    pub(super) fn takes_its_time(&self, with: &str) {
        self.works_on(with);
        self.state().takes_its_time = true;
    }

    /// Takes in what was sent to the end, without listening to it.
    pub(super) fn forget_messages(&self) {
        while self.line.receive().is_some() {}
    }

    /// `is_main`: on the line that the program itself uses.
    pub(super) fn begin_waiting(&self, is_main: bool) {
        let mut state = self.state();
        let now = Some(Instant::now());
        *if is_main { &mut state.waits_since } else { &mut state.other_line_waits_since } = now;
    }

    pub(super) fn end_waiting(&self, is_main: bool) {
        let mut state = self.state();
        *if is_main { &mut state.waits_since } else { &mut state.other_line_waits_since } = None;
        if is_main {
            state.last_sign = Instant::now();
            state.takes_its_time = false;
        }
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn report(&self) -> Report {
        let state = self.state();
        let ms = |since: Instant| since.elapsed().as_millis() as u64;
        Report {
            idle_ms: if state.takes_its_time { 0 } else { ms(state.last_sign) },
            waits_ms: state.waits_since.map(ms),
            other_line_waits_ms: state.other_line_waits_since.map(ms),
            what: state.what.clone(),
        }
    }

    /// Ends all ranks because of this one.
    pub(super) fn fail(&self, cause: &str) -> ! {
        let rank = self.line.rank();
        if rank > 0 {
            self.line.send(cause.as_bytes(), 0, FAILURE);
            std::thread::sleep(GRACE);
        }
        self.end_all(rank, cause)
    }

    /// Says why and ends all ranks; of several threads that want to, the first.
    fn end_all(&self, rank: usize, cause: &str) -> ! {
        if self.has_failed.swap(true, Ordering::SeqCst) {
            std::thread::sleep(GRACE);
        } else {
            // In one piece, as others may write at the same time.
            let message = format!("error: rank {rank} of {}: {cause}\n", self.line.size());
            let _ = stderr().write_all(message.as_bytes());
        }
        self.line.abort(FAILED)
    }

    /// Watches until the program is over.
    pub(super) fn run(&self) {
        let (own, size) = (self.line.rank(), self.line.size());
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
                // This rank was stopped itself, and has not heard of the others for that long.
                known.iter_mut().for_each(|known| known.heard = Instant::now());
            }
            last_look = Instant::now();
            let pause = Duration::from_millis((timeout_ms / 20).clamp(20, 1000));
            if last_report.is_none_or(|last| last.elapsed() >= pause) {
                self.line.send(&self.report().to_bytes(), watcher, REPORT);
                last_report = Some(Instant::now());
            }
            self.listen(&mut known);
            self.judge(&known, timeout_ms);
            std::thread::sleep(pause.min(Duration::from_millis(50)));
        }
    }

    /// Takes in what other ranks have said.
    fn listen(&self, known: &mut [Known]) {
        while let Some((rank, tag, bytes)) = self.line.receive() {
            if tag == FAILURE {
                self.end_all(rank, &String::from_utf8_lossy(&bytes));
            }
            let from = known.iter_mut().find(|known| known.rank == rank);
            if let (Some(known), Some(report)) = (from, Report::from_bytes(&bytes)) {
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
            let what = &known.report.what;
            let cause = format!("no sign of life for {secs} s, stopped or dead; it was at {what}");
            self.end_all(known.rank, &cause);
        }
        if known.is_empty() {
            return;
        }
        let mut ranks: Vec<usize> = known.iter().map(|known| known.rank).collect();
        let mut reports: Vec<Report> = known.iter().map(|known| known.report.clone()).collect();
        ranks.push(self.line.rank());
        reports.push(self.report());
        // What this rank itself is to blame for is its watcher's to say.
        let held_up_by = who_holds_up(&reports, timeout_ms);
        if let Some(place) = held_up_by.filter(|&place| ranks[place] != self.line.rank()) {
            let what = &reports[place].what;
            let cause = format!("held up the others for {secs} s; it was at {what}");
            self.end_all(ranks[place], &cause);
        }
        if reports.len() == self.line.size() && all_wait(&reports, timeout_ms) {
            let places: Vec<String> = ranks
                .iter()
                .zip(&reports)
                .map(|(rank, report)| format!("{rank} at {}", report.what))
                .collect();
            let cause =
                format!("all ranks have waited for each other for {secs} s: {}", places.join("; "));
            self.end_all(self.line.rank(), &cause);
        }
    }
}
