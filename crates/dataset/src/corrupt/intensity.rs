//! Intensities that are not measured.

use rand::RngExt;
use voxelnet_scene::PointCloud;

/// Makes every point read intensity 0 with a probability.
pub(super) fn lose_intensities(cloud: &mut PointCloud, share: f64, rng: &mut impl RngExt) {
    for point in &mut cloud.points {
        if rng.random::<f64>() < share {
            point.intensity = 0.;
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::tests::{generator, simulated_scan};
    use super::*;

    #[test]
    fn the_share_reads_zero_and_everything_else_is_as_it_was() {
        let scan = simulated_scan();
        for share in [0.1, 0.5] {
            let mut lost = scan.clone();
            lose_intensities(&mut lost, share, &mut generator(1));
            let num = scan.len() as f64;
            let num_zero = lost.points.iter().filter(|point| point.intensity == 0.).count() as f64;
            let off = num_zero - share * num;
            assert!(off.abs() < 5. * (share * (1. - share) * num).sqrt(), "{share}: {off}");
            assert_eq!(lost.len(), scan.len());
            for (before, mut after) in scan.points.iter().zip(lost.points) {
                if after.intensity == 0. {
                    after.intensity = before.intensity;
                }
                assert_eq!(after, *before);
            }
        }
    }

    #[test]
    fn a_share_of_1_is_all_of_them() {
        let mut scan = simulated_scan();
        lose_intensities(&mut scan, 1., &mut generator(1));
        assert!(scan.points.iter().all(|point| point.intensity == 0.));
    }
}
