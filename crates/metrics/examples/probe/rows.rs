//! The rows of the table.

use std::ops::Range;

use voxelnet_metrics::{
    BoxQuantity, Criterion, Difficulty, EvaluatedFrames, MeanSpread, Measure, Rules,
};

use crate::quantity::{BoxError, Quantity, mean_recall};

/// The overlap seen from above from which on a detection is not false.
const FOUND_IOU: f64 = 0.25;

/// Ranges of average precision, and of errors of boxes, metres.
const AP_RANGES_M: [(&str, Range<f64>); 3] =
    [("0-30 m", 0.0..30.), ("30-50 m", 30.0..50.), ("50+ m", 50.0..f64::INFINITY)];
const BOX_RANGES_M: [(&str, Range<f64>); 2] = [("0-20 m", 0.0..20.), ("20-40 m", 20.0..40.)];

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

/// All rows; those at the recall of the results before the change where there are some.
pub fn rows(rules: &Rules, before: &[EvaluatedFrames]) -> Vec<Row> {
    let place =
        |class: &str| rules.classes.iter().position(|of| of.name.eq_ignore_ascii_case(class));
    let classes = Classes {
        car: place("car").unwrap_or_else(|| unreachable!("the configuration has cars")),
        pedestrian: place("pedestrian").unwrap_or_else(|| unreachable!("and pedestrians")),
        cyclist: place("cyclist").unwrap_or_else(|| unreachable!("and cyclists")),
    };
    let mut rows = classes.precision();
    rows.extend(classes.false_detections(before));
    rows.extend(box_errors());
    rows
}

/// The places of the classes in the rules.
struct Classes {
    car: usize,
    pedestrian: usize,
    cyclist: usize,
}

impl Classes {
    fn precision(&self) -> Vec<Row> {
        let moderate = |class, measure, min_overlap| {
            Criterion::new(class, measure, Difficulty::Moderate, min_overlap)
        };
        let row = |name: &str, quantity| Row {
            name: name.to_owned(),
            quantity,
            decimals: 2,
            better: Some(Better::Higher),
        };
        let car = |measure| moderate(self.car, measure, 0.7);
        let mut rows = vec![
            row("car 3D moderate R40", Quantity::R40(car(Measure::Volume))),
            row("car BEV moderate R40", Quantity::R40(car(Measure::Bev))),
        ];
        for (name, range_m) in AP_RANGES_M {
            let quantity = Quantity::PlainAp(car(Measure::Volume).at(range_m));
            rows.push(row(&format!("car 3D plain AP, {name}"), quantity));
        }
        for (name, class) in [("pedestrian", self.pedestrian), ("cyclist", self.cyclist)] {
            for min_overlap in [0.25, 0.5] {
                let quantity = Quantity::PlainAp(moderate(class, Measure::Volume, min_overlap));
                rows.push(row(&format!("{name} 3D plain AP at {min_overlap}"), quantity));
            }
        }
        rows
    }

    fn false_detections(&self, before: &[EvaluatedFrames]) -> Vec<Row> {
        let found = |class| Criterion::new(class, Measure::Bev, Difficulty::Hard, FOUND_IOU);
        let [car, pedestrian, cyclist] = [self.car, self.pedestrian, self.cyclist].map(found);
        let together = vec![pedestrian, cyclist];
        let asked: [(&str, Vec<Criterion>, &[f64]); 4] = [
            ("car", vec![car], &[0.8]),
            ("pedestrian", vec![pedestrian], &[0.5, 0.7]),
            ("cyclist", vec![cyclist], &[0.5, 0.7]),
            ("pedestrian+cyclist", together, &[0.5, 0.7]),
        ];
        let mut rows = Vec::new();
        for (class, criteria, recalls) in asked {
            let row = |name: String, recall: f64| Row {
                name,
                quantity: Quantity::FalsePerFrame { criteria: criteria.clone(), recall },
                decimals: 3,
                better: Some(Better::Lower),
            };
            for &recall in recalls {
                rows.push(row(format!("{class} false/scan, recall {recall:.2}"), recall));
            }
            if let Some(recall) = mean_recall(&criteria, before) {
                rows.push(row(format!("{class} false/scan, recall {recall:.2} *"), recall));
            }
        }
        rows
    }
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
        for (range, range_m) in BOX_RANGES_M {
            for &(name, quantity, (statistic_name, statistic), better) in errors {
                let range_m = range_m.clone();
                rows.push(Row {
                    name: format!("{class} {name}, {statistic_name}, {range}"),
                    quantity: Quantity::BoxError(BoxError { class, range_m, quantity, statistic }),
                    decimals: 3,
                    better,
                });
            }
        }
    }
    rows
}
