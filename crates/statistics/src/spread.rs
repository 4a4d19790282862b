//! Some of many items.

/// At most `max_count` items, spread evenly from the first on.
///
/// ```
/// use voxelnet_statistics::spread;
///
/// assert_eq!(spread(&[0, 1, 2, 3, 4, 5], 3), [0, 2, 4]);
/// assert_eq!(spread(&['a', 'b'], 3), ['a', 'b']);
/// ```
pub fn spread<T: Copy>(items: &[T], max_count: usize) -> Vec<T> {
    let count = items.len().min(max_count);
    (0..count).map(|i| items[i * items.len() / count]).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sample_is_spread_over_all_items() {
        let items: Vec<usize> = (0..10).collect();
        assert_eq!(spread(&items, 4), [0, 2, 5, 7]);
        assert_eq!(spread(&items, 99).len(), 10);
        assert!(spread(&items, 0).is_empty() && spread::<usize>(&[], 3).is_empty());
    }
}
