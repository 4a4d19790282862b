//! Corruptions as text: typed and in tables.

use std::fmt;
use std::str::FromStr;

use super::corruption::Corruption;
use super::error::{CLEAN, CorruptionError};
use super::kind::CorruptionKind;

impl fmt::Display for Corruption {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.kind() {
            None => f.write_str(CLEAN),
            Some(kind) => write!(f, "{kind}={}", self.strength()),
        }
    }
}

impl FromStr for Corruption {
    type Err = CorruptionError;

    fn from_str(text: &str) -> Result<Self, CorruptionError> {
        if text == CLEAN {
            return Ok(Self::Clean);
        }
        let kind_called = |name| CorruptionKind::ALL.into_iter().find(|kind| kind.name() == name);
        let (kind, value) = text
            .split_once('=')
            .and_then(|(name, value)| Some((kind_called(name)?, value)))
            .ok_or_else(|| CorruptionError::Unknown { text: text.to_owned() })?;
        match value.parse() {
            Ok(strength) => kind.at(strength),
            Err(_) => Err(CorruptionError::Strength { kind, value: value.to_owned() }),
        }
    }
}

impl From<Corruption> for String {
    fn from(corruption: Corruption) -> Self {
        corruption.to_string()
    }
}

impl TryFrom<String> for Corruption {
    type Error = CorruptionError;

    fn try_from(text: String) -> Result<Self, CorruptionError> {
        text.parse()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    proptest! {
        #[test]
        fn every_corruption_is_read_back_from_its_name(kind in 0..5_usize, strength in 0. ..=1.) {
            let corruption = CorruptionKind::ALL[kind].at(strength).unwrap();
            prop_assert_eq!(corruption.to_string().parse(), Ok(corruption));
        }
    }

    #[test]
    fn the_standard_ones_have_short_names_without_blanks() {
        let names: Vec<String> = Corruption::STANDARD.iter().map(Corruption::to_string).collect();
        assert_eq!(
            names.join(" "),
            "clean jitter=0.01 jitter=0.03 jitter=0.1 dropout=0.1 dropout=0.4 dropout=0.7 \
             outliers=0.01 outliers=0.05 rings=0.25 rings=0.5 intensity=0.5 intensity=1"
        );
        for (name, corruption) in names.iter().zip(Corruption::STANDARD) {
            assert_eq!(name.parse(), Ok(*corruption));
        }
    }

    #[test]
    fn serde_reads_and_writes_the_names() {
        let json = serde_json::to_string(Corruption::STANDARD).unwrap();
        assert!(json.starts_with(r#"["clean","jitter=0.01","#), "{json}");
        let read: Vec<Corruption> = serde_json::from_str(&json).unwrap();
        assert_eq!(read, Corruption::STANDARD);
        let refused = serde_json::from_str::<Corruption>(r#""jitter=2""#).unwrap_err();
        assert!(refused.to_string().starts_with("jitter=2: expected"), "{refused}");
    }

    #[test]
    fn other_texts_are_refused_with_what_is_expected() {
        let refusal = |text: &str| text.parse::<Corruption>().unwrap_err().to_string();
        for text in ["", "fog=0.5", "jitter", "Jitter=0.05", " jitter=0.05", "clean=0", "=0.5"] {
            assert_eq!(
                refusal(text),
                format!(
                    "\"{text}\" is no corruption, expected clean or, with a number of 0 to 1, one of \
                     jitter=NUMBER, dropout=NUMBER, outliers=NUMBER, rings=NUMBER, \
                     intensity=NUMBER; jitter is in metres, the others are shares"
                )
            );
        }
        assert_eq!(
            refusal("jitter=5cm"),
            "jitter=5cm: expected as standard deviation of the jitter in metres a number of 0 to 1"
        );
        for value in ["", "1.5", "-0.1", "50%", " 0.5", "NaN", "inf", "0.5=0.5"] {
            assert_eq!(
                refusal(&format!("dropout={value}")),
                format!("dropout={value}: expected as share of points missing a number of 0 to 1")
            );
        }
    }
}
