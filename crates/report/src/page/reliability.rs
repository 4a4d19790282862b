//! The share of detections that are right at each score.

use maud::{Markup, html};
use voxelnet_files::counted;
use voxelnet_metrics::{CalibrationError, ClassReliability, ReliabilityBin, ScoreBand};
use voxelnet_render::{ChartPoint, LineChart, Series, SeriesStyle};

use super::Page;
use super::numbers::score_text;
use super::table::{Heading, Row, cells, table};

impl Page<'_> {
    pub(super) fn reliability(&self) -> Markup {
        let classes: Vec<_> = self.reliabilities().collect();
        let has_threshold = classes.iter().any(|(_, of)| of.min_score().is_some());
        let has_map = classes.iter().any(|(_, of)| of.raw_error.is_some());
        html! {
            p {
                "A score is right when it is the share of such detections that find an object: of ten detections \
                 at 0.7, seven. The calibration error D-ECE is the mean distance between scores and shares, over \
                 15 groups of equally many detections with neighbouring scores. It is 0 when all scores are right. \
                 A detection finds an object as in the section before; one that is neither right nor false is left \
                 out."
            }
            p {
                (kept_text(has_threshold)) " "
                @if has_map {
                    "Before are the scores of the network, after are those that the maps in the weights make of them. A \
                     class without a map keeps the scores of the network."
                } @else if has_threshold {
                    "No map calibrates the scores; " code { "voxelnet calibrate" } " fits one."
                }
            }
            (reliability_table(&classes, has_map))
            div class="charts" {
                @for (class, of) in &classes {
                    @if let Some(error) = &of.error {
                        figure {
                            (chart(class, error, of.raw_error.as_ref()))
                            figcaption { b { (class) } ": " (caption(of, error)) }
                        }
                    }
                }
            }
        }
    }

    /// The classes with results.
    fn reliabilities(&self) -> impl Iterator<Item = (&str, &ClassReliability)> {
        let classes = self.overview.classes.iter();
        classes.filter_map(|class| {
            let of_class = self.evaluated.report.reliability.get(&class.name)?;
            Some((class.name.as_str(), of_class))
        })
    }
}

fn kept_text(has_threshold: bool) -> Markup {
    if has_threshold {
        html! {
            "Detections from the threshold of their class on count, " code { "detection.min_score" } " of the weights."
        }
    } else {
        html! { "All detections in the result files count, as their thresholds are not known." }
    }
}

/// A row for each class: its threshold, its errors, and how many are right in each band of scores.
fn reliability_table(classes: &[(&str, &ClassReliability)], has_map: bool) -> Markup {
    let bands: &[ScoreBand] =
        classes.iter().map(|(_, of)| &of.bands[..]).find(|of| !of.is_empty()).unwrap_or_default();
    let errors: &[&str] = if has_map { &["before", "after"] } else { &[""] };
    let mut parts = vec![Heading::over(3, ""), Heading::over(errors.len(), "D-ECE")];
    let mut columns = ["", "from score", "detections"].map(Heading::new).to_vec();
    columns.extend(errors.iter().map(|error| Heading::new(error)));
    let names: Vec<String> = bands
        .iter()
        .map(|band| format!("{} to {}", score_text(band.from), score_text(band.to)))
        .collect();
    if !bands.is_empty() {
        parts.push(Heading::over(bands.len(), "Right, of the detections with a score of"));
        columns.extend(names.iter().map(|name| Heading::new(name)));
    }
    let rows: Vec<Row> =
        classes.iter().map(|(class, of)| class_row(class, of, has_map, bands.len())).collect();
    table(&[parts, columns], &rows)
}

fn class_row(class: &str, of: &ClassReliability, has_map: bool, num_bands: usize) -> Row {
    let error = |of: &Option<CalibrationError>| {
        of.as_ref().map_or_else(|| "-".to_owned(), |of| format!("{:.3}", of.d_ece))
    };
    let num_detections = of.operation.num_found + of.operation.num_false;
    let from = of.min_score().map_or_else(|| "all".to_owned(), score_text);
    let mut values = cells([from, num_detections.to_string()]);
    values.extend(cells(has_map.then(|| error(&of.raw_error))));
    values.extend(cells([error(&of.error)]));
    values.extend((0..num_bands).map(|band| band_cell(of.bands.get(band))));
    Row { names: cells([class]), values }
}

fn band_cell(band: Option<&ScoreBand>) -> Markup {
    match band.and_then(|band| Some((band, band.share_right()?))) {
        Some((band, share)) => html! {
            (format!("{:.0}%", 100. * share)) small { "of " (band.count) }
        },
        None => html! { "-" },
    }
}

/// The shares over the scores, on axes from 0 to 1, and the line on which they would be equal.
fn chart(class: &str, error: &CalibrationError, raw_error: Option<&CalibrationError>) -> LineChart {
    let curve = |name: &str, of: &CalibrationError| Series {
        name: name.to_owned(),
        points: of.bins.iter().map(point).collect(),
        style: SeriesStyle::Marked,
    };
    let mut series = match raw_error {
        Some(raw_error) => vec![curve("after", error), curve("before", raw_error)],
        None => vec![curve("detections", error)],
    };
    series.push(Series {
        name: "right scores".to_owned(),
        points: vec![ChartPoint::new(0., 0.), ChartPoint::new(1., 1.)],
        style: SeriesStyle::Guide,
    });
    LineChart {
        title: format!("{class}: right detections by score"),
        x_label: "mean score".to_owned(),
        y_label: "share of right detections".to_owned(),
        x_range: Some(0.0..1.),
        y_range: Some(0.0..1.),
        series,
        ..LineChart::default()
    }
}

fn point(bin: &ReliabilityBin) -> ChartPoint {
    ChartPoint::new(bin.mean_score, bin.share_right)
}

fn caption(of: &ClassReliability, error: &CalibrationError) -> String {
    let num_detections = of.operation.num_found + of.operation.num_false;
    let from = of.min_score().map(|score| format!(" from score {} on", score_text(score)));
    let before = of.raw_error.as_ref().map(|raw| format!(", {:.3} before calibration", raw.d_ece));
    format!(
        "{}{} in {}, D-ECE {:.3}{}.",
        counted(num_detections, "detection"),
        from.unwrap_or_default(),
        counted(error.bins.len(), "group"),
        error.d_ece,
        before.unwrap_or_default()
    )
}
