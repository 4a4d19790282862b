//! Which rank does what.

use std::ops::Range;

use crate::ranks::Ranks;

/// The part of `len` things that is this rank's: all parts together are all things, in order, and their
/// sizes differ by one at most. Where there are too few, the first ranks have one each.
pub fn share(ranks: &dyn Ranks, len: usize) -> Range<usize> {
    let start_of = |rank: usize| (rank * len).div_ceil(ranks.size());
    start_of(ranks.rank())..start_of(ranks.rank() + 1)
}

/// Whether thing number `index` is this rank's, where neighbours go to different ranks.
pub fn is_own(ranks: &dyn Ranks, index: usize) -> bool {
    index % ranks.size() == ranks.rank()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::threads::in_threads;

    #[test]
    fn shares_are_everything_once_and_nearly_equal() {
        assert_eq!(in_threads(3, |ranks| share(ranks, 1)), [0..1, 1..1, 1..1]);
        for len in 0..20 {
            let shares = in_threads(3, |ranks| share(ranks, len));
            let things: Vec<usize> = shares.iter().cloned().flatten().collect();
            assert_eq!(things, (0..len).collect::<Vec<_>>());
            assert!(shares.iter().all(|share| share.len().abs_diff(len / 3) <= 1), "{shares:?}");
        }
    }

    #[test]
    fn everything_is_somebodys() {
        let own = in_threads(3, |ranks| (0..7).filter(|&i| is_own(ranks, i)).collect::<Vec<_>>());
        assert_eq!(own, [vec![0, 3, 6], vec![1, 4], vec![2, 5]]);
    }
}
