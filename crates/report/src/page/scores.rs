//! Histograms of scores.

use maud::{Markup, html};
use voxelnet_files::counted;
use voxelnet_metrics::{DetectionVerdict, OperatingPoint};
use voxelnet_render::{Histogram, HistogramBar, HistogramBin, MarkedValue};

use super::Page;
use super::numbers::score_text;
use crate::overview::ClassOverview;
use crate::scores::{ScoreScale, histogram};

/// Bins of a histogram.
const NUM_BINS: usize = 20;
const LAST_BIN: usize = NUM_BINS - 1;

/// A false positive that overlaps an object by so much was meant for it.
const MISPLACED_IOU: f64 = 0.1;

impl Page<'_> {
    pub(super) fn scores(&self) -> Markup {
        html! {
            p {
                "Detections that find an object in 3D at the strict overlap, and false ones, by score. From the \
                 highest score down, each detection takes the object that it overlaps most and that none before it \
                 took. A detection on an object that need not be found, or in a DontCare area, is neither right nor \
                 false. If the scores of a detector tell the two apart, its bars are up on the right and down on the \
                 left." (beyond_text(self.overview.scale))
            }
            div class="charts" {
                @for class in &self.overview.classes {
                    figure {
                        (chart(class, self.overview.scale))
                        figcaption { b { (class.name) } ": " (self.caption(class)) }
                    }
                }
            }
        }
    }

    fn caption(&self, class: &ClassOverview) -> String {
        match class.best {
            Some(best) => self.best_caption(class, best),
            None => format!(
                "None of {} finds one of {}.",
                counted(class.scores.false_positives.len(), "counted detection"),
                counted(class.scores.num_objects, "object")
            ),
        }
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

fn chart(class: &ClassOverview, scale: ScoreScale) -> Histogram {
    let counts = |scores: &[f64]| histogram::<NUM_BINS>(scores, scale);
    let (right, wrong) =
        (counts(&class.scores.true_positives), counts(&class.scores.false_positives));
    let bar = |bin: usize, count: usize, thing: &str| HistogramBar {
        count,
        hint: format!("score {}: {}", bin_text(bin, scale), counted(count, thing)),
    };
    let bins = (0..NUM_BINS).map(|bin| HistogramBin {
        up: bar(bin, right[bin], "right detection"),
        down: bar(bin, wrong[bin], "false detection"),
    });
    let quarters = [0., 0.25, 0.5, 0.75, 1.];
    Histogram {
        title: format!("{}: detections by score", class.name),
        x_label: "score".to_owned(),
        y_label: "detections, logarithmic".to_owned(),
        up: "finds an object (up)".to_owned(),
        down: "false (down)".to_owned(),
        bins: bins.collect(),
        x_marks: quarters.map(|quarter| score_text(scale.score_at(quarter))).into(),
        marked: class.best.map(|best| MarkedValue {
            position: scale.position(best.score),
            text: format!("best F1 from {}", score_text(best.score)),
        }),
    }
}

/// The scores of a bin; the outermost ones hold all beyond.
fn bin_text(bin: usize, scale: ScoreScale) -> String {
    let [from, to] =
        [bin, bin + 1].map(|edge| score_text(scale.score_at(edge as f64 / NUM_BINS as f64)));
    match bin {
        0 if scale.num_below > 0 => format!("up to {to}"),
        LAST_BIN if scale.num_above > 0 => format!("{from} or more"),
        _ => format!("{from} to {to}"),
    }
}

/// The scores beyond the scale.
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
    use maud::Render;
    use voxelnet_metrics::ClassScores;

    use super::*;
    use crate::test_frames::UNIT_SCALE;

    #[test]
    fn what_lies_beyond_the_scale_is_told() {
        assert_eq!(beyond_text(UNIT_SCALE), "");
        let scale = ScoreScale { num_below: 1, num_above: 2, ..UNIT_SCALE };
        let expected = " The outermost bars also hold 1 score below 0 and 2 scores above 1.";
        assert_eq!(beyond_text(scale), expected);
    }

    #[test]
    fn the_outermost_bars_say_that_they_hold_what_lies_beyond() {
        let scale = ScoreScale { num_below: 1, num_above: 2, ..UNIT_SCALE };
        let texts = [0, 1, LAST_BIN].map(|bin| bin_text(bin, scale));
        assert_eq!(texts, ["up to 0.05", "0.05 to 0.1", "0.95 or more"]);
    }

    #[test]
    fn every_bin_with_detections_has_a_bar_that_says_how_many() {
        let scores = ClassScores {
            true_positives: vec![0.99],
            false_positives: [vec![0.01; 1000], vec![0.96; 9]].concat(),
            ..ClassScores::default()
        };
        let class = ClassOverview { name: "car".into(), scores, best: None };
        let svg = chart(&class, UNIT_SCALE).render().into_string();
        for hint in [
            "score 0.95 to 1: 1 right detection",
            "score 0 to 0.05: 1000 false detections",
            "score 0.95 to 1: 9 false detections",
        ] {
            assert_eq!(svg.matches(&format!("<title>{hint}</title>")).count(), 1, "{hint}: {svg}");
        }
        assert_eq!(svg.matches("</title></rect>").count(), 3);
    }
}
