//! Curves of precision against recall.

use maud::{Markup, html};
use voxelnet_metrics::{Measure, PrecisionRecall, Table};
use voxelnet_render::{ChartPoint, LineChart, Series, SeriesStyle};

use super::Page;
use super::words::measure_name;

impl Page<'_> {
    pub(super) fn curves(&self) -> Markup {
        let curves = &self.evaluated.report.precision_recall;
        html! {
            p {
                "Precision is the share of detections at or above a score that are right. Recall is the share \
                 of objects that these detections find. Both are taken at the strict overlaps. A curve runs from \
                 the highest score on the left to the lowest on the right, over the at most 41 scores at which \
                 the official program samples it. The averages take the highest precision at the same or a \
                 higher recall. With few objects there are few samples, and with one just a dot."
            }
            div class="charts" {
                @for class in &self.overview.classes {
                    @for measure in [Measure::Volume, Measure::Bev] {
                        @if let Some(chart) = chart(curves, &class.name, measure) { figure { (chart) } }
                    }
                }
            }
        }
    }
}

/// The curves of a class at each level, on axes from 0 to 1, so that charts compare at a glance.
fn chart(curves: &Table<PrecisionRecall>, class: &str, measure: Measure) -> Option<LineChart> {
    let of_class = curves.get(class)?.get(measure);
    let series = of_class.names().iter().zip(of_class.each()).map(|(&name, of_level)| Series {
        name: name.to_owned(),
        points: points(of_level),
        style: SeriesStyle::Line,
    });
    Some(LineChart {
        title: format!("{class}: {}", measure_name(measure)),
        x_label: "recall".to_owned(),
        y_label: "precision".to_owned(),
        x_range: Some(0.0..1.),
        y_range: Some(0.0..1.),
        // The last ones lie above: the hard curve holds the most objects.
        series: series.collect(),
        ..LineChart::default()
    })
}

fn points(PrecisionRecall { recall, precision, .. }: &PrecisionRecall) -> Vec<ChartPoint> {
    recall
        .iter()
        .zip(precision)
        .map(|(&recall, &precision)| ChartPoint::new(recall, precision))
        .collect()
}
