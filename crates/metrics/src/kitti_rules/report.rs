//! The report of an evaluation.

use serde::Serialize;

use super::average::{AveragePrecision, PlainPrecision, PrecisionRecall};
use super::bootstrap::Intervals;
use super::difficulty::Levels;
use super::measure::{Named, Table};
use crate::box_errors::BandErrors;
use crate::class_reliability::ClassReliability;

/// The official average precision of a set of frames, and what goes beyond it.
///
/// Serialises as `{"frames": N, "classes": {"car": {"bbox"|"aos"|"bev"|"3d": {"easy"|"moderate"|"hard":
/// {"R11": x, "R40": x, "n_gt": n}}}}, "loose": {same shape as classes}, ..}`, the fields after these in
/// the order and under the names below. Without levels the only one is `"all"`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// The number of frames.
    pub frames: usize,
    /// At the official minimum overlaps.
    pub classes: Table<AveragePrecision>,
    /// At the lower minimum overlaps in bird's-eye view and 3D that many papers add.
    pub loose: Table<AveragePrecision>,
    /// At other minimum overlaps that were asked for, by the name of the set.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub overlaps: Named<Table<AveragePrecision>>,
    /// At the official minimum overlaps, of the objects at some distances: `0-30`, `30-50`, `50+`.
    pub distance: Named<Table<AveragePrecision>>,
    /// The same of the objects with so many points: `1-20`, `21-100`, `101-500`, `501+`, when that was
    /// asked for.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub points: Named<Table<AveragePrecision>>,
    /// Measures that few objects do not cap; not official.
    pub plain: PlainTables,
    /// Precision and recall at the official minimum overlaps.
    pub precision_recall: Table<PrecisionRecall>,
    /// Confidence intervals, when they were asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub intervals: Option<Intervals>,
    /// Each class at its threshold, in 3D at the official minimum overlaps and the hard level; shares from 0 to 1.
    pub reliability: Named<ClassReliability>,
    /// The errors of the boxes of found objects by class and range, metres; classes and ranges with fewer than three
    /// of them are left out. Detections count from a score of 0.3 on.
    pub box_errors: Named<Named<BandErrors>>,
    /// The rule of the levels: `pixels`, `points` or `none`.
    #[serde(rename = "difficulty")]
    pub levels: Levels,
    /// The classes of which there is a labelled object or a detection, in lower case: those that tables
    /// for people show.
    #[serde(skip)]
    pub present: Vec<String>,
}

/// Measures that few objects do not cap, at each set of minimum overlaps.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PlainTables {
    /// At the official minimum overlaps.
    pub classes: Table<PlainPrecision>,
    /// At the loose minimum overlaps.
    pub loose: Table<PlainPrecision>,
    /// At others that were asked for.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub overlaps: Named<Table<PlainPrecision>>,
    /// At the official minimum overlaps, of the objects at some distances.
    pub distance: Named<Table<PlainPrecision>>,
    /// The same of the objects with so many points.
    #[serde(skip_serializing_if = "Named::is_empty")]
    pub points: Named<Table<PlainPrecision>>,
}

impl Serialize for Levels {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.rule_name())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::evaluator::Evaluator;
    use super::super::test_rows::{detection, truth};

    #[test]
    fn the_json_has_the_documented_shape_and_null_where_nothing_was_evaluated() {
        let mut evaluator = Evaluator::official();
        evaluator
            .add_frame(&[truth("Car", 0.), truth("Cyclist", 1.)], &[detection("Car", 0., 0.5)]);
        let text = serde_json::to_string(&evaluator.finish()).unwrap();
        let car = r#"{"R11":9.090909090909092,"R40":0.0,"n_gt":1}"#;
        let car = format!(r#"{{"easy":{car},"moderate":{car},"hard":{car}}}"#);
        let car = format!(r#""car":{{"bbox":{car},"aos":{car},"bev":{car},"3d":{car}}}"#);
        assert!(
            text.starts_with(&format!(r#"{{"frames":1,"classes":{{{car},"pedestrian":"#)),
            "{text}"
        );
        for expected in [
            format!(r#""loose":{{{car},"pedestrian":"#),
            format!(r#""distance":{{"0-30":{{{car},"pedestrian":"#),
            r#""cyclist":{"bbox":{"easy":{"R11":null,"R40":null,"n_gt":1}"#.to_owned(),
            r#""plain":{"classes":{"car":{"bbox":{"easy":{"AP":100.0,"recall":100.0}"#.to_owned(),
            r#""precision_recall":{"car":{"bbox":{"easy":{"score":[0.5],"recall":[1.0],"precision":[1.0]}"#
                .to_owned(),
            r#""reliability":{"car":{"min_score":null,"objects":1,"found":1,"recall":1.0,"false":0,"#
                .to_owned(),
            r#""box_errors":{},"difficulty":"pixels"}"#.to_owned(),
        ] {
            assert!(text.contains(&expected), "{expected} in {text}");
        }
    }
}
