//! The most important numbers.

use maud::{Markup, html};
use voxelnet_metrics::{Levels, Measure};

use super::Page;
use super::numbers::{percent, score_cell};
use super::precision::R40;
use super::table::{Heading, Row, cells, table};
use super::words;
use crate::overview::ClassOverview;

impl Page<'_> {
    pub(super) fn summary(&self) -> Markup {
        if self.overview.classes.is_empty() {
            return html! {
                p {
                    "No class has a detection with a usable 3D box, so there are no charts and no frames to show. \
                     The table below holds all that is known."
                }
            };
        }
        let (average, best) = match self.evaluated.report.levels {
            Levels::None => ("AP, R40", "Best F1 in 3D"),
            _ => ("AP, R40, moderate", "Best F1 in 3D, of all hard objects"),
        };
        let parts = vec![Heading::new(""), Heading::over(2, average), Heading::over(5, best)];
        let columns =
            ["", "3D", "bird's-eye", "F1", "from score", "precision", "recall", "objects"]
                .map(Heading::new);
        let rows: Vec<Row> =
            self.overview.classes.iter().map(|class| self.class_row(class)).collect();
        let overlaps =
            words::overlaps(&self.evaluated.frames.rules().classes, |class| class.min_overlap);
        html! {
            (table(&[parts, columns.into()], &rows))
            p {
                "AP is average precision in percent; the next section explains it and the small intervals. F1 is \
                 the harmonic mean of precision, the share of detections that are right, and recall, the share \
                 of objects that are found. It is highest when detections are kept from the score on that stands \
                 beside it."
            }
            p {
                "A detection is right when the intersection of its box and an object's over their union is more \
                 than " (overlaps) ". " (words::levels(&self.evaluated.report.levels))
            }
        }
    }

    fn class_row(&self, class: &ClassOverview) -> Row {
        let best = match class.best {
            Some(best) => [
                format!("{:.3}", best.f1()),
                score_cell(best.score),
                format!("{:.1}%", 100. * best.precision),
                format!("{:.1}%", 100. * best.recall),
            ],
            None => ["-", "-", "-", "-"].map(str::to_owned),
        };
        let mut values =
            [Measure::Volume, Measure::Bev].map(|of| self.moderate(&class.name, of)).to_vec();
        values.extend(cells(best));
        values.extend(cells([class.scores.num_objects.to_string()]));
        Row { names: cells([&class.name]), values }
    }

    /// R40 of moderate objects, or of all without levels.
    fn moderate(&self, class: &str, measure: Measure) -> Markup {
        let report = self.evaluated.report;
        let Some(of_class) = report.classes.get(class) else { return html! { (percent(None)) } };
        let intervals = report.intervals.as_ref().and_then(|of| of.classes.get(class));
        let interval = intervals.map(|of| of.get(measure).moderate());
        R40.cell(of_class.get(measure).moderate(), interval)
    }
}
