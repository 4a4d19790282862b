//! Choosing few of many, each equally likely.

use rand::RngExt;
use rand::seq::index;

/// Moves `num_kept` of the items, chosen uniformly at random, to the front; the others follow.
///
/// The kept items stay in their order.
pub(crate) fn sample_to_front<T: Copy>(items: &mut [T], num_kept: usize, rng: &mut impl RngExt) {
    if num_kept >= items.len() {
        return;
    }
    for (slot, chosen) in sample_indices(items.len(), num_kept, rng).into_iter().enumerate() {
        // Chosen positions rise and slot <= chosen, so nothing still needed is overwritten.
        items[slot] = items[chosen];
    }
}

/// `num_kept` of the positions `0..num_items`, chosen uniformly at random, rising.
pub(crate) fn sample_indices(
    num_items: usize,
    num_kept: usize,
    rng: &mut impl RngExt,
) -> Vec<usize> {
    let mut chosen = index::sample(rng, num_items, num_kept.min(num_items)).into_vec();
    chosen.sort_unstable();
    chosen
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::SampleKey;

    #[test]
    fn every_item_survives_equally_often() {
        const ITEMS: usize = 50;
        const KEPT: usize = 10;
        const SEEDS: u64 = 20_000;
        let mut survivals = [0_u32; ITEMS];
        for seed in 0..SEEDS {
            let mut items: [usize; ITEMS] = std::array::from_fn(|i| i);
            let mut rng = SampleKey { seed, ..Default::default() }.generator(7);
            sample_to_front(&mut items, KEPT, &mut rng);
            items[..KEPT].iter().for_each(|&item| survivals[item] += 1);
        }
        let expected = SEEDS as f64 * KEPT as f64 / ITEMS as f64;
        let chi_square: f64 =
            survivals.iter().map(|&n| (f64::from(n) - expected).powi(2) / expected).sum();
        // 49 degrees of freedom; fixed-size samples shrink the sum by (1 - KEPT / ITEMS).
        // The 99.9% quantile of chi-square(49) is 85.4.
        assert!(chi_square / (1. - KEPT as f64 / ITEMS as f64) < 85.4, "{chi_square}");
    }

    #[test]
    fn kept_items_stay_in_order_and_small_groups_stay_whole() {
        let mut rng = SampleKey::default().generator(0);
        let mut items: Vec<u32> = (0..100).collect();
        sample_to_front(&mut items, 30, &mut rng);
        assert!(items[..30].is_sorted_by(|a, b| a < b));
        let mut few = [3, 1, 2];
        sample_to_front(&mut few, 3, &mut rng);
        assert_eq!(few, [3, 1, 2]);
    }
}
