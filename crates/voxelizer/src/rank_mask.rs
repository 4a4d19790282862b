//! Choosing few of many, each equally likely.

use rand::RngExt;

use crate::room::make_room;

/// Marks which of the points of a voxel are kept, one bit per point in the order of the scan.
#[derive(Debug, Default)]
pub(crate) struct RankMask {
    words: Vec<u64>,
    num_bits: usize,
}

const WORD_BITS: usize = u64::BITS as usize;

impl RankMask {
    /// Takes all bits out and makes room for so many, not for more.
    pub(crate) fn make_room(&mut self, num_bits: usize) {
        make_room(&mut self.words, num_bits.div_ceil(WORD_BITS));
        self.num_bits = 0;
    }

    /// Appends `num_items` bits of which the first `num_kept` are set. Returns where they begin.
    pub(crate) fn push_first(&mut self, num_items: usize, num_kept: usize) -> usize {
        let start = self.push_zeros(num_items);
        (start..start + num_kept.min(num_items)).for_each(|bit| self.set(bit));
        start
    }

    /// Appends `num_items` bits of which `num_kept`, chosen uniformly at random, are set. Returns
    /// where they begin.
    pub(crate) fn push_random(
        &mut self,
        num_items: usize,
        num_kept: usize,
        rng: &mut impl RngExt,
    ) -> usize {
        let start = self.push_zeros(num_items);
        let num_kept = num_kept.min(num_items);
        // Choosing those that go is the same as choosing those that stay; the fewer are drawn.
        let draws_kept = num_kept <= num_items / 2;
        let num_drawn = if draws_kept { num_kept } else { num_items - num_kept };
        // Floyd's algorithm (Bentley and Floyd, CACM 30(9), 1987): every set of positions is equally
        // likely, and the bits themselves tell what was drawn before.
        for last in num_items - num_drawn..num_items {
            let drawn = start + rng.random_range(0..=last as u32) as usize;
            let position = if self.is_set(drawn) { start + last } else { drawn };
            self.set(position);
        }
        if !draws_kept {
            (start..start + num_items).for_each(|bit| self.flip(bit));
        }
        start
    }

    #[inline]
    pub(crate) fn is_set(&self, bit: usize) -> bool {
        self.words[bit / WORD_BITS] >> (bit % WORD_BITS) & 1 == 1
    }

    fn set(&mut self, bit: usize) {
        self.words[bit / WORD_BITS] |= 1 << (bit % WORD_BITS);
    }

    fn flip(&mut self, bit: usize) {
        self.words[bit / WORD_BITS] ^= 1 << (bit % WORD_BITS);
    }

    fn push_zeros(&mut self, num_items: usize) -> usize {
        let start = self.num_bits;
        self.num_bits += num_items;
        self.words.resize(self.num_bits.div_ceil(WORD_BITS), 0);
        start
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::key::SampleKey;

    fn kept(mask: &RankMask, start: usize, num_items: usize) -> Vec<usize> {
        (0..num_items).filter(|&item| mask.is_set(start + item)).collect()
    }

    fn random(num_items: usize, num_kept: usize, seed: u64) -> Vec<usize> {
        let mut mask = RankMask::default();
        let start = mask.push_random(num_items, num_kept, &mut generator(seed));
        kept(&mask, start, num_items)
    }

    fn generator(seed: u64) -> impl RngExt {
        SampleKey { seed, ..Default::default() }.generator(7)
    }

    /// Pearson's statistic of how often each item was kept, scaled to a chi-square variable of
    /// items - 1 degrees of freedom: drawing without replacement makes it smaller.
    fn chi_square(num_items: usize, num_kept: usize) -> f64 {
        const SEEDS: u64 = 20_000;
        let mut survivals = vec![0_u32; num_items];
        for seed in 0..SEEDS {
            random(num_items, num_kept, seed).into_iter().for_each(|item| survivals[item] += 1);
        }
        let expected = SEEDS as f64 * num_kept as f64 / num_items as f64;
        let sum: f64 =
            survivals.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
        sum * (num_items - 1) as f64 / (num_items - num_kept) as f64
    }

    #[test]
    fn every_item_survives_equally_often() {
        // The 99.9% quantile of chi-square with 49 degrees of freedom is 85.4.
        for num_kept in [10, 35] {
            let statistic = chi_square(50, num_kept);
            assert!(statistic < 85.4, "{num_kept} of 50: {statistic}");
        }
    }

    #[test]
    fn every_pair_survives_equally_often() {
        const SEEDS: u64 = 15_000;
        let mut survivals = std::collections::BTreeMap::<Vec<usize>, u32>::new();
        (0..SEEDS).for_each(|seed| *survivals.entry(random(6, 2, seed)).or_default() += 1);
        let expected = SEEDS as f64 / 15.;
        let statistic: f64 =
            survivals.values().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
        // 15 pairs; the 99.9% quantile of chi-square with 14 degrees of freedom is 36.1.
        assert!(survivals.len() == 15 && statistic < 36.1, "{statistic}");
    }

    #[test]
    fn the_choice_of_a_key_stays_the_same_over_versions() {
        // What resumed runs and detections rely on; a new version of rand must not change it.
        assert_eq!(random(20, 6, 1), [0, 1, 8, 13, 16, 18]);
        assert_eq!(random(20, 17, 1).len(), 17);
        let gone: Vec<usize> = (0..20).filter(|i| !random(20, 17, 1).contains(i)).collect();
        assert_eq!(gone, [1, 9, 10]);
    }

    #[test]
    fn as_many_are_kept_as_asked_for_or_all() {
        for (num_items, num_kept) in [(1, 1), (9, 0), (9, 4), (9, 5), (9, 9), (3, 7), (200, 70)] {
            assert_eq!(random(num_items, num_kept, 3).len(), num_kept.min(num_items));
        }
    }

    #[test]
    fn masks_of_several_voxels_stand_behind_each_other() {
        let mut mask = RankMask::default();
        let first = mask.push_first(100, 3);
        let second = mask.push_random(70, 70, &mut generator(0));
        let third = mask.push_first(5, 9);
        assert_eq!((first, second, third), (0, 100, 170));
        assert_eq!(kept(&mask, first, 100), [0, 1, 2]);
        assert_eq!(kept(&mask, second, 70).len(), 70);
        assert_eq!(kept(&mask, third, 5).len(), 5);
        mask.make_room(64);
        assert_eq!(mask.push_first(64, 0), 0);
        assert!(kept(&mask, 0, 64).is_empty());
    }
}
