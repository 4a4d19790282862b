//! The report of an examination.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use serde::Serialize;
use serde::ser::SerializeStruct;
use voxelnet_files::counted;

use crate::finding::{Finding, Severity};

/// The subject of an examination, and its findings, the worst first.
#[derive(Clone, Debug, PartialEq)]
pub struct Report {
    /// The subject of the examination.
    pub looked_at: LookedAt,
    findings: Vec<Finding>,
}

/// The subject of an examination.
#[derive(Clone, Debug, Default, PartialEq, Serialize)]
pub struct LookedAt {
    /// The dataset with its split, or the scans.
    pub what: String,
    /// The source of the configuration.
    pub configuration: String,
    /// The number of frames.
    pub frames: usize,
    /// The number of frames that were read, points and all.
    pub frames_read: usize,
    /// The number of points in these.
    pub points: usize,
    /// Labelled objects of all frames by their type, under the name that it has among the classes.
    pub objects: BTreeMap<String, usize>,
}

impl Report {
    pub(crate) fn new(looked_at: LookedAt, mut findings: Vec<Finding>) -> Self {
        findings.sort_by_key(|finding| finding.severity);
        Self { looked_at, findings }
    }

    /// The findings, the worst first.
    pub fn findings(&self) -> &[Finding] {
        &self.findings
    }

    /// The number of findings of a severity.
    pub fn count(&self, severity: Severity) -> usize {
        self.findings.iter().filter(|finding| finding.severity == severity).count()
    }

    /// Puts one more finding in its place.
    pub fn add(&mut self, finding: Finding) {
        self.findings.push(finding);
        self.findings.sort_by_key(|finding| finding.severity);
    }

    /// The report as a person reads it; its last line is the summary.
    pub fn text(&self) -> String {
        let LookedAt { what, configuration, frames, frames_read, points, objects } =
            &self.looked_at;
        let objects: Vec<String> =
            objects.iter().map(|(kind, count)| format!("{count} {kind}")).collect();
        let objects = if objects.is_empty() { "no labels".to_owned() } else { objects.join(", ") };
        let mut text = format!(
            "looked at      {what}: {frames_read} of {} read, {}; {objects}\n\
             configuration  {configuration}\n",
            counted(*frames, "frame"),
            counted(*points, "point")
        );
        for (severity, heading) in [
            (Severity::Error, "Errors"),
            (Severity::Warning, "Warnings"),
            (Severity::Note, "Notes"),
        ] {
            if self.count(severity) == 0 {
                continue;
            }
            // Writing to a String cannot fail.
            let _ = writeln!(text, "\n{heading}");
            for finding in self.findings.iter().filter(|finding| finding.severity == severity) {
                write_finding(&mut text, finding);
            }
        }
        let _ = writeln!(text, "\n{}", self.summary());
        text
    }

    /// One line: how many findings of which severity.
    pub fn summary(&self) -> String {
        let count = |severity, one: &str| match self.count(severity) {
            0 => format!("no {one}s"),
            count => counted(count, one),
        };
        format!(
            "{}, {}, {}",
            count(Severity::Error, "error"),
            count(Severity::Warning, "warning"),
            count(Severity::Note, "note")
        )
    }
}

fn write_finding(text: &mut String, finding: &Finding) {
    let Finding { check, sentence, evidence, remedy, .. } = finding;
    let _ = writeln!(text, "\n  {sentence} [{check}]");
    if !evidence.is_empty() {
        let _ = writeln!(text, "    evidence: {evidence}");
    }
    if !remedy.is_empty() {
        let _ = writeln!(text, "    remedy: {remedy}");
    }
}

impl Serialize for Report {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut report = serializer.serialize_struct("Report", 5)?;
        report.serialize_field("looked_at", &self.looked_at)?;
        report.serialize_field("errors", &self.count(Severity::Error))?;
        report.serialize_field("warnings", &self.count(Severity::Warning))?;
        report.serialize_field("notes", &self.count(Severity::Note))?;
        report.serialize_field("findings", &self.findings)?;
        report.end()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn report() -> Report {
        let finding = |severity, check| Finding::new(severity, check, "So it is.", "Mend it.");
        let looked_at = LookedAt {
            what: "data, split train".into(),
            configuration: "a.toml".into(),
            frames: 3,
            frames_read: 2,
            points: 70,
            objects: [("Car".to_owned(), 4)].into(),
        };
        let mut report = Report::new(
            looked_at,
            vec![finding(Severity::Note, "a"), finding(Severity::Error, "b").with("share", 0.5)],
        );
        report.add(finding(Severity::Error, "c"));
        report
    }

    #[test]
    fn the_worst_stands_first_and_the_summary_last() {
        assert_eq!(
            report().text(),
            "looked at      data, split train: 2 of 3 frames read, 70 points; 4 Car\n\
             configuration  a.toml\n\
             \nErrors\n\
             \n  So it is. [b]\n    evidence: share 0.500\n    remedy: Mend it.\n\
             \n  So it is. [c]\n    remedy: Mend it.\n\
             \nNotes\n\
             \n  So it is. [a]\n    remedy: Mend it.\n\
             \n2 errors, no warnings, 1 note\n"
        );
    }

    #[test]
    fn the_json_has_the_documented_shape() {
        let value = serde_json::to_value(report()).unwrap();
        assert_eq!(
            (&value["errors"], &value["warnings"], &value["notes"]),
            (&2.into(), &0.into(), &1.into())
        );
        assert_eq!(value["looked_at"]["objects"]["Car"], 4);
        assert_eq!(value["findings"][0]["evidence"]["share"], 0.5);
        assert_eq!(value["findings"][2]["severity"], "note");
    }
}
