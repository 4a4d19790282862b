//! A chart of bars, one group for each part of the things that are counted or rated.

use std::iter;

use maud::{Markup, Render, html};

use super::bar::{BarPlace, bar};
use super::frame::{AxisMark, Frame};
use super::legend::{LegendEntry, LegendKey};

/// Free space on each side of a group, as a part of its width.
const GROUP_GAP: f64 = 0.1;

/// Groups of bars. Rendered in a template it is an SVG element without colours of its own; see
/// [`CHART_STYLE`](crate::CHART_STYLE).
#[derive(Clone, Debug, PartialEq)]
pub struct BarChart {
    /// Stands above the diagram.
    pub title: String,
    /// The quantity that tells the groups apart, with its unit.
    pub x_label: String,
    /// The quantity that the bars show, with its unit.
    pub y_label: String,
    /// Names of the series in the legend.
    pub series: Vec<String>,
    /// The groups from left to right.
    pub groups: Vec<BarGroup>,
    /// The place of the bars of a group.
    pub arrangement: BarArrangement,
}

/// The place of the bars of a group, by what they show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BarArrangement {
    /// Counts, one above the other.
    StackedCounts,
    /// Percentages, side by side.
    Percentages,
}

/// The bars at a place of the x axis.
#[derive(Clone, Debug, PartialEq)]
pub struct BarGroup {
    /// Stands below the bars.
    pub name: String,
    /// Stands below the name.
    pub note: String,
    /// One for each series, which may have none here.
    pub bars: Vec<Option<Bar>>,
}

/// A bar of a group.
#[derive(Clone, Debug, PartialEq)]
pub struct Bar {
    /// Its height in the units of the axis.
    pub value: f64,
    /// Shows when the bar is pointed at.
    pub hint: String,
}

impl Render for BarChart {
    fn render(&self) -> Markup {
        let axis = self.axis();
        let highest = axis.last().map_or(1., |&highest| highest as f64);
        let y_marks =
            axis.iter().map(|mark| AxisMark::new(*mark as f64 / highest, mark.to_string()));
        let entry = |(index, name)| LegendEntry { name, index, color: None, key: LegendKey::Bar };
        let width = 1. / self.groups.len().max(1) as f64;
        let x_marks = self.groups.iter().enumerate().map(|(place, group)| AxisMark {
            at: (place as f64 + 0.5) * width,
            label: group.name.clone(),
            note: group.note.clone(),
        });
        let frame = Frame {
            title: &self.title,
            legend: self.series.iter().map(String::as_str).enumerate().map(entry).collect(),
            x_label: &self.x_label,
            y_label: &self.y_label,
            x_marks: x_marks.collect(),
            y_marks: y_marks.collect(),
            ..Frame::default()
        };
        let bars = html! {
            @for (place, group) in self.groups.iter().enumerate() {
                (self.group(group, place as f64 * width, width, highest))
            }
        };
        frame.drawing(bars, html! {}).on_page()
    }
}

impl BarChart {
    fn axis(&self) -> Vec<usize> {
        if self.arrangement == BarArrangement::Percentages {
            return vec![0, 20, 40, 60, 80, 100];
        }
        let stack =
            |group: &BarGroup| group.bars.iter().flatten().map(|bar| bar.value).sum::<f64>();
        count_marks(self.groups.iter().map(stack).fold(0., f64::max) as usize)
    }

    fn group(&self, group: &BarGroup, left: f64, width: f64, highest: f64) -> Markup {
        let (left, width) = (left + GROUP_GAP * width, (1. - 2. * GROUP_GAP) * width);
        let bar_width = width / group.bars.len().max(1) as f64;
        let mut bottom = 0.;
        let mut place = |series: usize, height: f64| match self.arrangement {
            BarArrangement::StackedCounts => {
                let y = bottom..bottom + height;
                bottom = y.end;
                BarPlace { x: left..left + width, y }
            }
            BarArrangement::Percentages => {
                let left = left + series as f64 * bar_width;
                BarPlace { x: left..left + bar_width, y: 0.0..height }
            }
        };
        // A count of nothing has no bar; a percentage of zero has one that tells its hint.
        let is_shown = |value: f64| self.arrangement == BarArrangement::Percentages || value > 0.;
        let bars = group.bars.iter().enumerate();
        let bars = bars.filter_map(|(series, of)| Some((series, of.as_ref()?)));
        html! {
            @for (series, Bar { value, hint }) in bars.filter(|(_, of)| is_shown(of.value)) {
                (bar(series, &place(series, value / highest), hint))
            }
        }
    }
}

/// Round numbers from 0 to beyond a highest count, at most six of them.
fn count_marks(highest: usize) -> Vec<usize> {
    let highest = highest.max(1);
    let decades = iter::successors(Some(1_usize), |decade| decade.checked_mul(10));
    let mut steps =
        decades.flat_map(|decade| [1, 2, 5].map(|factor| decade.saturating_mul(factor)));
    let step = steps.find(|step| highest.div_ceil(*step) <= 5).unwrap_or(highest);
    (0..=highest.div_ceil(step)).map(|i| i * step).collect()
}

#[cfg(test)]
mod tests {
    use super::super::diagram::DIAGRAM_HEIGHT;
    use super::*;

    fn chart(arrangement: BarArrangement, values: [[Option<f64>; 2]; 2]) -> String {
        let groups = values.map(|values| BarGroup {
            name: "0-10".into(),
            note: "n = 3".into(),
            bars: values.map(|value| value.map(|value| Bar { value, hint: "hint".into() })).into(),
        });
        let series = ["found", "missed"].map(str::to_owned).into();
        let [title, x_label, y_label] = ["Cars", "distance", "objects"].map(str::to_owned);
        let groups = groups.into();
        BarChart { title, x_label, y_label, series, groups, arrangement }.render().into_string()
    }

    fn heights(svg: &str) -> Vec<f64> {
        let bars = svg.split("<rect").filter(|bar| bar.contains("<title>"));
        let height = |bar: &str| bar.split("height=\"").nth(1)?.split('"').next()?.parse().ok();
        bars.filter_map(height).collect()
    }

    #[test]
    fn counts_of_a_group_make_a_pile_as_high_as_their_sum() {
        let values = [[Some(2.), Some(1.)], [Some(4.), Some(0.)]];
        let svg = chart(BarArrangement::StackedCounts, values);
        for (height, expected) in heights(&svg).into_iter().zip([0.5, 0.25, 1.]) {
            assert!((height - expected * DIAGRAM_HEIGHT).abs() < 0.06, "{height}");
        }
        assert_eq!(heights(&svg).len(), 3);
    }

    #[test]
    fn percentages_stand_beside_each_other_and_may_be_missing() {
        let svg = chart(BarArrangement::Percentages, [[Some(100.), Some(50.)], [None, None]]);
        let found = heights(&svg);
        let is_half = |height: f64| (height - DIAGRAM_HEIGHT / 2.).abs() < 0.06;
        assert!(found.len() == 2 && is_half(found[1]), "{found:?}");
    }

    #[test]
    fn a_chart_of_nothing_has_its_axes() {
        let empty = BarChart {
            title: "t".into(),
            x_label: "x".into(),
            y_label: "y".into(),
            series: vec![],
            groups: vec![],
            arrangement: BarArrangement::StackedCounts,
        };
        assert!(empty.render().into_string().contains("class=\"axis\""));
    }

    #[test]
    fn counts_have_round_marks_that_reach_beyond_the_highest() {
        for (highest, expected) in [
            (0, vec![0, 1]),
            (5, vec![0, 1, 2, 3, 4, 5]),
            (6, vec![0, 2, 4, 6]),
            (11, vec![0, 5, 10, 15]),
            (26, vec![0, 10, 20, 30]),
            (1000, vec![0, 200, 400, 600, 800, 1000]),
        ] {
            assert_eq!(count_marks(highest), expected);
        }
    }
}
