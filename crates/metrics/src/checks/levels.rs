//! Objects and detections that count at no level of the benchmark.

use super::impossible::is_missing;
use super::row_source::RowSource;
use crate::kitti_rules::difficulty::Difficulty;
use crate::kitti_rules::rules::Rules;
use crate::warning::ScoreWarning;

/// With a smaller share of them, hardly any count.
const LEAST_SHARE: f64 = 0.1;

/// Warns when hardly any labelled object of an evaluated class has to be found; those without a 2D box are told
/// elsewhere.
pub(super) fn few_objects(labels: &RowSource, rules: &Rules) -> Option<ScoreWarning> {
    let is_member = |kind: &str| rules.class_of(kind).is_some();
    let members = labels.rows().filter(|row| is_member(&row.kind));
    let objects: Vec<_> = members.filter(|row| !is_missing(&row.rect)).collect();
    let num_counted = objects.iter().filter(|row| rules.has_to_be_found(row)).count();
    let min_height = Difficulty::Hard.min_height_px();
    let is_low = |height: f64| height <= min_height;
    let heights = objects.iter().map(|row| row.rect.bottom - row.rect.top);
    hardly_any(num_counted, objects.len()).then(|| ScoreWarning::FewObjectsCount {
        folder: labels.folder.to_owned(),
        num_objects: objects.len(),
        num_counted,
        num_low: heights.filter(|&height| is_low(height)).count(),
    })
}

/// Warns when nearly all detections of evaluated classes are too low to be right or false.
pub(super) fn few_detections(results: &RowSource, rules: &Rules) -> Option<ScoreWarning> {
    let members = results.rows().filter(|row| rules.class_of(&row.kind).is_some());
    let detections: Vec<_> = members.filter(|row| !is_missing(&row.rect)).collect();
    let num_low = detections.iter().filter(|row| rules.is_too_low(row)).count();
    let num_detections = detections.len();
    hardly_any(num_detections - num_low, num_detections).then(|| ScoreWarning::FewDetectionsCount {
        folder: results.folder.to_owned(),
        num_detections,
        num_low,
    })
}

fn hardly_any(number: usize, of: usize) -> bool {
    (number as f64) < LEAST_SHARE * of as f64
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{labels, results, rows_of_frame};
    use super::*;

    const CAR: &str = "Car 0 0 0 500 100 700 300 1.5 1.6 4.0 0 1.65 20 0\n";

    fn told(warning: Option<ScoreWarning>) -> String {
        warning.map(|warning| warning.to_string()).unwrap_or_default()
    }

    #[test]
    fn labels_of_which_hardly_any_count_are_told_with_the_reasons() {
        let low = CAR.replace("300", "120").repeat(12);
        let hidden = CAR.replace("0 0 0", "0 3 0").repeat(8);
        let told =
            |text: &str| told(few_objects(&labels(&rows_of_frame(text, "")), &Rules::default()));
        let expected = "label_2: 1 of 21 objects counts at KITTI's levels, 12 are not higher than 25 pixels in the \
                        image and 8 too hidden or cut off; --no-difficulty counts all";
        assert_eq!(told(&format!("{CAR}{low}{hidden}")), expected);
        for enough in ["".to_owned(), format!("{}{low}", CAR.repeat(2)), low.replace("Car", "Van")]
        {
            assert_eq!(told(&enough), "");
        }
    }

    #[test]
    fn detections_of_which_nearly_all_are_too_low_are_told() {
        let row = CAR.replace('\n', " 0.9\n");
        let low = row.replace("300", "120").repeat(10);
        let told = |text: &str| {
            told(few_detections(&results(&rows_of_frame("", text)), &Rules::default()))
        };
        assert!(told(&low).starts_with("results: 10 of 10 detections are lower than 25 pixels"));
        assert_eq!(told(&format!("{}{low}", row.repeat(2))), "");
    }
}
