//! Numbers as the page shows them.

/// A percentage as tables show it; `-` where there is none.
pub(super) fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

/// A score with three digits behind the point, as columns align; huge ones with their power of ten.
pub(super) fn score_cell(score: f64) -> String {
    if score.abs() >= 1e6 { format!("{score:.2e}") } else { format!("{score:.3}") }
}

/// The same without needless digits, as it stands in a sentence.
pub(super) fn score_text(score: f64) -> String {
    if score.abs() >= 1e6 {
        return score_cell(score);
    }
    let text = score_cell(score);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// A distance to the decimetre; one beyond any map with its power of ten.
pub(super) fn metres(distance: f64) -> String {
    if distance < 1e6 { format!("{distance:.1} m") } else { format!("{distance:.2e} m") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn scores_have_no_needless_digits() {
        let scores = [0.5, 1., 0., -0., 0.12345, -3.25, 1e3, -1.5e300].map(score_text);
        assert_eq!(scores, ["0.5", "1", "0", "0", "0.123", "-3.25", "1000", "-1.50e300"]);
        assert_eq!([0.5, -1e6].map(score_cell), ["0.500", "-1.00e6"]);
    }

    #[test]
    fn distances_are_short_whatever_they_are() {
        let distances = [0.04, 31.25, 1e300, f64::NAN].map(metres);
        assert_eq!(distances, ["0.0 m", "31.2 m", "1.00e300 m", "NaN m"]);
    }
}
