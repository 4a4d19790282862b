//! Thresholds and maps, fitted to judged scores.

use serde::Serialize;
use voxelnet_config::{DetectionConfig, MinScore, ScoreCalibration, ScoreMap};
use voxelnet_detection::ScoreRule;
use voxelnet_metrics::{
    CalibrationError, ClassOperation, ClassScores, ThresholdRule, fit_score_map,
};
use voxelnet_scene::class_spelling;

use super::judged::{JudgedClass, JudgedScores};

/// The fit of every class.
#[derive(Serialize)]
pub struct Fit {
    pub frames: usize,
    pub classes: Vec<ClassFit>,
}

/// The fit of a class, before and after.
#[derive(Serialize)]
pub struct ClassFit {
    #[serde(skip)]
    pub name: String,
    pub class: String,
    pub before: Operation,
    pub after: Operation,
    /// None where scores stay as they are.
    pub map: Option<ScoreMap>,
    /// The reasons why something stays as it was.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// Shares of detections that are right at some scores that are shown.
    pub right_at: Vec<RightAt>,
}

/// The objects found and the false detections of a class at its threshold, on the frames of the fit.
#[derive(Serialize)]
pub struct Operation {
    /// On the scale that is shown.
    pub min_score: f64,
    /// The same of the network.
    pub raw_min_score: f64,
    pub objects: usize,
    pub found: usize,
    pub recall: Option<f64>,
    #[serde(rename = "false")]
    pub num_false: usize,
    pub false_per_scan: Option<f64>,
    pub precision: Option<f64>,
    pub d_ece: Option<f64>,
    /// The same of scores that say how many are right, by chance.
    pub d_ece_by_chance: Option<f64>,
}

/// The shares of the detections around a score that are right.
#[derive(Serialize)]
pub struct RightAt {
    pub score: f64,
    pub before: Option<f64>,
    pub after: Option<f64>,
}

/// Scores at which it is told how many detections are right.
const TOLD_SCORES: [f64; 4] = [0.3, 0.5, 0.7, 0.9];

impl Fit {
    /// Fits all classes. `before` is what the weights had.
    pub fn of(
        judged: &JudgedScores,
        before: &DetectionConfig,
        rule: ThresholdRule,
        maps: bool,
    ) -> Self {
        let num_frames = judged.num_frames;
        let fit = |class: &JudgedClass| ClassFit::of(class, before, rule, maps, num_frames);
        Self { frames: num_frames, classes: judged.classes.iter().map(fit).collect() }
    }

    /// Puts thresholds and maps into a configuration in place of those that it had.
    pub fn put_into(&self, config: &mut DetectionConfig) {
        let threshold = |class: &ClassFit| (class.name.clone(), class.after.min_score);
        config.min_score = MinScore::PerClass(self.classes.iter().map(threshold).collect());
        let map = |class: &ClassFit| Some((class.name.clone(), class.map.clone()?));
        let maps = self.classes.iter().filter_map(map).collect();
        config.calibration = ScoreCalibration { enabled: true, maps };
    }
}

impl ClassFit {
    fn of(
        class: &JudgedClass,
        before: &DetectionConfig,
        rule: ThresholdRule,
        maps: bool,
        num_frames: usize,
    ) -> Self {
        let JudgedClass { name, scores } = class;
        let mut notes = Vec::new();
        let raw_before = ScoreRule::new(before, name).least_raw();
        let map_before = before.calibration.map_of(name);
        let chosen = rule.choose(scores, num_frames).map(|point| point.score);
        if chosen.is_none() {
            notes.push(no_threshold(scores, rule));
        }
        let fitted = maps.then(|| fit_score_map(scores)).flatten();
        if maps && fitted.is_none() {
            notes.push(format!(
                "its scores stay as they are: {} detections, {} of them right, are too few to tell",
                scores.true_positives.len() + scores.false_positives.len(),
                scores.true_positives.len()
            ));
        }
        let is_fitted = fitted.is_some();
        // Without a map of its own a class keeps the one that it has.
        let map = fitted.or_else(|| map_before.cloned());
        let operation = |raw: f64, map: Option<&ScoreMap>, min_score: Option<f64>| {
            let shown = |raw: f64| map.map_or(raw, |map| map.apply(raw));
            let min_score = min_score.unwrap_or_else(|| below(shown(raw)));
            Operation::at(scores, raw, min_score, shown, num_frames)
        };
        let kept = before.min_score.of(name);
        let stays = chosen.is_none() && !is_fitted;
        Self {
            class: class_spelling(name),
            before: operation(raw_before, map_before, Some(kept)),
            after: operation(chosen.unwrap_or(raw_before), map.as_ref(), stays.then_some(kept)),
            right_at: TOLD_SCORES
                .iter()
                .map(|&score| RightAt::of(scores, score, map_before, map.as_ref()))
                .collect(),
            name: name.clone(),
            map,
            notes,
        }
    }
}

/// The sentence about a class for which no threshold was found.
fn no_threshold(scores: &ClassScores, rule: ThresholdRule) -> String {
    let reason = match rule {
        _ if scores.num_objects == 0 => "no labelled object of it has to be found".to_owned(),
        _ if scores.true_positives.is_empty() => "none of its objects is found".to_owned(),
        ThresholdRule::BestF1 => "no score is better than another".to_owned(),
        ThresholdRule::Precision(share) => format!("at no score a share of {share} is right"),
        ThresholdRule::FalsePerFrame(number) => {
            format!(
                "at every score that finds something there are more than {number} false ones in a scan"
            )
        }
    };
    format!("its threshold stays as it was: {reason}")
}

impl Operation {
    /// At a threshold of the network, which is `min_score` on the scale that `shown` makes of its scores.
    fn at(
        scores: &ClassScores,
        raw: f64,
        min_score: f64,
        shown: impl Fn(f64) -> f64,
        num_frames: usize,
    ) -> Self {
        let operation = ClassOperation::at(scores, raw, num_frames);
        let error = CalibrationError::of(&scores.mapped(&shown), shown(raw));
        Self {
            min_score,
            raw_min_score: raw,
            objects: operation.num_objects,
            found: operation.num_found,
            recall: operation.recall(),
            num_false: operation.num_false,
            false_per_scan: operation.false_per_frame(),
            precision: operation.precision(),
            d_ece: error.as_ref().map(|error| error.d_ece),
            d_ece_by_chance: error.map(|error| error.by_chance),
        }
    }
}

impl RightAt {
    fn of(
        scores: &ClassScores,
        score: f64,
        before: Option<&ScoreMap>,
        after: Option<&ScoreMap>,
    ) -> Self {
        let share = |map: Option<&ScoreMap>| {
            let shown = scores.mapped(|raw| map.map_or(raw, |map| map.apply(raw)));
            share_right_around(&shown, score)
        };
        Self { score, before: share(before), after: share(after) }
    }
}

/// Half of the width in which detections count as being at a score.
const AROUND: f64 = 0.05;
/// Fewer detections around a score say nothing.
const MIN_AROUND: usize = 10;

fn share_right_around(scores: &ClassScores, score: f64) -> Option<f64> {
    let is_near = |other: &&f64| (*other - score).abs() <= AROUND;
    let num_right = scores.true_positives.iter().filter(is_near).count();
    let count = num_right + scores.false_positives.iter().filter(is_near).count();
    (count >= MIN_AROUND).then(|| num_right as f64 / count as f64)
}

/// With six decimals, and never above the detection that it is taken from.
fn below(score: f64) -> f64 {
    (score * 1e6).floor() / 1e6
}
