//! The classes that a report is about.

use voxelnet_metrics::{ClassScores, EvaluatedFrame, OperatingPoint, Report};

use crate::scores::ScoreScale;

/// All classes with results, and the scale of their scores.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Overview {
    pub(crate) classes: Vec<ClassOverview>,
    pub(crate) scale: ScoreScale,
}

/// A class of which something was detected.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct ClassOverview {
    pub(crate) name: String,
    pub(crate) scores: ClassScores,
    /// None when no detection finds an object.
    pub(crate) best: Option<OperatingPoint>,
}

impl Overview {
    pub(crate) fn new(report: &Report, frames: &[EvaluatedFrame]) -> Self {
        let detections = || frames.iter().flat_map(|frame| &frame.detections);
        let has_results = report.classes.iter().filter(|(name, of)| {
            let hard = of.volume.hard();
            // Without objects there is no average, but what was detected is false.
            hard.r40.is_some() || hard.n_gt == 0 && detections().any(|found| found.class == *name)
        });
        let classes = has_results.map(|(name, _)| {
            let scores = ClassScores::of(frames, name, 0);
            let best = scores.best_f1();
            ClassOverview { name: name.to_owned(), scores, best }
        });
        Self { classes: classes.collect(), scale: ScoreScale::of(frames) }
    }

    /// The score from which detections of a class are kept: that of the best F1, or any when nothing is
    /// found; none for a class without results.
    pub(crate) fn kept_from(&self, class: &str) -> Option<f64> {
        let class = self.classes.iter().find(|known| known.name == class)?;
        Some(class.kept_from())
    }
}

impl ClassOverview {
    pub(crate) fn kept_from(&self) -> f64 {
        self.best.map_or(f64::NEG_INFINITY, |best| best.score)
    }
}
