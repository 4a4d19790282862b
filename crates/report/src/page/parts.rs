//! Precision and recall of objects at some distances, and of those with some number of points.

use voxelnet_metrics::{AveragePrecision, EvaluatedFrame, Measure, Named, PlainPrecision, Table};

use super::Page;
use super::precision::{R11, R40};
use super::table::HtmlTable;
use super::words::measure_name;
use crate::chart::{Bar, BarChart, Group};
use crate::found::{FoundCount, found_by_distance, found_by_points};
use crate::html::escaped;
use crate::overview::ClassOverview;

/// The official numbers and the plain ones of each part of the objects; none where nobody asked for them.
struct Parts<'a> {
    official: &'a Named<Table<AveragePrecision>>,
    plain: &'a Named<Table<PlainPrecision>>,
    /// What the table is of.
    text: &'static str,
    x_label: &'static str,
    found: fn(&[EvaluatedFrame], &ClassOverview) -> Vec<FoundCount>,
}

impl Page<'_> {
    pub(super) fn by_distance(&self) -> String {
        let report = self.evaluated.report;
        self.parts(&Parts {
            official: &report.distance,
            plain: &report.plain.distance,
            text: "Moderate objects at some distances from the camera along the ground, at the strict \
                 overlaps. Objects elsewhere may be found at neither gain nor loss, and detections elsewhere \
                 are never false.",
            x_label: "distance, metres",
            found: found_by_distance,
        })
    }

    pub(super) fn by_points(&self) -> String {
        let report = self.evaluated.report;
        self.parts(&Parts {
            official: &report.points,
            plain: &report.plain.points,
            text: "Moderate objects with so many points of the scan in their boxes, at the strict overlaps. \
                 Other objects may be found at neither gain nor loss, and detections with another number of \
                 points are never false. What has no points is in no column of the table.",
            x_label: "points in the box",
            found: found_by_points,
        })
    }

    fn parts(&self, parts: &Parts) -> String {
        let mut html = String::new();
        let has_precision = !parts.official.is_empty();
        if has_precision {
            html.push_str(&format!(
                "<p>{} These numbers are not official. A dash means that there is no such object; with 40 \
                 objects or fewer even a perfect detector gets no more than what stands behind \"max\".</p>\n{}",
                parts.text,
                self.parts_table(parts)
            ));
        }
        html.push_str("<div class=\"charts\">\n");
        for class in &self.overview.classes {
            if has_precision {
                html.push_str(&precision_chart(parts, class));
            }
            let counts = (parts.found)(self.evaluated.frames.frames(), class);
            html.push_str(&found_chart(parts.x_label, class, &counts));
        }
        html.push_str("</div>\n<p>");
        if has_precision {
            html.push_str(
                "Plain AP is the area below the curve, which few objects do not cap; n is how many objects there \
                 are. ",
            );
        }
        html.push_str(
            "Found is what a detection from the score of the best F1 on finds, of all hard objects.</p>\n",
        );
        html
    }

    /// A row for each class and measure: R40 and R11 in each part.
    fn parts_table(&self, parts: &Parts) -> String {
        let names: Vec<&str> = parts.official.iter().map(|(name, _)| name).collect();
        let mut head = vec![("", 2)];
        head.extend(names.iter().chain(&names).map(|name| (*name, 1)));
        let mut html =
            HtmlTable::new(&[&[("", 2), ("R40", names.len()), ("R11", names.len())], &head]);
        for class in &self.overview.classes {
            let mut name = escaped(&class.name);
            for &measure in self.evaluated.report.measures() {
                let tables = parts.official.iter().filter_map(|(_, table)| table.get(&class.name));
                let values: Vec<AveragePrecision> =
                    tables.map(|of| or_none(of.get(measure).moderate)).collect();
                let mut cells = vec![std::mem::take(&mut name), measure_name(measure).to_owned()];
                for average in [R40, R11] {
                    cells.extend(values.iter().map(|ap| average.cell(ap, None)));
                }
                html.row(&cells, 2);
            }
        }
        html.finish()
    }
}

/// Without objects there is nothing to average.
fn or_none(ap: AveragePrecision) -> AveragePrecision {
    if ap.n_gt > 0 { ap } else { AveragePrecision { r40: None, r11: None, ..ap } }
}

fn precision_chart(parts: &Parts, class: &ClassOverview) -> String {
    let groups = parts.official.iter().filter_map(|(name, table)| {
        let num_objects = table.get(&class.name)?.volume.moderate.n_gt;
        let plain = parts.plain.get(name)?.get(&class.name)?;
        let bar = |measure: Measure| {
            let ap = plain.get(measure).moderate.ap?;
            let hint = format!("{name}: {} {ap:.1}%, {num_objects} objects", measure_name(measure));
            Some(Bar { value: ap, hint })
        };
        let bars = vec![bar(Measure::Bev), bar(Measure::Volume)];
        Some(Group { name: name.to_owned(), note: format!("n = {num_objects}"), bars })
    });
    let title = format!("{}: plain AP", class.name);
    let series = &["bird's-eye", "3D"];
    let chart = BarChart {
        title: &title,
        x_label: parts.x_label,
        y_label: "plain AP, percent",
        series,
        groups: groups.collect(),
        is_counts: false,
    };
    format!("<figure>{}</figure>\n", chart.svg())
}

fn found_chart(x_label: &str, class: &ClassOverview, counts: &[FoundCount]) -> String {
    let groups = counts.iter().map(|FoundCount { name, found, missed }| {
        let all = found + missed;
        let hint = format!("{name}: {found} of {all} found");
        let bar = |count: usize| Some(Bar { value: count as f64, hint: hint.clone() });
        let share = (100 * found + all / 2).checked_div(all);
        let note = share.map_or_else(String::new, |percent| format!("{percent}%"));
        Group { name: name.clone(), note, bars: vec![bar(*found), bar(*missed)] }
    });
    let title = format!("{}: objects found in 3D", class.name);
    let chart = BarChart {
        title: &title,
        x_label,
        y_label: "objects",
        series: &["found", "missed"],
        groups: groups.collect(),
        is_counts: true,
    };
    format!("<figure>{}</figure>\n", chart.svg())
}
