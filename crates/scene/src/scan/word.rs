//! Numbers as texts spell them.

/// The text without the mark that some editors put before it.
pub fn without_byte_order_mark(bytes: &[u8]) -> &[u8] {
    bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes)
}

/// The number that a word of an ASCII file is, if it is one.
///
/// Numbers that are not finite have the names that C libraries write: `nan`, `inf` and `infinity` in any case,
/// and of Windows `-nan(ind)`, `nan(snan)`, `1.#QNAN`, `-1.#IND`, `1.#INF` and the like.
pub fn number_from_word(word: &str) -> Option<f64> {
    word.parse().ok().or_else(|| not_finite(word))
}

fn not_finite(word: &str) -> Option<f64> {
    let word = word.to_ascii_lowercase();
    let (is_negative, name) = match word.strip_prefix('-') {
        Some(name) => (true, name),
        None => (false, word.strip_prefix('+').unwrap_or(&word)),
    };
    let in_parentheses = |text: &str| text.starts_with('(') && text.ends_with(')');
    if name.strip_prefix("nan").is_some_and(in_parentheses) {
        return Some(f64::NAN);
    }
    // Digits behind are the rest of the width that was asked for.
    match name.strip_prefix("1.#")?.trim_end_matches('0') {
        "inf" if is_negative => Some(f64::NEG_INFINITY),
        "inf" => Some(f64::INFINITY),
        "qnan" | "snan" | "nan" | "ind" => Some(f64::NAN),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_that_are_not_finite_have_many_names() {
        for word in [
            "nan",
            "NaN",
            "-nan",
            "+NAN",
            "-nan(ind)",
            "NAN(IND)",
            "nan(snan)",
            "nan(0x7fc00000)",
            "1.#QNAN",
            "-1.#IND",
            "1.#SNAN",
            "-1.#IND000",
            "1.#qnan0",
        ] {
            assert!(number_from_word(word).is_some_and(f64::is_nan), "{word}");
        }
        for word in ["inf", "Infinity", "INFINITY", "+inf", "1.#INF", "1.#INF00"] {
            assert_eq!(number_from_word(word), Some(f64::INFINITY), "{word}");
        }
        for word in ["-inf", "-Infinity", "-1.#INF"] {
            assert_eq!(number_from_word(word), Some(f64::NEG_INFINITY), "{word}");
        }
    }

    #[test]
    fn words_that_are_no_numbers_stay_so() {
        for word in
            ["", "x", "1,5", "nan(", "nanx", "1.#", "1.#X", "2.#INF", "1.#INF5", "--1", "0x10"]
        {
            assert_eq!(number_from_word(word), None, "{word}");
        }
        assert_eq!(number_from_word("-1.5e3"), Some(-1500.));
    }
}
