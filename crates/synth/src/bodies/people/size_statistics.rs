//! Statistics of the sizes of boxes, and those of KITTI that tests compare with.

use voxelnet_scene::BoxSize;

use crate::model::Model;

/// Statistics of boxes, in the order height, width, length; metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SizeStatistics {
    pub means: [f64; 3],
    pub deviations: [f64; 3],
    /// 5th and 95th percentiles.
    pub low: [f64; 3],
    pub high: [f64; 3],
    /// Of height and width, of height and length, of width and length.
    pub correlations: [f64; 3],
}

/// The 2207 pedestrians of the 3712 frames of the usual training split.
pub(crate) const KITTI_PEDESTRIANS: SizeStatistics = SizeStatistics {
    means: [1.77, 0.63, 0.82],
    deviations: [0.13, 0.12, 0.245],
    low: [1.54, 0.42, 0.41],
    high: [1.95, 0.84, 1.18],
    correlations: [0.19, 0.33, 0.08],
};

/// The 734 cyclists of the same frames, of whom only 62 differ in size.
pub(crate) const KITTI_CYCLISTS: SizeStatistics = SizeStatistics {
    means: [1.72, 0.57, 1.77],
    deviations: [0.10, 0.143, 0.153],
    low: [1.55, 0.34, 1.58],
    high: [1.83, 0.86, 2.01],
    correlations: [0.12, 0.25, 0.47],
};

/// The 56 sitting persons of the same frames, of whom only 11 differ in size.
pub(crate) const KITTI_SITTERS: SizeStatistics = SizeStatistics {
    means: [1.28, 0.54, 1.06],
    deviations: [0.08, 0.07, 0.27],
    low: [1.12, 0.5, 0.51],
    high: [1.37, 0.66, 1.33],
    correlations: [-0.01, 0.51, -0.52],
};

impl SizeStatistics {
    pub fn of(models: &[Model]) -> Self {
        let sides = |BoxSize { length, width, height }: BoxSize| [height, width, length];
        let side = |i: usize| -> Vec<f64> { models.iter().map(|m| sides(m.size)[i]).collect() };
        let sides = [side(0), side(1), side(2)];
        let percentile = |values: &[f64], share: f64| {
            let mut sorted = values.to_vec();
            sorted.sort_by(f64::total_cmp);
            sorted[(share * (sorted.len() - 1) as f64).round() as usize]
        };
        Self {
            means: sides.each_ref().map(|values| mean(values)),
            deviations: sides.each_ref().map(|values| covariance(values, values).sqrt()),
            low: sides.each_ref().map(|values| percentile(values, 0.05)),
            high: sides.each_ref().map(|values| percentile(values, 0.95)),
            correlations: [(0, 1), (0, 2), (1, 2)].map(|(i, j)| {
                let own = |k: usize| covariance(&sides[k], &sides[k]);
                covariance(&sides[i], &sides[j]) / (own(i) * own(j)).sqrt()
            }),
        }
    }

    /// Asserts that all of it is as near to `wanted` as `tolerance` tells.
    pub fn assert_near(&self, wanted: &Self, tolerance: Tolerance) {
        let near = |found: [f64; 3], wanted: [f64; 3], by: f64, what: &str| {
            for (side, (found, wanted)) in found.into_iter().zip(wanted).enumerate() {
                let error = (found - wanted).abs();
                assert!(error <= by, "{what} {side}: {found:.3}, wanted {wanted}; {self:.3?}");
            }
        };
        near(self.means, wanted.means, tolerance.mean, "mean");
        let ratios = [0, 1, 2].map(|side| self.deviations[side] / wanted.deviations[side]);
        near(ratios, [1.; 3], tolerance.deviation_share, "share of the deviation");
        near(self.low, wanted.low, tolerance.percentile, "5th percentile");
        near(self.high, wanted.high, tolerance.percentile, "95th percentile");
        near(self.correlations, wanted.correlations, tolerance.correlation, "correlation");
    }
}

/// The greatest differences from what is wanted; metres, or shares.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tolerance {
    pub mean: f64,
    pub deviation_share: f64,
    pub percentile: f64,
    pub correlation: f64,
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

fn covariance(a: &[f64], b: &[f64]) -> f64 {
    let (mean_a, mean_b) = (mean(a), mean(b));
    a.iter().zip(b).map(|(a, b)| (a - mean_a) * (b - mean_b)).sum::<f64>() / a.len() as f64
}
