//! Memory that is used again.

/// Empties a vector and gives it room for so many items, without taking more in advance, and without
/// holding or copying what was there.
pub(crate) fn make_room<T>(items: &mut Vec<T>, num_items: usize) {
    items.clear();
    if items.capacity() < num_items {
        *items = Vec::new();
        items.reserve_exact(num_items);
    }
}
