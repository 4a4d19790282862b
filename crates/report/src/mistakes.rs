//! The mistakes in a frame, and their cost.

use voxelnet_metrics::{
    DetectionVerdict, EvaluatedDetection, EvaluatedFrame, EvaluatedObject, ObjectVerdict,
};

use crate::overview::Overview;

/// A missed object with fewer points is nobody's fault.
pub(crate) const MIN_POINTS: usize = 10;

/// The mistakes in a frame with the detections from the best scores on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mistakes<'a> {
    pub(crate) frame: &'a EvaluatedFrame,
    /// Places of objects that were missed and should not have been.
    pub(crate) missed: Vec<usize>,
    /// Places of false positives, the highest score first.
    pub(crate) false_positives: Vec<usize>,
    /// Missed objects with hardly any points or outside the grid, which cost nothing.
    pub(crate) num_excused: usize,
    /// A missed object costs 1, a false positive where its score lies between the ends of the scale.
    pub(crate) cost: f64,
}

impl<'a> Mistakes<'a> {
    pub(crate) fn of(frame: &'a EvaluatedFrame, overview: &Overview) -> Self {
        let (mut missed, mut num_excused) = (Vec::new(), 0);
        for (place, object) in frame.objects.iter().enumerate() {
            if is_missed(object, overview) {
                if object.num_points >= MIN_POINTS && object.is_in_grid {
                    missed.push(place);
                } else {
                    num_excused += 1;
                }
            }
        }
        let places = 0..frame.detections.len();
        let mut false_positives: Vec<usize> = places
            .filter(|&place| {
                let found = &frame.detections[place];
                found.verdict == DetectionVerdict::FalsePositive && is_kept(found, overview)
            })
            .collect();
        let score = |place: usize| frame.detections[place].score;
        false_positives.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
        let weights = false_positives.iter().map(|&place| overview.scale.position(score(place)));
        let cost = missed.len() as f64 + weights.sum::<f64>();
        Self { frame, missed, false_positives, num_excused, cost }
    }

    /// The frames whose mistakes cost most, at most `num_worst`, the worst first and equal ones by name;
    /// frames without mistakes are none of them.
    pub(crate) fn worst(
        frames: &'a [EvaluatedFrame],
        overview: &Overview,
        num_worst: usize,
    ) -> Vec<Self> {
        let of_all = frames.iter().map(|frame| Self::of(frame, overview));
        let mut worst: Vec<Self> =
            of_all.filter(|of| !of.missed.is_empty() || !of.false_positives.is_empty()).collect();
        worst.sort_by(|a, b| {
            b.cost.total_cmp(&a.cost).then_with(|| a.frame.name.cmp(&b.frame.name))
        });
        worst.truncate(num_worst);
        worst
    }
}

/// Whether a detection is among those that are kept.
pub(crate) fn is_kept(found: &EvaluatedDetection, overview: &Overview) -> bool {
    overview.kept_from(&found.class).is_some_and(|least| found.score >= least)
}

/// Whether an object should have been found, and no kept detection does.
fn is_missed(object: &EvaluatedObject, overview: &Overview) -> bool {
    let least = overview.kept_from(&object.class);
    least.is_some_and(|least| object.verdict.kept_from(least) == ObjectVerdict::Missed)
}

#[cfg(test)]
mod tests {
    use voxelnet_metrics::{ClassScores, OperatingPoint};

    use super::*;
    use crate::overview::ClassOverview;
    use crate::test_frames::{UNIT_SCALE, detection, frame, object};

    fn overview() -> Overview {
        let best = Some(OperatingPoint { score: 0.5, precision: 1., recall: 1., num_false: 0 });
        let car = ClassOverview { name: "car".into(), scores: ClassScores::default(), best };
        Overview { classes: vec![car], scale: UNIT_SCALE }
    }

    #[test]
    fn only_what_should_have_been_found_is_missed() {
        let verdicts = [
            ObjectVerdict::Missed,
            ObjectVerdict::Found { score: 0.4 },
            ObjectVerdict::Found { score: 0.6 },
            ObjectVerdict::Ignored,
        ];
        let mut objects = verdicts.map(object).to_vec();
        objects.extend([object(ObjectVerdict::Missed), object(ObjectVerdict::Missed)]);
        objects[4].num_points = MIN_POINTS - 1;
        objects[5].is_in_grid = false;
        let mut other_class = object(ObjectVerdict::Missed);
        other_class.class = "cyclist".into();
        objects.push(other_class);
        let frame = frame("000000", objects, vec![]);
        let mistakes = Mistakes::of(&frame, &overview());
        assert_eq!((mistakes.missed, mistakes.num_excused, mistakes.cost), (vec![0, 1], 2, 2.));
    }

    #[test]
    fn false_positives_cost_their_score_from_the_best_one_on() {
        use DetectionVerdict::{FalsePositive, Ignored, TruePositive};
        let found = [
            (0.75, FalsePositive),
            (0.49, FalsePositive),
            (0.9, TruePositive),
            (0.9, Ignored),
            (0.5, FalsePositive),
        ];
        let frame = frame("000000", vec![], found.map(|(score, of)| detection(score, of)).to_vec());
        let mistakes = Mistakes::of(&frame, &overview());
        assert_eq!((mistakes.false_positives, mistakes.cost), (vec![0, 4], 1.25));
    }

    #[test]
    fn the_worst_come_first_equal_ones_by_name_and_perfect_ones_not_at_all() {
        let missing = |name: &str, count: usize| {
            frame(name, vec![object(ObjectVerdict::Missed); count], vec![])
        };
        let frames =
            [missing("3", 1), missing("1", 0), missing("2", 1), missing("4", 3), missing("5", 1)];
        let worst = Mistakes::worst(&frames, &overview(), 3);
        let names: Vec<&str> = worst.iter().map(|of| of.frame.name.as_str()).collect();
        assert_eq!(names, ["4", "2", "3"]);
    }
}
