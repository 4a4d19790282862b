//! Confidence intervals from frames drawn again and again.

use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use rayon::prelude::*;
use serde::Serialize;
use voxelnet_statistics::linear_quantile;

use super::average::AveragePrecision;
use super::measure::Table;

/// Share of the draws that an interval holds.
const CONFIDENCE: f64 = 0.95;

/// The number of resamples of the frames, and their seed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Bootstrap {
    /// The number of resamples.
    pub num_resamples: usize,
    /// Decides which.
    pub seed: u64,
}

/// The intervals that hold 95% of the resamples: as many frames as there are, drawn with replacement.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Intervals {
    /// The number of resamples.
    pub resamples: usize,
    /// The seed that decided which.
    pub seed: u64,
    /// Share of the resamples that each interval holds.
    pub confidence: f64,
    /// At the official overlaps.
    pub classes: Table<Interval>,
    /// At the loose overlaps.
    pub loose: Table<Interval>,
}

/// The interval of an average precision.
#[derive(Clone, Copy, Debug, PartialEq, Serialize)]
pub struct Interval {
    /// Interval of R11: lower and upper end, percent; `None` when not evaluated.
    #[serde(rename = "R11")]
    pub r11: Option<[f64; 2]>,
    /// Interval of R40: lower and upper end, percent; `None` when not evaluated.
    #[serde(rename = "R40")]
    pub r40: Option<[f64; 2]>,
}

impl Bootstrap {
    /// The measure of every resample, which is passed on as the number of times that each frame counts.
    ///
    /// The same numbers and the same number of frames give the same resamples, so that measures can be paired.
    pub fn run<T: Send>(self, num_frames: usize, measure: impl Fn(&[u32]) -> T + Sync) -> Vec<T> {
        (0..self.num_resamples as u64)
            .into_par_iter()
            .map(|resample| measure(&self.weights(num_frames, resample)))
            .collect()
    }

    /// The ends of the middle 95% of the measures of the resamples, interpolated between neighbours; none without
    /// any.
    pub fn interval(values: impl Iterator<Item = f64> + Clone) -> Option<[f64; 2]> {
        let tail = (1. - CONFIDENCE) / 2.;
        let quantile = |share| linear_quantile(values.clone(), share);
        Some([quantile(tail)?, quantile(1. - tail)?])
    }

    pub(super) fn intervals(self, classes: Table<Interval>, loose: Table<Interval>) -> Intervals {
        let Self { num_resamples: resamples, seed } = self;
        Intervals { resamples, seed, confidence: CONFIDENCE, classes, loose }
    }

    fn weights(self, num_frames: usize, resample: u64) -> Vec<u32> {
        let mut rng = ChaCha8Rng::seed_from_u64(self.seed);
        rng.set_stream(resample);
        let mut weights = vec![0; num_frames];
        (0..num_frames).for_each(|_| weights[rng.random_range(0..num_frames)] += 1);
        weights
    }
}

impl Interval {
    /// The interval over the resamples that hold an object of the class.
    pub(super) fn of(resamples: impl Iterator<Item = AveragePrecision> + Clone) -> Self {
        let of = |percent: fn(&AveragePrecision) -> Option<f64>| {
            let with_objects = resamples.clone().filter(|ap| ap.n_gt > 0);
            Bootstrap::interval(with_objects.filter_map(|ap| percent(&ap)))
        };
        Self { r11: of(|ap| ap.r11), r40: of(|ap| ap.r40) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_resample_has_as_many_frames_and_follows_from_the_seed() {
        let drawn = |seed| Bootstrap { num_resamples: 50, seed }.run(30, <[u32]>::to_vec);
        let first = drawn(1);
        assert!(first.iter().all(|weights| weights.iter().sum::<u32>() == 30));
        assert_ne!(first[0], first[1]);
        assert_eq!(first, drawn(1));
        assert_ne!(first, drawn(2));
    }

    #[test]
    fn the_interval_leaves_out_as_much_below_as_above() {
        let values = (0..=1000).map(|i| f64::from(i * 10 % 1001));
        let [low, high] = Bootstrap::interval(values).unwrap_or_default();
        assert!((low - 25.).abs() < 1e-9 && (high - 975.).abs() < 1e-9, "{low} {high}");
        assert_eq!(Bootstrap::interval([3.].into_iter()), Some([3., 3.]));
        assert_eq!(Bootstrap::interval(std::iter::empty()), None);
    }
}
