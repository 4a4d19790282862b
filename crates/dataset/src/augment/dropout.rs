//! Points left out.

use rand::RngExt;

use crate::labelled_scan::LabelledScan;

/// Leaves out a share of the points drawn from 0 to `max_share`, each point as likely as any other.
pub(super) fn drop_points(scan: &mut LabelledScan, max_share: f64, rng: &mut impl RngExt) {
    let share = max_share * rng.random::<f64>();
    if share > 0. {
        scan.cloud.points.retain(|_| rng.random::<f64>() >= share);
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use voxelnet_scene::{Point, PointCloud};

    use super::*;

    fn scan() -> LabelledScan {
        let points = (0..1000).map(|i| Point::new(i as f32, 0., 0., 0.)).collect();
        LabelledScan { cloud: PointCloud::new(points), ..LabelledScan::default() }
    }

    #[test]
    fn up_to_the_share_is_left_out_and_the_rest_is_as_it_was() {
        let mut kept = Vec::new();
        for seed in 0..200 {
            let mut dropped = scan();
            drop_points(&mut dropped, 0.5, &mut ChaCha8Rng::seed_from_u64(seed));
            assert!(dropped.cloud.points.is_sorted_by(|a, b| a.x < b.x));
            kept.push(dropped.cloud.len());
        }
        let mean = kept.iter().sum::<usize>() / kept.len();
        assert!((700..800).contains(&mean), "{mean}");
        assert!(kept.iter().all(|&kept| kept > 430) && kept.iter().any(|&kept| kept < 600));
    }

    #[test]
    fn switched_off_every_point_stays() {
        let mut same = scan();
        drop_points(&mut same, 0., &mut ChaCha8Rng::seed_from_u64(1));
        assert_eq!(same, scan());
    }
}
