//! Explanations of the numbers.

use maud::{Markup, html};
use voxelnet_metrics::{Difficulty, EvaluatedClass, Levels, Measure, Report};
use voxelnet_scene::class_spelling;

/// A measure as a reader knows it.
pub(super) fn measure_name(measure: Measure) -> &'static str {
    match measure {
        Measure::Bbox => "2D",
        Measure::Aos => "orientation",
        Measure::Bev => "bird's-eye",
        Measure::Volume => "3D",
    }
}

/// The least overlaps of a match, such as `0.7 for car and 0.5 for pedestrian`.
pub(super) fn overlaps(classes: &[EvaluatedClass], overlap: fn(&EvaluatedClass) -> f64) -> String {
    let each = classes
        .iter()
        .map(|class| format!("{} for {}", overlap(class), class_spelling(&class.name)));
    let each: Vec<String> = each.collect();
    match &each[..] {
        [] => String::new(),
        [only] => only.clone(),
        [first @ .., last] => format!("{} and {last}", first.join(", ")),
    }
}

/// The rules that make an object easy, moderate or hard.
pub(super) fn levels(levels: &Levels) -> Markup {
    let [easy, moderate, hard] =
        Difficulty::ALL.map(|difficulty| html! { em { (difficulty.name()) } });
    match levels {
        Levels::Pixels => html! {
            "An object is " (easy) " when it is higher than 40 pixels in the image, fully visible and at most 15% \
             outside; " (moderate) " when higher than 25 pixels, at most partly hidden and at most 30% outside; "
            (hard) " when higher than 25 pixels, at most largely hidden and at most 50% outside. Each level holds \
             the ones before it."
        },
        Levels::None => html! {
            "There are no levels of difficulty: every labelled object of a class has to be found, and every \
             detection is right or false."
        },
        Levels::Points(levels) => {
            let [of_easy, of_moderate, of_hard] = levels.map(|level| {
                format!(
                    " with {} or more points within {} m",
                    level.min_points, level.max_distance_m
                )
            });
            html! {
                "An object is " (easy) (of_easy) ", " (moderate) (of_moderate) " and " (hard) (of_hard) "."
            }
        }
    }
}

/// The objects of the level that tables show where there is room for one.
pub(super) fn shown_objects(levels: &Levels) -> &'static str {
    if *levels == Levels::None { "Objects" } else { "Moderate objects" }
}

/// The method of the intervals, or the way to get them.
pub(super) fn intervals(report: &Report) -> Markup {
    let Some(intervals) = &report.intervals else {
        return html! { "There are no intervals: " code { "--bootstrap 1000" } " adds them." };
    };
    let percent = format!("{:.0}%", intervals.confidence * 100.);
    html! {
        "The small numbers below are " (percent) " intervals: the frames were resampled " (intervals.resamples)
        " times with replacement (seed " (intervals.seed) "), and the middle " (percent) " of the values lie there. \
        Where the intervals of two detectors overlap widely, these frames do not tell which is better."
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
        assert_eq!(strict(&classes), "0.7 for <car>");
    }

    #[test]
    fn levels_by_points_are_told_as_they_are_configured() {
        let level = |min_points| PointLevel { min_points, max_distance_m: 40. };
        let text = levels(&Levels::Points([level(30), level(10), level(3)])).into_string();
        assert!(text.contains("<em>moderate</em> with 10 or more points within 40 m"), "{text}");
    }
}
