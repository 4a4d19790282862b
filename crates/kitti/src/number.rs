//! Numbers as C's parsers take them.

/// The finite number that a text is: decimal as in Rust, or hexadecimal as in C (`0x1.8p-1`).
pub(crate) fn parse_number(text: &str) -> Option<f64> {
    text.parse().ok().or_else(|| hexadecimal(text)).filter(|number: &f64| number.is_finite())
}

fn hexadecimal(text: &str) -> Option<f64> {
    let (sign, unsigned) = match text.as_bytes().first()? {
        b'-' => (-1., &text[1..]),
        b'+' => (1., &text[1..]),
        _ => (1., text),
    };
    let digits = unsigned.strip_prefix("0x").or_else(|| unsigned.strip_prefix("0X"))?;
    let (mantissa, exponent) = match digits.split_once(['p', 'P']) {
        Some((mantissa, exponent)) => (mantissa, exponent.parse::<i32>().ok()?),
        None => (digits, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return None;
    }
    let mut value = 0.;
    for digit in whole.chars().chain(fraction.chars()) {
        value = value * 16. + f64::from(digit.to_digit(16)?);
    }
    let num_places = i32::try_from(fraction.len()).ok()?;
    Some(sign * value * 2_f64.powi(exponent.checked_sub(num_places.checked_mul(4)?)?))
}

#[cfg(test)]
mod tests {
    use super::parse_number;

    #[test]
    fn every_spelling_of_c_is_a_number() {
        for (text, number) in [
            ("12", 12.),
            ("-0.5", -0.5),
            ("1e-3", 0.001),
            ("+.5", 0.5),
            ("5.", 5.),
            ("1E2", 100.),
            ("0x10", 16.),
            ("-0x1.8p1", -3.),
            ("0X.8P-1", 0.25),
        ] {
            assert_eq!(parse_number(text), Some(number), "{text}");
        }
    }

    #[test]
    fn anything_else_and_what_is_not_finite_is_none() {
        for text in [
            "", "-", "x", "1,5", "0x", "0x.", "0xg", "0x1p", "1e", "nan", "inf", "1e999",
            "0x1p9999",
        ] {
            assert_eq!(parse_number(text), None, "{text}");
        }
    }
}
