//! Precision and recall of objects at some distances, and of those with some number of points.

use maud::{Markup, html};
use voxelnet_files::counted;
use voxelnet_metrics::{AveragePrecision, EvaluatedFrame, Measure, Named, PlainPrecision, Table};
use voxelnet_render::{Bar, BarArrangement, BarChart, BarGroup};

use super::Page;
use super::precision::{Average, R11, R40};
use super::table::{Heading, Row, cells, table};
use super::words::{self, measure_name};
use crate::found::{FoundCount, found_by_distance, found_by_points};
use crate::overview::ClassOverview;

/// The official numbers and the plain ones of each part of the objects; none where nobody asked for them.
struct Parts<'a> {
    official: &'a Named<Table<AveragePrecision>>,
    plain: &'a Named<Table<PlainPrecision>>,
    /// The part of the objects that a column is of.
    text: &'static str,
    x_label: &'static str,
    found: fn(&[EvaluatedFrame], &ClassOverview) -> Vec<FoundCount>,
}

impl Page<'_> {
    pub(super) fn by_distance(&self) -> Markup {
        let report = self.evaluated.report;
        self.parts(&Parts {
            official: &report.distance,
            plain: &report.plain.distance,
            text: " at some distances from the camera along the ground, at the strict \
                 overlaps. Finding an object elsewhere changes nothing, and a detection elsewhere is never false.",
            x_label: "distance, metres",
            found: found_by_distance,
        })
    }

    pub(super) fn by_points(&self) -> Markup {
        let report = self.evaluated.report;
        self.parts(&Parts {
            official: &report.points,
            plain: &report.plain.points,
            text: " by the number of points of the scan in their boxes, at the strict overlaps. \
                 Finding an object with another number of points changes nothing, and a detection with another \
                 number is never false. Objects without points are in no column of the table.",
            x_label: "points in the box",
            found: found_by_points,
        })
    }

    fn parts(&self, parts: &Parts) -> Markup {
        let has_precision = !parts.official.is_empty();
        let frames = self.evaluated.frames.frames();
        html! {
            @if has_precision {
                p {
                    (words::shown_objects(&self.evaluated.report.levels)) (parts.text)
                    " These numbers are not official. A dash means that there is no such object. With \
                    40 objects or fewer even a perfect detector gets no more than the number behind \"max\"."
                }
                (self.parts_table(parts))
            }
            div class="charts" {
                @for class in &self.overview.classes {
                    @if has_precision { figure { (precision_chart(parts, class)) } }
                    figure { (found_chart(parts.x_label, class, &(parts.found)(frames, class))) }
                }
            }
            p {
                @if has_precision {
                    "Plain AP is the area below the curve, which few objects do not cap; n is the number of objects. "
                }
                "Objects that have to be found count as found when a detection at or above the score of the best F1 \
                 finds them."
            }
        }
    }

    /// A row for each class and measure: R40 and R11 in each part.
    fn parts_table(&self, parts: &Parts) -> Markup {
        let names: Vec<&str> = parts.official.iter().map(|(name, _)| name).collect();
        let averages = ["R40", "R11"].map(|average| Heading::over(names.len(), average));
        let mut groups = vec![Heading::over(2, "")];
        groups.extend(averages);
        let mut columns = vec![Heading::over(2, "")];
        columns.extend(names.iter().chain(&names).map(|name| Heading::new(name)));
        let mut rows = Vec::new();
        for class in &self.overview.classes {
            for (place, &measure) in self.evaluated.report.measures().iter().enumerate() {
                let tables = parts.official.iter().filter_map(|(_, table)| table.get(&class.name));
                let values: Vec<&AveragePrecision> =
                    tables.map(|of| of.get(measure).moderate()).collect();
                let class_name = if place == 0 { class.name.as_str() } else { "" };
                let averages = [R40, R11].into_iter();
                let cell = |average: Average| values.iter().map(move |ap| average.cell(ap, None));
                rows.push(Row {
                    names: cells([class_name, measure_name(measure)]),
                    values: averages.flat_map(cell).collect(),
                });
            }
        }
        table(&[groups, columns], &rows)
    }
}

fn precision_chart(parts: &Parts, class: &ClassOverview) -> BarChart {
    let groups = parts.official.iter().filter_map(|(name, table)| {
        let num_objects = table.get(&class.name)?.volume.moderate().n_gt;
        let plain = parts.plain.get(name)?.get(&class.name)?;
        let bar = |measure: Measure| {
            let ap = plain.get(measure).moderate().ap?;
            let objects = counted(num_objects, "object");
            let hint = format!("{name}: {} {ap:.1}%, {objects}", measure_name(measure));
            Some(Bar { value: ap, hint })
        };
        let bars = vec![bar(Measure::Bev), bar(Measure::Volume)];
        Some(BarGroup { name: name.to_owned(), note: format!("n = {num_objects}"), bars })
    });
    BarChart {
        title: format!("{}: plain AP", class.name),
        x_label: parts.x_label.to_owned(),
        y_label: "plain AP, percent".to_owned(),
        series: [Measure::Bev, Measure::Volume]
            .map(|measure| measure_name(measure).to_owned())
            .into(),
        groups: groups.collect(),
        arrangement: BarArrangement::Percentages,
    }
}

fn found_chart(x_label: &str, class: &ClassOverview, counts: &[FoundCount]) -> BarChart {
    let groups = counts.iter().map(|FoundCount { name, found, missed }| {
        let all = found + missed;
        let hint = format!("{name}: {found} of {all} found");
        let bar = |count: usize| Some(Bar { value: count as f64, hint: hint.clone() });
        let share = (100 * found + all / 2).checked_div(all);
        let note = share.map_or_else(String::new, |percent| format!("{percent}%"));
        BarGroup { name: name.clone(), note, bars: vec![bar(*found), bar(*missed)] }
    });
    BarChart {
        title: format!("{}: objects found in 3D", class.name),
        x_label: x_label.to_owned(),
        y_label: "objects".to_owned(),
        series: ["found", "missed"].map(str::to_owned).into(),
        groups: groups.collect(),
        arrangement: BarArrangement::StackedCounts,
    }
}
