//! Reading, detecting and writing at the same time.

use std::ops::ControlFlow;
use std::sync::mpsc::sync_channel;
use std::thread;

use voxelnet_dataset::read_ahead;

/// Scans that wait to be written, at most.
const MAX_WAITING: usize = 2;

/// Takes each item through three stages, in order: `read` on a thread of its own, `work` on this one, which
/// is where the network is, `write` on a third. The end comes early when `work` returns nothing or `write` breaks off;
/// what is under way before that stage is dropped.
pub fn run_pipeline<Item: Send, Read: Send, Done: Send>(
    items: impl Iterator<Item = Item> + Send,
    read: impl Fn(Item) -> Read + Send,
    work: impl FnMut(Read) -> Option<Done>,
    mut write: impl FnMut(Done) -> ControlFlow<()> + Send,
) {
    thread::scope(|scope| {
        let to_be_worked_on = read_ahead(scope, items, read);
        let (to_write, to_be_written) = sync_channel(MAX_WAITING);
        // A stage whose follower is gone ends.
        scope.spawn(move || to_be_written.into_iter().try_for_each(&mut write));
        let worked_on = to_be_worked_on.into_iter().map_while(work);
        let _ = { worked_on }.try_for_each(|item| to_write.send(item));
        drop(to_write);
    });
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};
    use std::sync::mpsc::{Receiver, channel};
    use std::time::Duration;

    use super::*;

    #[test]
    fn items_come_out_in_order_and_few_are_under_way() {
        let under_way = AtomicUsize::new(0);
        let most = AtomicUsize::new(0);
        let mut written = Vec::new();
        run_pipeline(
            0..100,
            |item| {
                most.fetch_max(under_way.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                item
            },
            |item| Some(item * 2),
            |item| {
                under_way.fetch_sub(1, Ordering::SeqCst);
                written.push(item);
                ControlFlow::Continue(())
            },
        );
        assert_eq!(written, (0..100).map(|item| item * 2).collect::<Vec<_>>());
        // Two wait behind each of the first stages, and each stage has one.
        assert!(most.into_inner() <= 2 * MAX_WAITING + 3);
    }

    #[test]
    fn the_next_item_is_read_while_the_last_is_worked_on_and_written() {
        let (to_worker, read_by_worker) = channel();
        let (to_writer, read_by_writer) = channel();
        // Each later stage waits at the first item until the second was read.
        let wait = |seen: &Receiver<()>| seen.recv_timeout(Duration::from_secs(30)).is_ok();
        let mut written = Vec::new();
        let to_be_checked = &mut written;
        run_pipeline(
            0..2,
            move |item| {
                if item == 1 {
                    // Nobody listens any more when the other stages gave up waiting.
                    let _ = (to_worker.send(()), to_writer.send(()));
                }
                item
            },
            |item| Some((item, item == 1 || wait(&read_by_worker))),
            move |(item, overlapped)| {
                to_be_checked.push(overlapped && (item == 1 || wait(&read_by_writer)));
                ControlFlow::Continue(())
            },
        );
        assert_eq!(written, [true, true]);
    }

    #[test]
    fn both_later_stages_can_end_it() {
        let written_until = |last_worked_on: usize, last_written: usize| {
            let mut written = Vec::new();
            let to_be_checked = &mut written;
            run_pipeline(
                0..,
                |item| item,
                |item| (item <= last_worked_on).then_some(item),
                move |item| {
                    to_be_checked.push(item);
                    if item < last_written {
                        ControlFlow::Continue(())
                    } else {
                        ControlFlow::Break(())
                    }
                },
            );
            written
        };
        assert_eq!(written_until(3, 100), [0, 1, 2, 3]);
        assert_eq!(written_until(100, 2), [0, 1, 2]);
    }
}
