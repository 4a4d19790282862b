//! Colours and fonts of all charts.

/// The style of charts on a page.
///
/// The page chooses the colours, dark on light or light on dark, in the variables `--page`, `--ink`,
/// `--soft`, `--line`, and `--s0` to `--s6` of the series.
pub const CHART_STYLE: &str = include_str!("chart.css");

const NUM_SERIES_COLORS: usize = 7;

/// Dark on white. The colours of series stay apart in all common kinds of colour blindness: those of
/// M. Okabe and K. Ito, "Color Universal Design" (2008), but for the yellow, which is too pale for
/// lines on white.
const FILE_COLORS: [(&str, &str); 4 + NUM_SERIES_COLORS] = [
    ("var(--page)", "#fff"),
    ("var(--ink)", "#323232"),
    ("var(--soft)", "#6e6e6e"),
    ("var(--line)", "#dedede"),
    ("var(--s0)", "#0072b2"),
    ("var(--s1)", "#d55e00"),
    ("var(--s2)", "#009e73"),
    ("var(--s3)", "#cc79a7"),
    ("var(--s4)", "#e69f00"),
    ("var(--s5)", "#56b4e9"),
    ("var(--s6)", "#000"),
];

/// The style of charts in a file, where no page chooses colours and not every reader knows variables.
pub(super) fn file_style() -> String {
    FILE_COLORS
        .iter()
        .fold(CHART_STYLE.to_owned(), |style, (variable, color)| style.replace(variable, color))
}

/// The class of a series; colours come again when there are too many series.
pub(super) fn series_class(index: usize) -> String {
    format!("s{}", index % NUM_SERIES_COLORS)
}

/// The style of something in a colour of its own.
pub(super) fn style_of(color: Option<&str>) -> Option<String> {
    color.map(|color| format!("color:{color}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_a_color_for_every_variable() {
        assert!(!file_style().contains("var("));
        let is_used = |(variable, _): &(&str, &str)| CHART_STYLE.contains(variable);
        assert!(FILE_COLORS.iter().all(is_used));
    }

    #[test]
    fn colors_come_again_after_the_last_and_each_has_a_rule() {
        assert_eq!(series_class(NUM_SERIES_COLORS), series_class(0));
        for index in 0..NUM_SERIES_COLORS {
            assert!(CHART_STYLE.contains(&format!(".{} {{", series_class(index))));
        }
    }
}
