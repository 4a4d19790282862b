//! Sizes in another order than the labels'.

use voxelnet_kitti::Label;
use voxelnet_scene::{BoxSize, class_spelling};
use voxelnet_statistics::median;

use super::row_source::RowSource;
use crate::kitti_rules::rules::Rules;
use crate::warning::ScoreWarning;

/// Medians differ when one is so many times the other.
const DIFFERENT: f64 = 1.4;
/// Medians are alike when none is more than so many times the other.
const ALIKE: f64 = 1.2;

/// The orders of three sizes but for their own.
const OTHER_ORDERS: [[usize; 3]; 5] = [[0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];

/// Warns of results whose median sizes differ from those of the labels of their class, but would be alike in
/// another order. Of several classes the one that differs most is shown.
pub(super) fn sizes_in_another_order(
    labels: &RowSource,
    results: &RowSource,
    rules: &Rules,
) -> Option<ScoreWarning> {
    let in_another_order = rules.classes.iter().filter_map(|class| {
        let medians = |source: &RowSource| {
            median_size(&source.rows().filter(|row| row.is_kind(&class.name)).collect::<Vec<_>>())
        };
        let (labels, results) = (medians(labels)?, medians(results)?);
        let factor = largest_factor(in_columns(labels), in_columns(results));
        is_reordered(labels, results).then_some((factor, class, labels, results))
    });
    let (_, class, labels, found) = in_another_order.max_by(|a, b| a.0.total_cmp(&b.0))?;
    Some(ScoreWarning::SizesInAnotherOrder {
        folder: results.folder.to_owned(),
        class: class_spelling(&class.name),
        results: found,
        labels,
    })
}

fn is_reordered(labels: BoxSize, results: BoxSize) -> bool {
    let (labels, results) = (in_columns(labels), in_columns(results));
    let is_alike = |order: &[usize; 3]| largest_factor(labels, order.map(|i| results[i])) <= ALIKE;
    largest_factor(labels, results) >= DIFFERENT && OTHER_ORDERS.iter().any(is_alike)
}

/// The medians of the sizes of rows that have some.
fn median_size(rows: &[&Label]) -> Option<BoxSize> {
    let sizes = rows.iter().map(|row| row.camera_box.size);
    let sizes: Vec<BoxSize> =
        sizes.filter(|size| in_columns(*size).iter().all(|metres| *metres > 0.)).collect();
    Some(BoxSize {
        height: median(sizes.iter().map(|size| size.height))?,
        width: median(sizes.iter().map(|size| size.width))?,
        length: median(sizes.iter().map(|size| size.length))?,
    })
}

/// The sizes in the order of KITTI's columns.
fn in_columns(size: BoxSize) -> [f64; 3] {
    [size.height, size.width, size.length]
}

/// The largest factor between two sizes.
fn largest_factor(a: [f64; 3], b: [f64; 3]) -> f64 {
    a.into_iter().zip(b).map(|(a, b)| (a / b).max(b / a)).fold(1., f64::max)
}

#[cfg(test)]
mod tests {
    use super::super::test_rows::{labels, results, rows_of_frame};
    use super::*;

    fn warning(truth: &str, found: &str) -> Option<String> {
        let row = |kind: &str, size: &str| format!("{kind} 0 0 0 5 1 70 90 {size} 0 1.65 20 0");
        let truths = [row("Car", truth), row("Pedestrian", "1.75 0.6 0.8")].join("\n");
        let frames = rows_of_frame(&truths, &format!("{} 0.9", row("Car", found)));
        let rules = Rules::default();
        sizes_in_another_order(&labels(&frames), &results(&frames), &rules).map(|of| of.to_string())
    }

    #[test]
    fn sizes_of_the_labels_in_another_order_are_recognised() {
        let found = warning("1.5 1.6 3.9", "3.9 1.6 1.5").unwrap_or_default();
        let expected =
            "results: the median car is 3.90 x 1.60 x 1.50 m, in the labels 1.50 x 1.60 x 3.90 m: ";
        assert!(found.starts_with(expected), "{found}");
        for other in ["1.7 4.1 1.5", "4.0 1.5 1.6", "1.6 3.9 1.5"] {
            assert!(warning("1.5 1.6 3.9", other).is_some(), "{other}");
        }
    }

    #[test]
    fn other_sizes_are_no_other_order() {
        for other in ["1.5 1.6 3.9", "1.6 1.5 4.2", "1.8 1.9 5.0", "1.5 1.6 2.0", "-1 -1 -1"] {
            assert_eq!(warning("1.5 1.6 3.9", other), None, "{other}");
        }
    }
}
