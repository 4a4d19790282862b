//! What an evaluation found.

use serde::Serialize;

use super::class::PerClass;
use super::difficulty::PerDifficulty;

/// The official average precision of a set of frames.
///
/// Serialises as `{"frames": N, "classes": {"car": {"bbox"|"aos"|"bev"|"3d": {"easy"|"moderate"|"hard":
/// {"R11": x, "R40": x, "n_gt": n}}}}, "loose": {same shape as classes}}`.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Report {
    /// How many frames were evaluated.
    pub frames: usize,
    /// At the official minimum overlaps.
    pub classes: ClassTable,
    /// At the lower minimum overlaps in bird's-eye view and 3D that many papers add.
    pub loose: ClassTable,
}

/// Average precision per class, metric and difficulty.
pub type ClassTable = PerClass<PerMetric<PerDifficulty<AveragePrecision>>>;

/// One value per metric.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PerMetric<T> {
    /// Of 2D boxes in the image.
    pub bbox: T,
    /// Of 2D boxes, each weighted by how well its observation angle fits.
    pub aos: T,
    /// Of boxes seen from above.
    pub bev: T,
    /// Of 3D boxes.
    #[serde(rename = "3d")]
    pub volume: T,
}

impl<T> PerMetric<T> {
    /// The values with the names reports give their metrics.
    pub fn named(&self) -> [(&'static str, &T); 4] {
        [("bbox", &self.bbox), ("aos", &self.aos), ("bev", &self.bev), ("3d", &self.volume)]
    }
}

/// The average precision of one class in one metric at one difficulty.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct AveragePrecision {
    /// Percent, over 11 recalls, official until October 2019; `None` when not evaluated.
    #[serde(rename = "R11")]
    pub r11: Option<f64>,
    /// Percent, over 40 recalls, official since; `None` when not evaluated.
    #[serde(rename = "R40")]
    pub r40: Option<f64>,
    /// How many objects had to be found.
    pub n_gt: usize,
    /// The curve behind both, 0 to 1 at recalls 0, 1/40, .., 1; empty when not evaluated.
    #[serde(skip)]
    pub curve: Vec<f64>,
}

impl AveragePrecision {
    /// The (R11, R40) percent that finding every object without a mistake earns.
    ///
    /// It is below 100 with 40 objects or fewer: the official program then has fewer thresholds than
    /// its curve has entries (official KITTI rules, 7).
    pub fn best_possible(&self) -> (f64, f64) {
        let num_thresholds = self.n_gt.min(41);
        let num_r11 = num_thresholds.div_ceil(4);
        let num_r40 = num_thresholds.saturating_sub(1);
        (100. / 11. * num_r11 as f64, 100. / 40. * num_r40 as f64)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::test_rows::{detection, truth};
    use super::super::{Evaluator, OverlapLimits};

    #[test]
    fn the_json_has_the_documented_shape_and_null_where_nothing_was_evaluated() {
        let mut evaluator = Evaluator::new(OverlapLimits::default());
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
        assert!(text.contains(&format!(r#""loose":{{{car},"pedestrian":"#)), "{text}");
        assert!(
            text.contains(r#""cyclist":{"bbox":{"easy":{"R11":null,"R40":null,"n_gt":1}"#),
            "{text}"
        );
    }
}
