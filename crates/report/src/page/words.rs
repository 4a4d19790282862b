//! What numbers mean, in words.

use voxelnet_metrics::{Difficulty, EvaluatedClass, Levels, Measure, Report};

use crate::html::escaped;

/// A measure as a reader knows it.
pub(super) fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Bbox => "2D",
        Measure::Aos => "orientation",
        Measure::Bev => "bird's-eye",
        Measure::Volume => "3D",
    }
}

/// What must be shared for a match, such as `0.7 for car and 0.5 for pedestrian`.
pub(super) fn overlaps(classes: &[EvaluatedClass], overlap: fn(&EvaluatedClass) -> f64) -> String {
    let each = classes
        .iter()
        .map(|class| format!("{} for {}", overlap(class), escaped(&class.name.to_lowercase())));
    listed(&each.collect::<Vec<_>>())
}

/// `a`, `a and b`, `a, b and c`.
fn listed(items: &[String]) -> String {
    match items {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// What makes an object easy, moderate or hard.
pub(super) fn levels(levels: &Levels) -> String {
    match levels {
        Levels::Pixels => "An object is <em>easy</em> when it is higher than 40 pixels in the image, fully \
             visible and at most 15% outside; <em>moderate</em> when higher than 25 pixels, at most \
             partly hidden and at most 30% outside; <em>hard</em> when higher than 25 pixels, at most \
             largely hidden and at most 50% outside. Each level holds the ones before it."
            .to_owned(),
        Levels::Points(levels) => {
            let each = Difficulty::ALL.into_iter().zip(levels).map(|(difficulty, level)| {
                format!(
                    "<em>{}</em> with {} or more points within {} m",
                    difficulty.name(),
                    level.min_points,
                    level.max_distance_m
                )
            });
            format!("An object is {}.", listed(&each.collect::<Vec<_>>()))
        }
    }
}

/// What the intervals are, or how to get them.
pub(super) fn intervals(report: &Report) -> String {
    match &report.intervals {
        Some(intervals) => format!(
            "The small numbers below are {:.0}% intervals: the frames were resampled {} times with \
             replacement (seed {}), and the middle {0:.0}% of the values lie there. Where the \
             intervals of two detectors overlap widely, these frames do not tell which is better.",
            intervals.confidence * 100.,
            intervals.resamples,
            intervals.seed
        ),
        None => "There are no intervals: <code>--bootstrap 1000</code> adds them.".to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use voxelnet_metrics::PointLevel;

    use super::*;

    #[test]
    fn overlaps_are_named_class_by_class() {
        let mut classes = EvaluatedClass::official();
        let strict = |classes: &[EvaluatedClass]| overlaps(classes, |class| class.min_overlap);
        assert_eq!(strict(&classes), "0.7 for car, 0.5 for pedestrian and 0.5 for cyclist");
        classes.truncate(1);
        classes[0].name = "<Car>".into();
        assert_eq!(strict(&classes), "0.7 for &lt;car&gt;");
    }

    #[test]
    fn levels_by_points_are_told_as_they_are_configured() {
        let level = |min_points| PointLevel { min_points, max_distance_m: 40. };
        let text = levels(&Levels::Points([level(30), level(10), level(3)]));
        assert!(text.contains("<em>moderate</em> with 10 or more points within 40 m"), "{text}");
    }
}
