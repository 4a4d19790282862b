//! Reports by which ranks tell each other their state.

/// The state of a rank.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Report {
    /// Milliseconds since its last sign of work.
    pub(super) idle_ms: u64,
    /// Milliseconds that it has waited for the others, if it does.
    pub(super) waits_ms: Option<u64>,
    /// The same on a duplicate of its communicator.
    pub(super) duplicate_waits_ms: Option<u64>,
    /// The task that it works on.
    pub(super) task: String,
}

impl Report {
    /// The report as a message, which is short enough to be sent without waiting.
    pub(super) fn to_bytes(&self) -> Vec<u8> {
        let waits = [self.waits_ms, self.duplicate_waits_ms].map(|ms| ms.unwrap_or(u64::MAX));
        let numbers = [self.idle_ms, waits[0], waits[1]];
        let mut bytes: Vec<u8> = numbers.iter().flat_map(|number| number.to_le_bytes()).collect();
        bytes.extend(self.task.bytes().take(MOST_BYTES));
        bytes
    }

    /// The report in a message, `None` when the message is not a report.
    pub(super) fn from_bytes(bytes: &[u8]) -> Option<Self> {
        let (numbers, task) = bytes.split_at_checked(24)?;
        let (numbers, _) = numbers.as_chunks::<8>();
        let [idle_ms, waits, other] = [0, 1, 2].map(|i| u64::from_le_bytes(numbers[i]));
        let some = |ms: u64| (ms < u64::MAX).then_some(ms);
        let task = String::from_utf8_lossy(task).into_owned();
        Some(Self { idle_ms, waits_ms: some(waits), duplicate_waits_ms: some(other), task })
    }

    /// The longest time that it has waited on any communicator.
    pub(super) fn longest_wait_ms(&self) -> u64 {
        self.waits_ms.max(self.duplicate_waits_ms).unwrap_or(0)
    }
}

/// The most bytes of a task in a message.
const MOST_BYTES: usize = 200;

/// The position of the rank that holds up the others, by the last report of each rank. There is one when some rank
/// has waited for longer than `timeout_ms`, and another one has neither worked nor waited for that time.
pub(super) fn who_holds_up(reports: &[Report], timeout_ms: u64) -> Option<usize> {
    if reports.iter().all(|report| report.longest_wait_ms() <= timeout_ms) {
        return None;
    }
    let is_idle = |report: &Report| report.idle_ms > timeout_ms;
    let works_alone = |report: &&Report| report.waits_ms.is_none() && is_idle(report);
    let of =
        |is_wanted: &dyn Fn(&&Report) -> bool| reports.iter().position(|report| is_wanted(&report));
    // A rank that waits on a duplicate may itself be held up, unless no other one can be the cause.
    of(&|report| works_alone(report) && report.duplicate_waits_ms.is_none())
        .or_else(|| of(&works_alone))
}

/// Whether every rank has waited for longer than `timeout_ms`, so that they wait for different things.
pub(super) fn all_wait(reports: &[Report], timeout_ms: u64) -> bool {
    reports.iter().all(|report| report.waits_ms.is_some_and(|ms| ms > timeout_ms))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn report(idle_ms: u64, waits_ms: Option<u64>, other: Option<u64>) -> Report {
        let task = "step 12".into();
        Report { idle_ms, waits_ms, duplicate_waits_ms: other, task }
    }

    #[test]
    fn reports_come_back_from_their_bytes() {
        for report in [report(5, None, Some(7)), report(0, Some(9), None)] {
            assert_eq!(Report::from_bytes(&report.to_bytes()), Some(report));
        }
        assert_eq!(Report::from_bytes(&[0; 23]), None);
        let long = Report { task: "x".repeat(5000), ..report(1, None, None) };
        assert!(long.to_bytes().len() < 256);
    }

    #[test]
    fn the_one_that_waits_for_nobody_holds_up_the_others() {
        let waiting = || report(2000, Some(2000), None);
        assert_eq!(who_holds_up(&[waiting(), report(3000, None, None), waiting()], 1000), Some(1));
        // Nobody has waited for long enough, or the one that works shows that it does.
        assert_eq!(who_holds_up(&[waiting(), report(3000, None, None)], 5000), None);
        assert_eq!(who_holds_up(&[waiting(), report(10, None, None)], 1000), None);
    }

    #[test]
    fn ranks_that_all_wait_are_found_out() {
        let waiting = |ms| report(ms, Some(ms), None);
        assert!(all_wait(&[waiting(2000), waiting(1500)], 1000));
        assert!(!all_wait(&[waiting(2000), waiting(500)], 1000));
        assert!(!all_wait(&[waiting(2000), report(2000, None, None)], 1000));
    }

    #[test]
    fn one_that_waits_on_a_duplicate_is_held_up_itself_if_anybody_else_can_be_the_cause() {
        let on_duplicate = || report(3000, None, Some(3000));
        assert_eq!(who_holds_up(&[on_duplicate(), report(3000, None, None)], 1000), Some(1));
        assert_eq!(who_holds_up(&[report(3000, Some(3000), None), on_duplicate()], 1000), Some(1));
    }
}
