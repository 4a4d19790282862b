//! A finding: a defect, or a fact worth knowing.

use std::error::Error;
use std::fmt::{self, Display, Formatter};

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};

/// The remedy of a finding without one.
pub(crate) const NO_REMEDY: &str = "";

/// The severity of a finding; the worst comes first.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Nothing useful can be learned or found like this.
    Error,
    /// Objects are lost, or an evaluation says less than it seems to.
    Warning,
    /// Good to know.
    Note,
}

/// The result of a check.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Finding {
    /// Its severity.
    pub severity: Severity,
    /// The check that found it, a name that does not change.
    pub check: &'static str,
    /// The defect, in a plain sentence.
    pub sentence: String,
    /// The numbers behind it.
    pub evidence: Evidence,
    /// The remedy: an option, a key of the configuration, a file or a command; empty where there is none.
    pub remedy: String,
}

impl Finding {
    pub(crate) fn new(
        severity: Severity,
        check: &'static str,
        sentence: impl Into<String>,
        remedy: impl Into<String>,
    ) -> Self {
        let (sentence, remedy) = (sentence.into(), remedy.into());
        Self { severity, check, sentence, evidence: Evidence::default(), remedy }
    }

    /// The same finding with one more number.
    pub(crate) fn with(mut self, name: &'static str, value: impl Into<f64>) -> Self {
        self.evidence.0.push((name, value.into()));
        self
    }

    /// The same finding with one more number of things.
    pub(crate) fn with_count(self, name: &'static str, count: usize) -> Self {
        self.with(name, count as f64)
    }
}

/// Named numbers, in the order in which they were given.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Evidence(Vec<(&'static str, f64)>);

impl Evidence {
    /// The number of a name.
    pub fn get(&self, name: &str) -> Option<f64> {
        self.0.iter().find(|(known, _)| *known == name).map(|(_, value)| *value)
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl Display for Evidence {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (i, (name, value)) in self.0.iter().enumerate() {
            let comma = if i == 0 { "" } else { ", " };
            write!(f, "{comma}{} {}", name.replace('_', " "), rounded(*value))?;
        }
        Ok(())
    }
}

impl Serialize for Evidence {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            if is_whole(*value) {
                map.serialize_entry(name, &(*value as i64))?;
            } else {
                map.serialize_entry(name, value)?;
            }
        }
        map.end()
    }
}

/// Whether a number is one of things, which is written without decimals.
fn is_whole(value: f64) -> bool {
    value.fract() == 0. && value.abs() < 1e15
}

/// A number as a person reads it, about three digits.
pub(crate) fn rounded(value: f64) -> String {
    match value.abs() {
        _ if is_whole(value) => format!("{value}"),
        size if size >= 1e9 => format!("{value:.2e}"),
        size if size >= 100. => format!("{value:.0}"),
        size if size >= 1. => format!("{value:.2}"),
        size if size >= 0.001 => format!("{value:.3}"),
        _ => format!("{value:.2e}"),
    }
}

/// The message of an error with its causes, on one line; of several lines the first.
pub(crate) fn said_by(error: &dyn Error) -> String {
    let first_line = |error: &dyn Error| {
        let text = error.to_string();
        text.lines().next().unwrap_or_default().to_owned()
    };
    let mut message = first_line(error);
    let mut source = error.source();
    while let Some(cause) = source {
        let text = first_line(cause);
        if !message.ends_with(&text) {
            message = format!("{message}: {text}");
        }
        source = cause.source();
    }
    message
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn evidence_is_read_by_people_and_by_programs() {
        let finding = Finding::new(Severity::Warning, "height", "Low.", "Lift it.")
            .with_count("scans_read", 20)
            .with("height_m", -1.73456)
            .with("share", 1e-5);
        assert_eq!(finding.evidence.to_string(), "scans read 20, height m -1.73, share 1.00e-5");
        assert_eq!(
            serde_json::to_string(&finding).unwrap(),
            r#"{"severity":"warning","check":"height","sentence":"Low.","evidence":{"scans_read":20,"height_m":-1.73456,"share":0.00001},"remedy":"Lift it."}"#
        );
        assert_eq!(finding.evidence.get("share"), Some(1e-5));
    }

    #[test]
    fn the_worst_comes_first() {
        assert!(Severity::Error < Severity::Warning && Severity::Warning < Severity::Note);
    }
}
