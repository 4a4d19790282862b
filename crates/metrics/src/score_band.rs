//! The share of detections that are right at some scores.

use crate::best_f1::{ClassScores, JudgedScore};

/// Bands from 0 to 1.
const NUM_BANDS: usize = 5;

/// The detections of a class with scores in a range.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ScoreBand {
    /// The lowest score.
    pub from: f64,
    /// The scores are below, but for the last band, which also holds 1.
    pub to: f64,
    /// The number of detections.
    pub count: usize,
    /// Those of them that are true positives.
    pub num_right: usize,
}

impl ScoreBand {
    /// The share of the detections that are true positives; none without detections.
    pub fn share_right(&self) -> Option<f64> {
        (self.count > 0).then(|| self.num_right as f64 / self.count as f64)
    }

    /// Equal bands that cover all scores from 0 to 1.
    pub(crate) fn all(scores: &ClassScores) -> Vec<Self> {
        let edge = |band: usize| band as f64 / NUM_BANDS as f64;
        let mut bands: Vec<Self> = (0..NUM_BANDS)
            .map(|band| Self { from: edge(band), to: edge(band + 1), count: 0, num_right: 0 })
            .collect();
        for JudgedScore { score, is_right } in scores.judged() {
            let band = bands.partition_point(|band| band.to <= score).min(NUM_BANDS - 1);
            bands[band].count += 1;
            bands[band].num_right += usize::from(is_right);
        }
        bands
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_score_has_one_band_and_the_ends_belong_to_the_outermost() {
        let scores = ClassScores {
            true_positives: vec![0.6, 0.75, 1.],
            false_positives: vec![0., 0.2, 0.79],
            num_objects: 9,
        };
        let bands = ScoreBand::all(&scores);
        let counts: Vec<_> = bands.iter().map(|band| (band.count, band.num_right)).collect();
        assert_eq!(counts, [(1, 0), (1, 0), (0, 0), (3, 2), (1, 1)]);
        let shares: Vec<_> = bands.iter().map(ScoreBand::share_right).collect();
        assert_eq!(shares, [Some(0.), Some(0.), None, Some(2. / 3.), Some(1.)]);
        assert_eq!((bands[0].from, bands[4].to), (0., 1.));
    }
}
