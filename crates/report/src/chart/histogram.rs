//! Right and false detections by score.

use super::plot::Plot;
use crate::html::{counted, score_text};
use crate::scores::ScoreScale;

/// Bars of a histogram.
pub(super) const NUM_BINS: usize = 20;
const LAST_BIN: usize = NUM_BINS - 1;

/// Right detections upwards and false ones downwards from one axis. Heights are logarithmic: networks
/// give thousands of detections low scores.
pub(crate) struct Histogram<'a> {
    pub(crate) title: &'a str,
    pub(crate) scale: ScoreScale,
    pub(crate) true_positives: [usize; NUM_BINS],
    pub(crate) false_positives: [usize; NUM_BINS],
    /// A score that is marked, and what is said of it.
    pub(crate) marked: Option<(f64, String)>,
}

impl Histogram<'_> {
    pub(crate) fn svg(&self) -> String {
        let mut plot = Plot::new(self.title, &["finds an object (up)", "false (down)"]);
        let most = self
            .true_positives
            .iter()
            .chain(&self.false_positives)
            .copied()
            .max()
            .unwrap_or(0)
            .max(10);
        plot.y_axis("detections, logarithmic", &marks(most));
        let ScoreScale { low, high, num_below, num_above } = self.scale;
        let score_at = |fraction: f64| low * (1. - fraction) + high * fraction;
        for bin in 0..NUM_BINS {
            let [left, right] = [bin, bin + 1].map(|edge| edge as f64 / NUM_BINS as f64);
            let gap = 0.05 / NUM_BINS as f64;
            let from = score_text(score_at(left));
            let scores = match bin {
                0 if num_below > 0 => format!("up to {}", score_text(score_at(right))),
                LAST_BIN if num_above > 0 => format!("{from} or more"),
                _ => format!("{from} to {}", score_text(score_at(right))),
            };
            let counts = [(0, self.true_positives[bin], 1.), (1, self.false_positives[bin], -1.)];
            for (series, count, sign) in counts {
                if count == 0 {
                    continue;
                }
                let end = place(sign * height(count, most));
                let what = if series == 0 { "right detection" } else { "false detection" };
                let hint = format!("score {scores}: {}", counted(count, what));
                let [bottom, top] = [end.min(AXIS), end.max(AXIS)];
                plot.bar(series, [left + gap, right - gap], [bottom, top], &hint);
            }
        }
        for quarter in [0., 0.25, 0.5, 0.75, 1.] {
            plot.x_mark(quarter, &score_text(score_at(quarter)), "");
        }
        if let Some((score, text)) = &self.marked {
            plot.vertical(self.scale.position(*score), text);
        }
        plot.x_label("score");
        plot.finish(AXIS)
    }
}

/// Where the axis of the bars is.
const AXIS: f64 = 0.5;

/// The place of a height from -1 to 1, downwards and upwards.
fn place(height: f64) -> f64 {
    AXIS * (1. + height)
}

/// The height of a count, 1 for the highest.
fn height(count: usize, most: usize) -> f64 {
    (1. + count as f64).log10() / (1. + most as f64).log10()
}

/// 0 and powers of ten, up and down.
fn marks(most: usize) -> Vec<(f64, String)> {
    let mut marks = vec![(AXIS, "0".to_owned())];
    let powers = std::iter::successors(Some(1_usize), |count| count.checked_mul(10));
    for count in powers.take_while(|&count| count <= most) {
        let height = height(count, most);
        // Those of the lowest would stand on each other.
        if height > 0.2 {
            marks.extend([height, -height].map(|height| (place(height), count.to_string())));
        }
    }
    marks
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_frames::UNIT_SCALE;

    fn on_scale(
        scale: ScoreScale,
        true_positives: [usize; NUM_BINS],
        false_positives: [usize; NUM_BINS],
    ) -> String {
        let marked = Some((0.5, "best F1".to_owned()));
        Histogram { title: "Car", scale, true_positives, false_positives, marked }.svg()
    }

    fn histogram(right: [usize; NUM_BINS], wrong: [usize; NUM_BINS]) -> String {
        on_scale(UNIT_SCALE, right, wrong)
    }

    #[test]
    fn the_outermost_bars_say_that_they_hold_what_lies_beyond() {
        let ones = [1; NUM_BINS];
        let svg = on_scale(ScoreScale { num_below: 1, num_above: 2, ..UNIT_SCALE }, ones, ones);
        for hint in ["score up to 0.05: ", "score 0.05 to 0.1: ", "score 0.95 or more: "] {
            assert_eq!(svg.matches(hint).count(), 2, "{hint}: {svg}");
        }
    }

    #[test]
    fn every_bin_with_detections_has_a_bar_that_says_how_many() {
        let (mut right, mut wrong) = ([0; NUM_BINS], [0; NUM_BINS]);
        (right[19], wrong[0], wrong[19]) = (1, 1000, 9);
        let svg = histogram(right, wrong);
        for hint in [
            "score 0.95 to 1: 1 right detection",
            "score 0 to 0.05: 1000 false detections",
            "score 0.95 to 1: 9 false detections",
        ] {
            assert_eq!(svg.matches(&format!("<title>{hint}</title>")).count(), 1, "{hint}: {svg}");
        }
        assert_eq!(svg.matches("</title></rect>").count(), 3);
    }

    #[test]
    fn heights_grow_with_the_logarithm_from_nothing_to_the_whole() {
        assert_eq!((height(0, 999), height(999, 999)), (0., 1.));
        assert!((height(9, 999) - 1. / 3.).abs() < 1e-12);
        let texts: Vec<String> = marks(100).into_iter().map(|(_, text)| text).collect();
        assert_eq!(texts, ["0", "10", "10", "100", "100"]);
    }

    #[test]
    fn the_marked_score_stands_where_it_belongs() {
        let middle = Plot::x(0.5);
        let svg = histogram([0; NUM_BINS], [0; NUM_BINS]);
        assert!(svg.contains(&format!("<path class=\"marked\" d=\"M{middle:.1} ")), "{svg}");
        assert!(svg.contains(">best F1</text>"));
    }
}
