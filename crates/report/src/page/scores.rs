//! Histograms of scores.

use voxelnet_metrics::{DetectionVerdict, OperatingPoint};

use super::Page;
use crate::chart::Histogram;
use crate::html::{counted, escaped, score_text};
use crate::overview::ClassOverview;
use crate::scores::{ScoreScale, histogram};

/// A false positive that overlaps an object by so much was meant for it.
const MISPLACED_IOU: f64 = 0.1;

impl Page<'_> {
    pub(super) fn scores(&self) -> String {
        let mut html = format!(
            "<p>Detections that find an object in 3D at the strict overlap, and false ones, by score. \
             From the highest score down each detection takes the object that it overlaps most and that none \
             before it took; what stands on an object that need not be found, or in a DontCare area, is \
             neither right nor false. A detector whose scores tell the two apart has its bars up on the right \
             and its bars down on the left.{}</p>\n<div class=\"charts\">\n",
            beyond_text(self.overview.scale)
        );
        for class in &self.overview.classes {
            html.push_str(&self.score_figure(class));
        }
        html.push_str("</div>\n");
        html
    }

    fn score_figure(&self, class: &ClassOverview) -> String {
        let scale = self.overview.scale;
        let chart = Histogram {
            title: &format!("{}: detections by score", class.name),
            scale,
            true_positives: histogram(&class.scores.true_positives, scale),
            false_positives: histogram(&class.scores.false_positives, scale),
            marked: class
                .best
                .map(|best| (best.score, format!("best F1 from {}", score_text(best.score)))),
        };
        let caption = match class.best {
            Some(best) => self.best_caption(class, best),
            None => format!(
                "None of {} finds one of {}.",
                counted(class.scores.false_positives.len(), "counted detection"),
                counted(class.scores.num_objects, "object")
            ),
        };
        format!(
            "<figure>{}<figcaption><b>{}</b>: {caption}</figcaption></figure>\n",
            chart.svg(),
            escaped(&class.name)
        )
    }

    fn best_caption(&self, class: &ClassOverview, best: OperatingPoint) -> String {
        let from = |scores: &[f64]| scores.iter().filter(|&&score| score >= best.score).count();
        let (num_true, num_false) =
            (from(&class.scores.true_positives), from(&class.scores.false_positives));
        let frames = self.evaluated.frames.frames();
        let misplaced = frames.iter().flat_map(|frame| &frame.detections).filter(|found| {
            found.class == class.name
                && found.verdict == DetectionVerdict::FalsePositive
                && found.score >= best.score
                && found.iou_3d >= MISPLACED_IOU
        });
        format!(
            "F1 is highest, {:.3}, with the {} from score {} on: {num_true} find an object and {num_false} are false \
             (precision {:.1}%), and of {} they find {:.1}% (recall). Of the false ones {} overlap an object of \
             their class by {MISPLACED_IOU} or more: badly placed, or found twice.",
            best.f1(),
            counted(num_true + num_false, "detection"),
            score_text(best.score),
            100. * best.precision,
            counted(class.scores.num_objects, "object"),
            100. * best.recall,
            misplaced.count()
        )
    }
}

/// What is said of scores beyond the scale.
fn beyond_text(scale: ScoreScale) -> String {
    let ScoreScale { low, high, num_below, num_above } = scale;
    let side = |number: usize, where_to: &str, end: f64| {
        (number > 0).then(|| format!("{} {where_to} {}", counted(number, "score"), score_text(end)))
    };
    let sides = [side(num_below, "below", low), side(num_above, "above", high)];
    let sides: Vec<String> = sides.into_iter().flatten().collect();
    if sides.is_empty() {
        return String::new();
    }
    format!(" The outermost bars also hold {}.", sides.join(" and "))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::test_frames::UNIT_SCALE;

    #[test]
    fn what_lies_beyond_the_scale_is_told() {
        assert_eq!(beyond_text(UNIT_SCALE), "");
        let scale = ScoreScale { num_below: 1, num_above: 2, ..UNIT_SCALE };
        let expected = " The outermost bars also hold 1 score below 0 and 2 scores above 1.";
        assert_eq!(beyond_text(scale), expected);
    }
}
