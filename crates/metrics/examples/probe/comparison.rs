//! The comparison of one quantity before and after, paired over resamples of the frames.

use voxelnet_metrics::Bootstrap;

use crate::quantity::Counted;

/// The resamples of the frames, the same for every quantity and folder.
pub const RESAMPLES: Bootstrap = Bootstrap { num_resamples: 1000, seed: 0 };

/// A quantity before and after.
#[derive(Clone, Debug, PartialEq)]
pub struct Comparison {
    /// Mean over the seeds before, where there are some and each has a value.
    pub before: Option<f64>,
    /// The same after.
    pub after: Option<f64>,
    /// 95% interval of the difference; of the value where nothing is compared. None without that.
    pub interval: Option<[f64; 2]>,
    /// Share of the resamples that have a value.
    pub share_valued: f64,
}

impl Comparison {
    /// Compares the folders, one for each seed, on so many frames; without any before the interval is that of the
    /// value.
    pub fn of(before: &[Counted], after: &[Counted], num_frames: usize) -> Self {
        let is_alone = before.is_empty();
        let compared = |weights: &[u32]| {
            let value = mean(after, weights)?;
            Some(if is_alone { value } else { value - mean(before, weights)? })
        };
        let valued: Vec<f64> = RESAMPLES.run(num_frames, compared).into_iter().flatten().collect();
        Self {
            before: mean(before, &[]),
            after: mean(after, &[]),
            interval: compared(&[]).and_then(|_| Bootstrap::interval(valued.iter().copied())),
            share_valued: valued.len() as f64 / RESAMPLES.num_resamples as f64,
        }
    }

    /// The value after less that before.
    pub fn difference(&self) -> Option<f64> {
        Some(self.after? - self.before?)
    }
}

/// The mean over the seeds; none where one of them has no value, and without seeds.
fn mean(seeds: &[Counted], weights: &[u32]) -> Option<f64> {
    let values: Option<Vec<f64>> = seeds.iter().map(|seed| seed.value(weights)).collect();
    let values = values.filter(|values| !values.is_empty())?;
    Some(values.iter().sum::<f64>() / values.len() as f64)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_kitti::{Label, parse_labels};
    use voxelnet_metrics::{Criterion, Difficulty, Evaluator, Measure, Rules, Tally};

    use super::*;

    const NUM_FRAMES: usize = 20;

    fn rows(text: &str) -> Vec<Label> {
        parse_labels(text, Path::new("000000.txt")).unwrap()
    }

    /// One car in each frame; found in those before a place, with so many false detections of a higher score in each.
    fn counted(num_found: usize, num_false: impl Fn(usize) -> usize) -> Counted {
        let car = |x: usize| format!("Car 0 0 0 600 100 700 200 1.5 1.6 4.0 {x} 1.7 20 0");
        let mut evaluator = Evaluator::official();
        for frame in 0..NUM_FRAMES {
            let mut found = String::new();
            if frame < num_found {
                found += &format!("{} 0.5\n", car(0));
            }
            for place in 0..num_false(frame) {
                found += &format!("{} 0.9\n", car(10 * (place + 1)));
            }
            evaluator.add_frame(&rows(&car(0)), &rows(&found));
        }
        let rules = Rules::default();
        let cars = Criterion::of(&rules, "car", Measure::Bev, Difficulty::Hard, 0.25).unwrap();
        let tally = Tally::together(&evaluator.tallies(&[cars]));
        Counted::FalsePerFrame { tally, recall: 0.5, num_frames: NUM_FRAMES }
    }

    #[test]
    fn the_difference_of_folders_that_differ_alike_in_every_frame_has_no_width() {
        let all = NUM_FRAMES;
        // Frames differ, so that only the same resamples of them make the difference the same in all.
        let before = [counted(all, |frame| frame % 5), counted(all, |frame| frame % 5 + 2)];
        let compared = Comparison::of(&before, &[counted(all, |frame| frame % 5 + 3)], all);
        assert_eq!((compared.before, compared.after), (Some(3.), Some(5.)));
        assert_eq!(compared.difference(), Some(2.));
        let [low, high] = compared.interval.unwrap();
        assert!((low - 2.).abs() < 1e-9 && (high - 2.).abs() < 1e-9, "{low} {high}");
        assert_eq!(compared.share_valued, 1.);
        let alone = Comparison::of(&[], &[counted(all, |frame| frame % 5 + 3)], all);
        let [low, high] = alone.interval.unwrap();
        assert!(high - low > 0.5, "{low} {high}");
    }

    #[test]
    fn resamples_without_a_value_are_left_out_and_counted() {
        // Half the cars are found, so that about half the resamples reach a recall of one half.
        let alone = Comparison::of(&[], &[counted(NUM_FRAMES / 2, |_| 1)], NUM_FRAMES);
        assert_eq!((alone.before, alone.after), (None, Some(1.)));
        assert_eq!(alone.interval, Some([1., 1.]));
        assert!((0.45..0.75).contains(&alone.share_valued), "{}", alone.share_valued);
        let never = Comparison::of(&[], &[counted(5, |_| 0)], NUM_FRAMES);
        assert_eq!((never.after, never.interval), (None, None));
    }
}
