//! The rows of the table.

use std::ops::Range;

use voxelnet_metrics::{
    BoxErrors, BoxQuantity, Criterion, Difficulty, EvaluatedFrames, MeanSpread, Measure, Rules,
};

use crate::quantity::{BoxError, Quantity, mean_recall};

/// The overlap seen from above from which on a detection is not false.
const FOUND_IOU: f64 = 0.25;

/// Ranges of average precision, metres.
const AP_RANGES_M: [(&str, Range<f64>); 3] =
    [("0-30 m", 0.0..30.), ("30-50 m", 30.0..50.), ("50+ m", 50.0..f64::INFINITY)];
/// The number of ranges, from the nearest, whose errors of boxes are shown; farther away too few objects are found.
const NUM_BOX_RANGES: usize = 2;

/// A row: a quantity and how it is shown.
pub struct Row {
    pub name: String,
    pub quantity: Quantity,
    pub decimals: usize,
    /// The side on which values are better, if either is.
    pub better: Option<Better>,
}

/// The side on which values are better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Better {
    Higher,
    Lower,
}

/// All rows; those at the recall of the results before the change where there are some. Those of classes that the
/// rules lack are left out.
pub fn rows(rules: &Rules, before: &[EvaluatedFrames]) -> Vec<Row> {
    let mut rows = precision(rules);
    rows.extend(false_detections(rules, before));
    rows.extend(box_errors());
    rows
}

fn precision(rules: &Rules) -> Vec<Row> {
    let moderate = |class: &str, measure, min_overlap| {
        Criterion::of(rules, class, measure, Difficulty::Moderate, min_overlap)
    };
    let row =
        |name: String, quantity| Row { name, quantity, decimals: 2, better: Some(Better::Higher) };
    let mut rows = Vec::new();
    for (name, measure) in [("3D", Measure::Volume), ("BEV", Measure::Bev)] {
        let official = moderate("car", measure, 0.7).map(Quantity::R40);
        rows.extend(official.map(|quantity| row(format!("car {name} moderate R40"), quantity)));
    }
    for (name, range_m) in AP_RANGES_M {
        let of_range = moderate("car", Measure::Volume, 0.7).map(|cars| cars.at(range_m));
        let plain = of_range.map(Quantity::PlainAp);
        rows.extend(plain.map(|quantity| row(format!("car 3D plain AP, {name}"), quantity)));
    }
    for class in ["pedestrian", "cyclist"] {
        for min_overlap in [0.25, 0.5] {
            let plain = moderate(class, Measure::Volume, min_overlap).map(Quantity::PlainAp);
            let name = format!("{class} 3D plain AP at {min_overlap}");
            rows.extend(plain.map(|quantity| row(name, quantity)));
        }
    }
    rows
}

fn false_detections(rules: &Rules, before: &[EvaluatedFrames]) -> Vec<Row> {
    let found =
        |class: &&str| Criterion::of(rules, class, Measure::Bev, Difficulty::Hard, FOUND_IOU);
    let asked: [(&[&str], &[f64]); 4] = [
        (&["car"], &[0.8]),
        (&["pedestrian"], &[0.5, 0.7]),
        (&["cyclist"], &[0.5, 0.7]),
        (&["pedestrian", "cyclist"], &[0.5, 0.7]),
    ];
    let mut rows = Vec::new();
    for (classes, recalls) in asked {
        let criteria: Vec<Criterion> = classes.iter().filter_map(found).collect();
        let name = classes.join("+");
        let row = |recall: f64, mark: &str| Row {
            name: format!("{name} false/scan, recall {recall:.2}{mark}"),
            quantity: Quantity::FalsePerFrame { criteria: criteria.clone(), recall },
            decimals: 3,
            better: Some(Better::Lower),
        };
        rows.extend(recalls.iter().map(|&recall| row(recall, "")));
        rows.extend(mean_recall(&criteria, before).map(|recall| row(recall, " *")));
    }
    rows
}

fn box_errors() -> Vec<Row> {
    let mean: (&str, fn(MeanSpread) -> f64) = ("mean", |of| of.mean);
    let spread: (&str, fn(MeanSpread) -> f64) = ("spread", |of| of.spread);
    let car = [
        ("length", BoxQuantity::Length, mean, None),
        ("ray", BoxQuantity::Ray, mean, None),
        ("yaw", BoxQuantity::Yaw, spread, Some(Better::Lower)),
        ("reversed", BoxQuantity::Reversed, ("share", mean.1), Some(Better::Lower)),
    ];
    let pedestrian =
        [("length", BoxQuantity::Length, mean, None), ("width", BoxQuantity::Width, mean, None)];
    let mut rows = Vec::new();
    for (class, errors) in [("car", &car[..]), ("pedestrian", &pedestrian)] {
        for (range, range_m) in BoxErrors::RANGES_M.into_iter().take(NUM_BOX_RANGES) {
            for &(name, quantity, (statistic_name, statistic), better) in errors {
                let range_m = range_m.clone();
                rows.push(Row {
                    name: format!("{class} {name}, {statistic_name}, {range} m"),
                    quantity: Quantity::BoxError(BoxError { class, range_m, quantity, statistic }),
                    decimals: 3,
                    better,
                });
            }
        }
    }
    rows
}
