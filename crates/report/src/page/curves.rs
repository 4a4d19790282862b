//! Curves of precision against recall.

use voxelnet_metrics::{Difficulty, Measure, PrecisionRecall};

use super::Page;
use super::words::measure_name;
use crate::chart::{Curve, precision_recall_chart};

impl Page<'_> {
    pub(super) fn curves(&self) -> String {
        let mut html = "<p>Precision is the share of detections from a score on that are right, recall the share \
             of objects that they find, at the strict overlaps. The curve runs from the highest score on the \
             left to the lowest on the right, over the at most 41 scores at which the official program \
             samples it, and is shown as it is; the averages take the highest precision at the same or a \
             higher recall. With few objects there are few samples, and with one just a dot.</p>\n\
             <div class=\"charts\">\n"
            .to_owned();
        for class in &self.overview.classes {
            let Some(of_class) = self.evaluated.report.precision_recall.get(&class.name) else {
                continue;
            };
            for measure in [Measure::Volume, Measure::Bev] {
                let curves = Difficulty::ALL.map(|difficulty| Curve {
                    name: difficulty.name(),
                    points: points(of_class.get(measure).get(difficulty)),
                });
                let title = format!("{}: {}", class.name, measure_name(measure));
                let chart = precision_recall_chart(&title, &curves);
                html.push_str(&format!("<figure>{chart}</figure>\n"));
            }
        }
        html.push_str("</div>\n");
        html
    }
}

fn points(samples: &PrecisionRecall) -> Vec<[f64; 2]> {
    samples
        .recall
        .iter()
        .zip(&samples.precision)
        .map(|(&recall, &precision)| [recall, precision])
        .collect()
}
