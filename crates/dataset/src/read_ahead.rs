//! Reading the next items while the last one is worked on.

use std::sync::mpsc::{Receiver, sync_channel};
use std::thread::Scope;

/// Items that wait to be worked on, at most.
const MAX_WAITING: usize = 2;

/// Reads items on a thread of their own, in order, a few ahead of the one that is taken.
///
/// The thread ends when all items are read or nobody takes them any more.
///
/// ```
/// use voxelnet_dataset::read_ahead;
///
/// let squares: Vec<i32> = std::thread::scope(|scope| {
///     read_ahead(scope, 1..4, |number| number * number).into_iter().collect()
/// });
/// assert_eq!(squares, [1, 4, 9]);
/// ```
pub fn read_ahead<'scope, Item, Read: Send + 'scope>(
    scope: &'scope Scope<'scope, '_>,
    items: impl Iterator<Item = Item> + Send + 'scope,
    read: impl Fn(Item) -> Read + Send + 'scope,
) -> Receiver<Read> {
    let (sender, receiver) = sync_channel(MAX_WAITING);
    scope.spawn(move || items.map(read).try_for_each(|read| sender.send(read)));
    receiver
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicUsize, Ordering};

    use super::*;

    #[test]
    fn items_come_in_order_and_no_more_are_read_than_are_taken() {
        let num_read = AtomicUsize::new(0);
        std::thread::scope(|scope| {
            let read = |item: usize| {
                num_read.fetch_add(1, Ordering::SeqCst);
                item * 2
            };
            let taken: Vec<usize> = read_ahead(scope, 0..1000, read).into_iter().take(3).collect();
            assert_eq!(taken, [0, 2, 4]);
        });
        // Beside those that are taken, two wait and one is read.
        assert!(num_read.into_inner() <= 3 + MAX_WAITING + 1);
    }
}
