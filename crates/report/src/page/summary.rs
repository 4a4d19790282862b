//! The most important numbers.

use voxelnet_metrics::Measure;

use super::Page;
use super::precision::R40;
use super::table::HtmlTable;
use super::words;
use crate::html::{escaped, percent, score_cell};

impl Page<'_> {
    pub(super) fn summary(&self) -> String {
        let report = self.evaluated.report;
        if self.overview.classes.is_empty() {
            return "<p>No class has a detection with a usable 3D box, so there is nothing to draw and no frame \
                    to show. The table below says what can be said.</p>\n"
                .to_owned();
        }
        let mut table = HtmlTable::new(&[
            &[("", 1), ("AP, R40, moderate", 2), ("Best F1 in 3D, of all hard objects", 5)],
            &[
                ("", 1),
                ("3D", 1),
                ("bird's-eye", 1),
                ("F1", 1),
                ("from score", 1),
                ("precision", 1),
                ("recall", 1),
                ("objects", 1),
            ],
        ]);
        for class in &self.overview.classes {
            let ap = |measure| self.moderate(&class.name, measure);
            let mut cells = vec![escaped(&class.name), ap(Measure::Volume), ap(Measure::Bev)];
            cells.extend(match class.best {
                Some(best) => [
                    format!("{:.3}", best.f1()),
                    score_cell(best.score),
                    format!("{:.1}%", 100. * best.precision),
                    format!("{:.1}%", 100. * best.recall),
                ],
                None => ["-", "-", "-", "-"].map(str::to_owned),
            });
            cells.push(class.scores.num_objects.to_string());
            table.row(&cells, 1);
        }
        let mut html = table.finish();
        html.push_str(&format!(
            "<p>AP is average precision in percent; what it and the small intervals mean is said below. F1 is the \
             harmonic mean of precision, the share of detections that are right, and recall, the share of \
             objects that are found; it is highest when detections are kept from the score on that stands \
             beside it.</p>\n\
             <p>A detection is right when the intersection of its box and an object's over their union is more \
             than {}. {}</p>\n",
            words::overlaps(&self.evaluated.frames.rules().classes, |class| class.min_overlap),
            words::levels(&report.levels)
        ));
        html
    }

    /// R40 of moderate objects.
    fn moderate(&self, class: &str, measure: Measure) -> String {
        let report = self.evaluated.report;
        let Some(of_class) = report.classes.get(class) else { return percent(None) };
        let intervals = report.intervals.as_ref().and_then(|of| of.classes.get(class));
        let interval = intervals.map(|of| &of.get(measure).moderate);
        R40.cell(&of_class.get(measure).moderate, interval)
    }
}
