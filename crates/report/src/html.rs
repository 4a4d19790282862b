//! Texts in HTML.

use std::fmt::Write;

/// Text as it may stand in an element or in the quotes of an attribute.
pub(crate) fn escaped(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => safe.push_str("&amp;"),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '"' => safe.push_str("&quot;"),
            '\'' => safe.push_str("&#39;"),
            c => safe.push(c),
        }
    }
    safe
}

/// A file name as a part of an address.
pub(crate) fn in_address(name: &str) -> String {
    let mut address = String::with_capacity(name.len());
    for byte in name.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            address.push(char::from(byte));
        } else {
            // Writing to a String cannot fail.
            let _ = write!(address, "%{byte:02X}");
        }
    }
    address
}

/// A name as the part of an id, which links can name: letters, digits and dashes.
pub(crate) fn in_id(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() { c } else { '-' }).collect()
}

/// A percentage as tables show it; `-` where there is none.
pub(crate) fn percent(value: Option<f64>) -> String {
    value.map_or_else(|| "-".to_owned(), |value| format!("{value:.2}"))
}

/// A score with three digits behind the point, as columns align; huge ones with their power of ten.
pub(crate) fn score_cell(score: f64) -> String {
    if score.abs() >= 1e6 { format!("{score:.2e}") } else { format!("{score:.3}") }
}

/// The same without needless digits, as it stands in a sentence.
pub(crate) fn score_text(score: f64) -> String {
    if score.abs() >= 1e6 {
        return score_cell(score);
    }
    let text = score_cell(score);
    let short = text.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

/// A distance to the decimetre; one beyond any map with its power of ten.
pub(crate) fn metres(distance: f64) -> String {
    if distance < 1e6 { format!("{distance:.1} m") } else { format!("{distance:.2e} m") }
}

/// `1 object`, `2 objects`.
pub(crate) fn counted(number: usize, thing: &str) -> String {
    format!("{number} {thing}{}", if number == 1 { "" } else { "s" })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn nothing_in_a_text_ends_its_element_or_its_attribute() {
        assert_eq!(
            escaped(r#"</title><a href='x' b="&amp;">"#),
            "&lt;/title&gt;&lt;a href=&#39;x&#39; b=&quot;&amp;amp;&quot;&gt;"
        );
    }

    #[test]
    fn names_of_files_are_whole_in_an_address() {
        assert_eq!(in_address("000123.html"), "000123.html");
        assert_eq!(in_address("a#b%?\"ü"), "a%23b%25%3F%22%C3%BC");
    }

    #[test]
    fn ids_hold_no_character_that_a_link_would_have_to_escape() {
        assert_eq!(in_id("Box truck/2"), "Box-truck-2");
    }

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

    #[test]
    fn one_thing_is_no_plural() {
        assert_eq!([0, 1, 2].map(|n| counted(n, "object")), ["0 objects", "1 object", "2 objects"]);
    }
}
