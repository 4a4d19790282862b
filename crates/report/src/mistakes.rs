//! What went wrong in a frame, and what that costs.

use voxelnet_dataset::{DetectionFate, JudgedDetection, JudgedFrame, JudgedObject, ObjectFate};

use crate::overview::Overview;

/// A missed object with fewer points is nobody's fault.
pub(crate) const MIN_POINTS: usize = 10;

/// What went wrong in a frame with the detections from the best scores on.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Mistakes<'a> {
    pub(crate) frame: &'a JudgedFrame,
    /// Places of objects that were missed and should not have been.
    pub(crate) missed: Vec<usize>,
    /// Places of false detections, the highest score first.
    pub(crate) wrong: Vec<usize>,
    /// Missed objects with hardly any points or outside the grid, which cost nothing.
    pub(crate) num_excused: usize,
    /// A missed object costs 1, a false detection where its score lies between the ends of the scale.
    pub(crate) cost: f64,
}

impl<'a> Mistakes<'a> {
    pub(crate) fn of(frame: &'a JudgedFrame, overview: &Overview) -> Self {
        let (mut missed, mut num_excused) = (Vec::new(), 0);
        for (place, object) in frame.objects.iter().enumerate() {
            if is_missed(object, overview) {
                if object.seen.num_points >= MIN_POINTS && object.is_in_grid {
                    missed.push(place);
                } else {
                    num_excused += 1;
                }
            }
        }
        let places = 0..frame.detections.len();
        let mut wrong: Vec<usize> = places
            .filter(|&place| {
                let found = &frame.detections[place];
                found.fate == DetectionFate::False && is_kept(found, overview)
            })
            .collect();
        let score = |place: usize| frame.detections[place].score;
        wrong.sort_by(|&a, &b| score(b).total_cmp(&score(a)));
        let weights = wrong.iter().map(|&place| overview.scale.position(score(place)));
        let cost = missed.len() as f64 + weights.sum::<f64>();
        Self { frame, missed, wrong, num_excused, cost }
    }

    /// The frames whose mistakes cost most, at most `num_worst`, the worst first and equal ones by name;
    /// frames without mistakes are none of them.
    pub(crate) fn worst(
        frames: &'a [JudgedFrame],
        overview: &Overview,
        num_worst: usize,
    ) -> Vec<Self> {
        let of_all = frames.iter().map(|frame| Self::of(frame, overview));
        let mut worst: Vec<Self> =
            of_all.filter(|of| !of.missed.is_empty() || !of.wrong.is_empty()).collect();
        worst.sort_by(|a, b| {
            b.cost.total_cmp(&a.cost).then_with(|| a.frame.frame.cmp(&b.frame.frame))
        });
        worst.truncate(num_worst);
        worst
    }
}

/// Whether a detection is among those that are kept.
pub(crate) fn is_kept(found: &JudgedDetection, overview: &Overview) -> bool {
    overview.kept_from(&found.seen.class).is_some_and(|least| found.score >= least)
}

/// Whether an object should have been found, and no kept detection does.
fn is_missed(object: &JudgedObject, overview: &Overview) -> bool {
    let Some(least) = overview.kept_from(&object.seen.class) else { return false };
    match object.fate {
        ObjectFate::Found { score } => score < least,
        ObjectFate::Missed => true,
        ObjectFate::NotAsked => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::best_f1::OperatingPoint;
    use crate::overview::ClassOverview;
    use crate::scores::ClassScores;
    use crate::test_frames::{UNIT_SCALE, detection, frame, object};

    fn overview() -> Overview {
        let best = Some(OperatingPoint { score: 0.5, precision: 1., recall: 1. });
        let car = ClassOverview { name: "car".into(), scores: ClassScores::default(), best };
        Overview { classes: vec![car], scale: UNIT_SCALE }
    }

    #[test]
    fn only_what_should_have_been_found_is_missed() {
        let fates = [
            ObjectFate::Missed,
            ObjectFate::Found { score: 0.4 },
            ObjectFate::Found { score: 0.6 },
            ObjectFate::NotAsked,
        ];
        let mut objects = fates.map(object).to_vec();
        objects.extend([object(ObjectFate::Missed), object(ObjectFate::Missed)]);
        objects[4].seen.num_points = MIN_POINTS - 1;
        objects[5].is_in_grid = false;
        let mut other_class = object(ObjectFate::Missed);
        other_class.seen.class = "cyclist".into();
        objects.push(other_class);
        let frame = frame("000000", objects, vec![]);
        let mistakes = Mistakes::of(&frame, &overview());
        assert_eq!((mistakes.missed, mistakes.num_excused, mistakes.cost), (vec![0, 1], 2, 2.));
    }

    #[test]
    fn false_detections_cost_their_score_from_the_best_one_on() {
        use DetectionFate::{False, NotCounted, Right};
        let found = [(0.75, False), (0.49, False), (0.9, Right), (0.9, NotCounted), (0.5, False)];
        let frame = frame("000000", vec![], found.map(|(score, of)| detection(score, of)).to_vec());
        let mistakes = Mistakes::of(&frame, &overview());
        assert_eq!((mistakes.wrong, mistakes.cost), (vec![0, 4], 1.25));
    }

    #[test]
    fn the_worst_come_first_equal_ones_by_name_and_perfect_ones_not_at_all() {
        let missing =
            |name: &str, count: usize| frame(name, vec![object(ObjectFate::Missed); count], vec![]);
        let frames =
            [missing("3", 1), missing("1", 0), missing("2", 1), missing("4", 3), missing("5", 1)];
        let worst = Mistakes::worst(&frames, &overview(), 3);
        let names: Vec<&str> = worst.iter().map(|of| of.frame.frame.as_str()).collect();
        assert_eq!(names, ["4", "2", "3"]);
    }
}
