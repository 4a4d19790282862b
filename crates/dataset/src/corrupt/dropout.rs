//! Points left out.

use rand::RngExt;
use voxelnet_scene::PointCloud;

/// Leaves out every point with a probability.
pub(super) fn drop_points(cloud: &mut PointCloud, share: f64, rng: &mut impl RngExt) {
    cloud.points.retain(|_| rng.random::<f64>() >= share);
}

#[cfg(test)]
mod tests {
    use super::super::tests::{generator, is_part_in_order, simulated_scan};
    use super::*;

    #[test]
    fn the_share_is_left_out_and_the_rest_is_as_it_was() {
        let scan = simulated_scan();
        for share in [0.1, 0.4, 0.7] {
            let mut dropped = scan.clone();
            drop_points(&mut dropped, share, &mut generator(1));
            assert!(is_part_in_order(&dropped, &scan));
            let num = scan.len() as f64;
            let off = dropped.len() as f64 - (1. - share) * num;
            assert!(off.abs() < 5. * (share * (1. - share) * num).sqrt(), "{share}: {off}");
        }
    }

    #[test]
    fn neighbours_are_left_out_independently() {
        let scan = simulated_scan();
        let mut dropped = scan.clone();
        drop_points(&mut dropped, 0.5, &mut generator(2));
        let mut kept = dropped.points.iter().peekable();
        let is_kept: Vec<bool> =
            scan.points.iter().map(|point| kept.next_if_eq(&point).is_some()).collect();
        let num_pairs = (is_kept.len() - 1) as f64;
        let num_both = is_kept.windows(2).filter(|pair| pair[0] && pair[1]).count() as f64;
        // Indicators of adjacent pairs overlap, which makes the variance 5 / 16 of their number.
        assert!(
            (num_both - num_pairs / 4.).abs() < 5. * (num_pairs * 5. / 16.).sqrt(),
            "{num_both}"
        );
    }

    #[test]
    fn all_of_them_leaves_none() {
        let mut scan = simulated_scan();
        drop_points(&mut scan, 1., &mut generator(1));
        assert!(scan.is_empty());
    }
}
