//! Intensities scaled: no two sensors measure the same.

use std::ops::RangeInclusive;

use rand::RngExt;

use crate::labelled_scan::LabelledScan;

/// Multiplies the intensities of a scan by one of the factors; they stay within 0 and 1.
pub(super) fn scale_intensities(
    scan: &mut LabelledScan,
    factors: RangeInclusive<f64>,
    rng: &mut impl RngExt,
) {
    let (low, high) = factors.into_inner();
    let factor = (low + (high - low) * rng.random::<f64>()) as f32;
    if factor != 1. {
        for point in &mut scan.cloud.points {
            point.intensity = (point.intensity * factor).clamp(0., 1.);
        }
    }
}

#[cfg(test)]
mod tests {
    use rand::SeedableRng;
    use rand_chacha::ChaCha8Rng;
    use voxelnet_scene::{Point, PointCloud};

    use super::*;

    fn intensities_after(factors: RangeInclusive<f64>, seed: u64) -> [f32; 2] {
        let points = [0.2, 0.9].map(|intensity| Point::new(1., 2., 3., intensity)).to_vec();
        let mut scan = LabelledScan { cloud: PointCloud::new(points), ..LabelledScan::default() };
        scale_intensities(&mut scan, factors, &mut ChaCha8Rng::seed_from_u64(seed));
        [0, 1].map(|i| scan.cloud.points[i].intensity)
    }

    #[test]
    fn one_factor_scales_them_all_up_to_one() {
        let factors: Vec<f32> =
            (0..200).map(|seed| intensities_after(0.5..=2., seed)[0] / 0.2).collect();
        assert!(factors.iter().all(|factor| (0.5..=2.).contains(factor)));
        assert!(factors.iter().any(|&factor| factor < 0.6) && factors.iter().any(|&f| f > 1.9));
        assert_eq!(intensities_after(2. ..=2., 1), [0.4, 1.]);
    }

    #[test]
    fn switched_off_they_stay_whatever_they_are() {
        assert_eq!(intensities_after(1. ..=1., 1), [0.2, 0.9]);
    }
}
