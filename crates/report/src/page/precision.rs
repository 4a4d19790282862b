//! The tables of average precision.

use voxelnet_metrics::{
    AveragePrecision, Difficulty, Interval, Measure, PlainPrecision, Report, Table,
};

use super::Page;
use super::table::HtmlTable;
use super::words::{self, measure_name};
use crate::html::{escaped, percent};

const LEVELS: [(&str, usize); 3] = [("easy", 1), ("moderate", 1), ("hard", 1)];

impl Page<'_> {
    pub(super) fn precision(&self) -> String {
        let report = self.evaluated.report;
        let classes = &self.evaluated.frames.rules().classes;
        let intervals = report.intervals.as_ref();
        let mut html = format!(
            "<p>In percent. <b>R40</b> averages the precision at 40 recalls, 1/40 to 1, and is the number of the \
             KITTI benchmark since October 2019; <b>R11</b> at 11, 0 to 1, as before and as in many \
             papers. {} A dash means that no detection of the class has a box to evaluate.</p>\n",
            words::intervals(report)
        );
        html.push_str(&format!(
            "<h3>Strict overlaps: more than {}</h3>\n",
            words::overlaps(classes, |class| class.min_overlap)
        ));
        html.push_str(&precision_table(report, &report.classes, intervals.map(|of| &of.classes)));
        html.push_str(&format!(
            "<h3>Loose overlaps: more than {} in bird's-eye view and 3D</h3>\n",
            words::overlaps(classes, |class| class.loose_overlap)
        ));
        html.push_str(&precision_table(report, &report.loose, intervals.map(|of| &of.loose)));
        for (name, table) in report.overlaps.iter() {
            html.push_str(&format!(
                "<h3>Overlaps {} in bird's-eye view and 3D</h3>\n",
                escaped(name)
            ));
            html.push_str(&precision_table(report, table, None));
        }
        html.push_str(&capped_tables(report));
        html
    }
}

/// A row for each class and measure: R40 and R11 at each level.
fn precision_table(
    report: &Report,
    table: &Table<AveragePrecision>,
    intervals: Option<&Table<Interval>>,
) -> String {
    let [easy, moderate, hard] = LEVELS;
    let mut html = HtmlTable::new(&[
        &[("", 2), ("R40", 3), ("R11", 3)],
        &[("", 2), easy, moderate, hard, easy, moderate, hard],
    ]);
    for (class, of_class) in table.iter() {
        let mut name = format!("{}{}", escaped(class), object_counts(of_class.volume.each()));
        let measures = report.measures();
        if measures.iter().all(|&measure| of_class.get(measure).hard.r40.is_none()) {
            let mut cells = vec![name, "nothing detected".to_owned()];
            cells.extend((0..6).map(|_| percent(None)));
            html.row(&cells, 2);
            continue;
        }
        for &measure in measures {
            let values = of_class.get(measure);
            let mut cells = vec![std::mem::take(&mut name), measure_name(measure).to_owned()];
            for average in [R40, R11] {
                cells.extend(Difficulty::ALL.map(|difficulty| {
                    let of_class = intervals.and_then(|intervals| intervals.get(class));
                    let interval = of_class.map(|of| of.get(measure).get(difficulty));
                    average.cell(values.get(difficulty), interval)
                }));
            }
            html.row(&cells, 2);
        }
    }
    html.finish()
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
    /// A value, its interval, and how high it can be at all where few objects cap it.
    pub(super) fn cell(self, ap: &AveragePrecision, interval: Option<&Interval>) -> String {
        let value = (self.value)(ap);
        let mut cell = percent(value);
        if let Some([low, high]) = interval.and_then(self.interval) {
            cell.push_str(&format!("<small>{low:.1} to {high:.1}</small>"));
        }
        if ap.is_capped() && value.is_some() {
            cell.push_str(&format!("<small>max {:.1}</small>", (self.best)(ap)));
        }
        cell
    }
}

/// How many objects there are at each level, which is the same in every measure.
fn object_counts([easy, moderate, hard]: [&AveragePrecision; 3]) -> String {
    format!("<small>{} / {} / {} objects</small>", easy.n_gt, moderate.n_gt, hard.n_gt)
}

/// What is said of classes with few objects beside the official numbers.
fn capped_tables(report: &Report) -> String {
    let is_capped = |class: &str| {
        let of = report.classes.get(class);
        of.is_some_and(|of| of.volume.each().iter().any(|ap| ap.is_capped() && ap.r40.is_some()))
    };
    let classes: Vec<&str> =
        report.classes.iter().map(|(class, _)| class).filter(|class| is_capped(class)).collect();
    if classes.is_empty() {
        return String::new();
    }
    let mut html = "<h3>Classes with few objects</h3>\n<p>With 40 objects or fewer the official program \
         samples fewer thresholds than its curve has places, and even a perfect detector stays below 100: \
         \"max\" says how high it could go with these objects; an interval may reach beyond, as resamples have \
         more of them at times. Plain AP, the area below the curve, and the recall of all \
         detections are not official and know no such cap.</p>\n"
        .to_owned();
    for (name, table) in [("Strict", &report.plain.classes), ("Loose", &report.plain.loose)] {
        html.push_str(&format!("<h4>{name} overlaps</h4>\n"));
        html.push_str(&plain_table(table, &classes, report.measures()));
    }
    html
}

fn plain_table(table: &Table<PlainPrecision>, classes: &[&str], measures: &[Measure]) -> String {
    let [easy, moderate, hard] = LEVELS;
    let mut html = HtmlTable::new(&[
        &[("", 2), ("plain AP", 3), ("recall", 3)],
        &[("", 2), easy, moderate, hard, easy, moderate, hard],
    ]);
    for &class in classes {
        let Some(of_class) = table.get(class) else { continue };
        let mut name = escaped(class);
        for &measure in measures {
            let values = of_class.get(measure).each();
            let mut cells = vec![std::mem::take(&mut name), measure_name(measure).to_owned()];
            cells.extend(values.map(|plain| percent(plain.ap)));
            cells.extend(values.map(|plain| percent(plain.recall)));
            html.row(&cells, 2);
        }
    }
    html.finish()
}
