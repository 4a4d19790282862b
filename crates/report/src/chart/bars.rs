//! Bars of things that are counted apart.

use super::plot::{Plot, count_marks};

/// Groups of bars beside each other, or one above the other in a group.
pub(crate) struct BarChart<'a> {
    pub(crate) title: &'a str,
    pub(crate) x_label: &'a str,
    pub(crate) y_label: &'a str,
    /// Names of the series in the legend.
    pub(crate) series: &'a [&'a str],
    pub(crate) groups: Vec<Group>,
    /// Whether the values are counts, of which the bars of a group make one pile, or percentages.
    pub(crate) is_counts: bool,
}

/// A place on the x axis.
pub(crate) struct Group {
    pub(crate) name: String,
    /// Stands below the name.
    pub(crate) note: String,
    /// One for each series, which may have none here.
    pub(crate) bars: Vec<Option<Bar>>,
}

pub(crate) struct Bar {
    pub(crate) value: f64,
    /// Shows when the bar is pointed at.
    pub(crate) hint: String,
}

impl BarChart<'_> {
    pub(crate) fn svg(&self) -> String {
        let mut plot = Plot::new(self.title, self.series);
        let marks = self.marks();
        let highest = marks.last().map_or(1., |&highest| highest as f64);
        let marks: Vec<(f64, String)> =
            marks.iter().map(|&mark| (mark as f64 / highest, mark.to_string())).collect();
        plot.y_axis(self.y_label, &marks);
        let width = 1. / self.groups.len().max(1) as f64;
        for (place, group) in self.groups.iter().enumerate() {
            let left = place as f64 * width;
            plot.x_mark(left + width / 2., &group.name, &group.note);
            self.draw_group(&mut plot, group, [left + 0.1 * width, left + 0.9 * width], highest);
        }
        plot.x_label(self.x_label);
        plot.finish(0.)
    }

    fn marks(&self) -> Vec<usize> {
        if !self.is_counts {
            return vec![0, 20, 40, 60, 80, 100];
        }
        let pile = |group: &Group| group.bars.iter().flatten().map(|bar| bar.value).sum::<f64>();
        count_marks(self.groups.iter().map(pile).fold(0., f64::max) as usize)
    }

    fn draw_group(&self, plot: &mut Plot, group: &Group, [left, right]: [f64; 2], highest: f64) {
        let width = (right - left) / group.bars.len().max(1) as f64;
        let mut bottom = 0.;
        for (series, bar) in group.bars.iter().enumerate() {
            let Some(Bar { value, hint }) = bar else { continue };
            let height = value / highest;
            if self.is_counts {
                if *value > 0. {
                    plot.bar(series, [left, right], [bottom, bottom + height], hint);
                }
                bottom += height;
            } else {
                let left = left + series as f64 * width;
                plot.bar(series, [left, left + width], [0., height], hint);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn chart(is_counts: bool, values: [[Option<f64>; 2]; 2]) -> String {
        let groups = values.map(|values| Group {
            name: "0-10".into(),
            note: "n = 3".into(),
            bars: values.map(|value| value.map(|value| Bar { value, hint: "hint".into() })).into(),
        });
        let series = &["found", "missed"];
        let (title, x_label, y_label) = ("Cars", "distance", "objects");
        BarChart { title, x_label, y_label, series, groups: groups.into(), is_counts }.svg()
    }

    fn heights(svg: &str) -> Vec<f64> {
        let bars = svg.lines().filter(|line| line.contains("<title>"));
        let height = |line: &str| line.split("height=\"").nth(1)?.split('"').next()?.parse().ok();
        bars.filter_map(height).collect()
    }

    #[test]
    fn counts_of_a_group_make_a_pile_as_high_as_their_sum() {
        let svg = chart(true, [[Some(2.), Some(1.)], [Some(4.), Some(0.)]]);
        let whole = Plot::y(0.) - Plot::y(1.);
        for (height, expected) in heights(&svg).into_iter().zip([0.5, 0.25, 1.]) {
            assert!((height - expected * whole).abs() < 0.06, "{height}");
        }
        assert_eq!(heights(&svg).len(), 3);
    }

    #[test]
    fn percentages_stand_beside_each_other_and_may_be_missing() {
        let svg = chart(false, [[Some(100.), Some(50.)], [None, None]]);
        let whole = Plot::y(0.) - Plot::y(1.);
        let found = heights(&svg);
        assert!(found.len() == 2 && (found[1] - whole / 2.).abs() < 0.06, "{found:?}");
    }

    #[test]
    fn a_chart_of_nothing_has_its_axes() {
        let empty = BarChart {
            title: "t",
            x_label: "x",
            y_label: "y",
            series: &[],
            groups: vec![],
            is_counts: true,
        };
        assert!(empty.svg().contains("class=\"axis\""));
    }
}
