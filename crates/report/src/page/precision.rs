//! The tables of average precision.

use maud::{Markup, html};
use voxelnet_metrics::{AveragePrecision, Interval, Levels, PlainPrecision, Report, Table};

use super::Page;
use super::numbers::percent;
use super::table::{Heading, Row, cells, table};
use super::words::{self, measure_name};

impl Page<'_> {
    pub(super) fn precision(&self) -> Markup {
        let report = self.evaluated.report;
        let classes = &self.evaluated.frames.rules().classes;
        let intervals = report.intervals.as_ref();
        html! {
            p {
                "In percent. " b { "R40" } " averages the precision at 40 recalls, 1/40 to 1, and is the number of the \
                 KITTI benchmark since October 2019; " b { "R11" } " at 11, 0 to 1, as before and as in many \
                 papers. " (words::intervals(report)) " A dash means that no detection of the class has a box to \
                 evaluate, or that no object of it has to be found."
            }
            h3 { "Strict overlaps: more than " (words::overlaps(classes, |class| class.min_overlap)) }
            (precision_table(report, &report.classes, intervals.map(|of| &of.classes)))
            h3 {
                "Loose overlaps: more than " (words::overlaps(classes, |class| class.loose_overlap))
                " in bird's-eye view and 3D"
            }
            (precision_table(report, &report.loose, intervals.map(|of| &of.loose)))
            @for (name, overlaps) in report.overlaps.iter() {
                h3 { "Overlaps " (name) " in bird's-eye view and 3D" }
                (precision_table(report, overlaps, None))
            }
            (capped_tables(report))
        }
    }
}

/// Headings of two numbers at each level, behind the class and the measure.
fn level_heads<'a>(levels: &Levels, first: &'a str, second: &'a str) -> [Vec<Heading<'a>>; 2] {
    let names = levels.names();
    let mut columns = vec![Heading::over(2, "")];
    columns.extend(names.iter().chain(names).map(|name| Heading::new(name)));
    let over = |text| Heading::over(names.len(), text);
    [vec![Heading::over(2, ""), over(first), over(second)], columns]
}

/// A row for each class and measure: R40 and R11 at each level.
fn precision_table(
    report: &Report,
    precision: &Table<AveragePrecision>,
    intervals: Option<&Table<Interval>>,
) -> Markup {
    let mut rows = Vec::new();
    for (class, of_class) in precision.iter() {
        let mut name = html! { (class) (object_counts(&of_class.volume.each())) };
        let measures = report.measures();
        if measures.iter().all(|&measure| of_class.get(measure).hard().r40.is_none()) {
            let is_empty = of_class.volume.hard().n_gt == 0;
            let text = if is_empty { "nothing to find" } else { "nothing detected" };
            let names = vec![name, html! { (text) }];
            let num_values = 2 * report.levels.names().len();
            rows.push(Row { names, values: cells(vec![percent(None); num_values]) });
            continue;
        }
        for &measure in measures {
            let values = of_class.get(measure).each();
            let of_class = intervals.and_then(|intervals| intervals.get(class));
            let intervals = of_class.map(|of| of.get(measure).each());
            let interval = |place: usize| intervals.as_ref().map(|of_levels| of_levels[place]);
            let at_levels = |average: Average| -> Vec<Markup> {
                let values = values.iter().enumerate();
                values.map(|(place, ap)| average.cell(ap, interval(place))).collect()
            };
            rows.push(Row {
                names: vec![std::mem::take(&mut name), html! { (measure_name(measure)) }],
                values: [R40, R11].map(at_levels).concat(),
            });
        }
    }
    table(&level_heads(&report.levels, "R40", "R11"), &rows)
}

/// One of the two averages that the official program takes of a curve.
#[derive(Clone, Copy)]
pub(super) struct Average {
    value: fn(&AveragePrecision) -> Option<f64>,
    interval: fn(&Interval) -> Option<[f64; 2]>,
    best: fn(&AveragePrecision) -> f64,
}

pub(super) const R40: Average = Average {
    value: |ap| ap.r40,
    interval: |interval| interval.r40,
    best: |ap| ap.best_possible().1,
};

pub(super) const R11: Average = Average {
    value: |ap| ap.r11,
    interval: |interval| interval.r11,
    best: |ap| ap.best_possible().0,
};

impl Average {
    /// A value, its interval, and the highest that it can be where few objects cap it.
    pub(super) fn cell(self, ap: &AveragePrecision, interval: Option<&Interval>) -> Markup {
        let value = (self.value)(ap);
        html! {
            (percent(value))
            @if let Some([low, high]) = interval.and_then(self.interval) {
                small { (format_args!("{low:.1} to {high:.1}")) }
            }
            @if ap.is_capped() && value.is_some() {
                small { "max " (format_args!("{:.1}", (self.best)(ap))) }
            }
        }
    }
}

/// The number of objects at each level, which is the same in every measure.
fn object_counts(at_levels: &[&AveragePrecision]) -> Markup {
    let counts: Vec<String> = at_levels.iter().map(|ap| ap.n_gt.to_string()).collect();
    html! { small { (counts.join(" / ")) " objects" } }
}

/// Numbers of classes with few objects, beside the official ones.
fn capped_tables(report: &Report) -> Markup {
    let is_capped = |class: &str| {
        let of = report.classes.get(class);
        of.is_some_and(|of| of.volume.each().iter().any(|ap| ap.is_capped() && ap.r40.is_some()))
    };
    let classes: Vec<&str> =
        report.classes.iter().map(|(class, _)| class).filter(|class| is_capped(class)).collect();
    if classes.is_empty() {
        return html! {};
    }
    html! {
        h3 { "Classes with few objects" }
        p {
            "With 40 objects or fewer the official program samples fewer thresholds than its curve has places, and \
             even a perfect detector stays below 100. \"max\" says how high it could go with these objects. An \
             interval may reach beyond, as resamples sometimes have more of them. Plain AP, the area below the \
             curve, and the recall of all detections are not official and know no such cap."
        }
        @for (name, plain) in [("Strict", &report.plain.classes), ("Loose", &report.plain.loose)] {
            h4 { (name) " overlaps" }
            (plain_table(report, plain, &classes))
        }
    }
}

fn plain_table(report: &Report, plain: &Table<PlainPrecision>, classes: &[&str]) -> Markup {
    let mut rows = Vec::new();
    for &class in classes {
        let Some(of_class) = plain.get(class) else { continue };
        for (place, &measure) in report.measures().iter().enumerate() {
            let values = of_class.get(measure).each();
            let aps = values.iter().map(|plain| percent(plain.ap));
            let recalls = values.iter().map(|plain| percent(plain.recall));
            let class_name = if place == 0 { class } else { "" };
            rows.push(Row {
                names: cells([class_name, measure_name(measure)]),
                values: cells(aps.chain(recalls)),
            });
        }
    }
    table(&level_heads(&report.levels, "plain AP", "recall"), &rows)
}
