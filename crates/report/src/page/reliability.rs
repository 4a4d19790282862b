//! The share of detections that are right at each score.

use maud::{Markup, html};
use voxelnet_files::counted;
use voxelnet_metrics::{
    CalibrationError, ClassReliability, ReliabilityBin, ScoreBand, ScoreReliability,
};
use voxelnet_render::{ChartPoint, LineChart, Series, SeriesStyle};

use super::Page;
use super::numbers::score_text;
use super::table::{Heading, Row, cells, table};

impl Page<'_> {
    pub(super) fn reliability(&self) -> Markup {
        let classes: Vec<_> = self.reliabilities().collect();
        let has_threshold = classes.iter().any(|(_, of)| of.min_score().is_some());
        let has_map = classes.iter().any(|(_, of)| of.raw_scores.is_some());
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
                    @if let Some(ScoreReliability { error, .. }) = &of.scores {
                        @let raw_error = of.raw_scores.as_ref().map(|scores| &scores.error);
                        figure {
                            (chart(class, error, raw_error))
                            figcaption { b { (class) } ": " (caption(of, error, raw_error)) }
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

/// A row for each class: its threshold, its error, and how many are right in each band of scores; where a map
/// calibrates the scores, a second one for those of the network.
fn reliability_table(classes: &[(&str, &ClassReliability)], has_map: bool) -> Markup {
    let bands = classes.iter().find_map(|(_, of)| of.scores.as_ref());
    let bands = bands.map_or(&[][..], |scores| &scores.bands);
    let names: Vec<String> = bands
        .iter()
        .map(|band| format!("{} to {}", score_text(band.from), score_text(band.to)))
        .collect();
    let class_columns: &[&str] = if has_map { &["", "scores"] } else { &[""] };
    let mut columns: Vec<Heading> = class_columns.iter().map(|name| Heading::new(name)).collect();
    columns.extend(["from score", "detections", "D-ECE"].map(Heading::new));
    let mut parts = vec![Heading::over(columns.len(), "")];
    if !bands.is_empty() {
        parts.push(Heading::over(bands.len(), "Right, of the detections with a score of"));
        columns.extend(names.iter().map(|name| Heading::new(name)));
    }
    let rows: Vec<Row> = classes
        .iter()
        .flat_map(|(class, of)| class_rows(class, of, has_map, bands.len()))
        .collect();
    table(&[parts, columns], &rows)
}

fn class_rows(class: &str, of: &ClassReliability, has_map: bool, num_bands: usize) -> Vec<Row> {
    let row = |names: [&str; 2], kept: [String; 2], scores: Option<&ScoreReliability>| {
        let error = scores.map_or_else(|| "-".to_owned(), |of| format!("{:.3}", of.error.d_ece));
        let mut values = cells(kept);
        values.extend(cells([error]));
        let band = |band: usize| scores.and_then(|scores| scores.bands.get(band));
        values.extend((0..num_bands).map(|number| band_cell(band(number))));
        let num_names = if has_map { 2 } else { 1 };
        Row { names: cells(names.into_iter().take(num_names)), values }
    };
    let from = of.min_score().map_or_else(|| "all".to_owned(), score_text);
    let kept = [from, num_detections(of).to_string()];
    let Some(raw_scores) = &of.raw_scores else {
        return vec![row([class, ""], kept, of.scores.as_ref())];
    };
    vec![
        row([class, "after"], kept, of.scores.as_ref()),
        row(["", "before"], ["", ""].map(str::to_owned), Some(raw_scores)),
    ]
}

fn num_detections(of: &ClassReliability) -> usize {
    of.operation.num_found + of.operation.num_false
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

fn caption(
    of: &ClassReliability,
    error: &CalibrationError,
    raw_error: Option<&CalibrationError>,
) -> String {
    let from = of.min_score().map(|score| format!(" from score {} on", score_text(score)));
    let before = raw_error.map(|raw| format!(", {:.3} before calibration", raw.d_ece));
    format!(
        "{}{} in {}, D-ECE {:.3}{}.",
        counted(num_detections(of), "detection"),
        from.unwrap_or_default(),
        counted(error.bins.len(), "group"),
        error.d_ece,
        before.unwrap_or_default()
    )
}
