//! One of several nearly equal parts of a list of work.
//!
//! A library that takes a [`Shard`] does only that part of its work. Who does the other parts, and how the results
//! come together, is its caller's business: this crate knows no processes, no threads and no messages.

use std::ops::Range;

/// One of `count` parts, number `index`.
///
/// ```
/// use voxelnet_shard::Shard;
///
/// let frames = ["a", "b", "c", "d", "e"];
/// let second = Shard::new(1, 2);
/// assert_eq!(frames[second.range(frames.len())], ["d", "e"]);
/// assert!(second.owns(3) && !second.owns(4));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Shard {
    index: usize,
    count: usize,
}

impl Shard {
    /// Part number `index`, from 0, of `count`.
    ///
    /// # Panics
    /// When `index` is not below `count`.
    pub fn new(index: usize, count: usize) -> Self {
        assert!(index < count, "there is no shard {index} of {count}");
        Self { index, count }
    }

    /// The only part, which is everything.
    pub fn whole() -> Self {
        Self { index: 0, count: 1 }
    }

    /// The number of this part, from 0.
    pub fn index(self) -> usize {
        self.index
    }

    /// The number of parts.
    pub fn count(self) -> usize {
        self.count
    }

    /// The positions of this part in a list of `len` items, next to each other. All parts together are the whole
    /// list, in order. Their lengths differ by one at most.
    pub fn range(self, len: usize) -> Range<usize> {
        let start_of = |index: usize| (index * len).div_ceil(self.count);
        start_of(self.index)..start_of(self.index + 1)
    }

    /// Whether item `number` of a list belongs to this part when items are dealt out in turn, so that neighbours
    /// go to different parts.
    pub fn owns(self, number: usize) -> bool {
        number % self.count == self.index
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shards(count: usize) -> impl Iterator<Item = Shard> {
        (0..count).map(move |index| Shard::new(index, count))
    }

    #[test]
    fn shares_are_everything_once_and_nearly_equal() {
        assert_eq!(shards(3).map(|shard| shard.range(1)).collect::<Vec<_>>(), [0..1, 1..1, 1..1]);
        for len in 0..20 {
            let shares: Vec<Range<usize>> = shards(3).map(|shard| shard.range(len)).collect();
            let things: Vec<usize> = shares.iter().cloned().flatten().collect();
            assert_eq!(things, (0..len).collect::<Vec<_>>());
            assert!(shares.iter().all(|share| share.len().abs_diff(len / 3) <= 1), "{shares:?}");
        }
    }

    #[test]
    fn everything_is_somebodys() {
        let own = shards(3).map(|shard| (0..7).filter(|&i| shard.owns(i)).collect::<Vec<_>>());
        assert_eq!(own.collect::<Vec<_>>(), [vec![0, 3, 6], vec![1, 4], vec![2, 5]]);
        assert!((0..7).all(|i| Shard::whole().owns(i)));
    }

    #[test]
    #[should_panic(expected = "there is no shard 2 of 2")]
    fn an_index_is_below_the_count() {
        let _ = Shard::new(2, 2);
    }
}
