//! The record of a detection: its settings, and the scans that are done.

use std::collections::HashMap;
use std::io::ErrorKind;
use std::path::Path;

use anyhow::{Context, Result, bail};
use clap::ValueEnum;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use voxelnet_files::read_text;

use super::format::Format;
use crate::scans::inputs::{Input, Source};

/// The file of the record in the folder of the results.
pub const RECORD: &str = "scans.jsonl";

/// The setting that names the formats.
pub const FORMATS: &str = "format";

/// Settings on which results depend, by the names of their options.
pub type Settings = Map<String, Value>;

/// The first line of the record.
#[derive(Serialize, Deserialize)]
struct FirstLine {
    settings: Settings,
}

/// A scan whose results are written. Fields may be added, not renamed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct DoneScan {
    pub frame: String,
    /// The path of the scan, without links.
    pub scan: String,
    /// Number of objects that were found.
    pub detections: usize,
    /// Bytes of `detections.jsonl` behind its lines.
    pub json_bytes: u64,
    /// Bytes of `detections.csv` behind its rows.
    pub csv_bytes: u64,
}

/// The record that an earlier detection left.
#[derive(Debug)]
pub struct Record {
    pub settings: Settings,
    pub done: Vec<DoneScan>,
    /// Bytes of its whole lines.
    pub num_bytes: u64,
}

impl Record {
    /// The record in a folder, if there is one.
    pub fn read(folder: &Path) -> Result<Option<Self>> {
        let path = folder.join(RECORD);
        let text = match read_text(&path) {
            Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
            other => other.with_context(|| path.display().to_string())?,
        };
        // A line without an end was being written when the program died.
        let whole = text.rfind('\n').map_or("", |end| &text[..=end]);
        let mut lines = whole.lines().enumerate();
        let Some((_, first)) = lines.next() else { return Ok(None) };
        let not_ours = |number: usize| {
            format!("{}:{}: not written by `voxelnet detect`", path.display(), number + 1)
        };
        let FirstLine { settings } = serde_json::from_str(first).with_context(|| not_ours(0))?;
        let done = lines
            .map(|(number, line)| serde_json::from_str(line).with_context(|| not_ours(number)));
        Ok(Some(Self {
            settings,
            done: done.collect::<Result<_>>()?,
            num_bytes: whole.len() as u64,
        }))
    }

    /// The formats of its results.
    pub fn formats(&self) -> Vec<Format> {
        let names = self.settings.get(FORMATS).and_then(Value::as_array).into_iter().flatten();
        names.filter_map(|name| Format::from_str(name.as_str()?, false).ok()).collect()
    }

    /// Refuses other settings.
    pub fn check_settings(&self, settings: &Settings, folder: &Path) -> Result<()> {
        let keys = settings.keys().chain(self.settings.keys());
        let Some(key) = keys.into_iter().find(|&key| settings.get(key) != self.settings.get(key))
        else {
            return Ok(());
        };
        let text = |value: Option<&Value>| value.map_or("nothing".into(), Value::to_string);
        bail!(
            "{}: was begun with other settings: {key} was {} and is {} now; choose another --out, or leave --resume out \
             to begin anew",
            folder.display(),
            text(self.settings.get(key)),
            text(settings.get(key))
        )
    }

    /// The scans of a list that are not done yet.
    pub fn undone(&self, inputs: Vec<Input>, folder: &Path) -> Result<Vec<Input>> {
        let done: HashMap<&str, &DoneScan> =
            self.done.iter().map(|done| (done.frame.as_str(), done)).collect();
        let mut undone = Vec::new();
        for input in inputs {
            match done.get(input.name.as_str()) {
                None => undone.push(input),
                Some(done) if done.scan == whole_path(&input) => {}
                Some(done) => bail!(
                    "{}: the results of {} are of {}, not of {input}; choose another --out",
                    folder.display(),
                    done.frame,
                    done.scan
                ),
            }
        }
        Ok(undone)
    }
}

/// The first line of a record.
pub fn first_line(settings: &Settings) -> Result<String> {
    Ok(serde_json::to_string(&FirstLine { settings: settings.clone() })? + "\n")
}

impl DoneScan {
    /// A line of the record.
    pub fn line(&self) -> Result<String> {
        Ok(serde_json::to_string(self)? + "\n")
    }
}

/// The path of a scan without links, by which it is known again.
pub fn whole_path(input: &Input) -> String {
    match &input.source {
        Source::File(path) => {
            path.canonicalize().unwrap_or_else(|_| path.clone()).display().to_string()
        }
        Source::Stdin | Source::Piece(_) => input.to_string(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use serde_json::json;

    use super::*;

    fn settings(min_score: f64) -> Settings {
        Settings::from_iter([("min-score".to_owned(), json!(min_score))])
    }

    fn done(frame: &str) -> DoneScan {
        let scan = format!("/scans/{frame}.bin");
        DoneScan { frame: frame.into(), scan, detections: 2, json_bytes: 9, csv_bytes: 0 }
    }

    fn record(end: &str) -> (tempfile::TempDir, Result<Option<Record>>) {
        let folder = tempfile::tempdir().unwrap();
        let text = first_line(&settings(0.5)).unwrap() + &done("a").line().unwrap();
        fs::write(folder.path().join(RECORD), text + end).unwrap();
        let record = Record::read(folder.path());
        (folder, record)
    }

    #[test]
    fn a_line_without_an_end_is_not_done() {
        let (_folder, whole) = record("");
        let (_folder, cut) = record(r#"{"frame":"b","#);
        let [whole, cut] = [whole, cut].map(|record| record.unwrap().unwrap());
        assert_eq!(cut.done, [done("a")]);
        assert_eq!((cut.num_bytes, cut.settings), (whole.num_bytes, settings(0.5)));
        assert!(Record::read(tempfile::tempdir().unwrap().path()).unwrap().is_none());
    }

    #[test]
    fn other_lines_are_named() {
        let (_folder, record) = record("{}\n");
        let error = format!("{:#}", record.unwrap_err());
        assert!(error.contains("scans.jsonl:3: not written by `voxelnet detect`"), "{error}");
    }

    #[test]
    fn other_settings_and_other_scans_of_the_name_are_refused() {
        let (_folder, record) = record("");
        let record = record.unwrap().unwrap();
        let folder = Path::new("out");
        record.check_settings(&settings(0.5), folder).unwrap();
        let error = record.check_settings(&settings(0.25), folder).unwrap_err().to_string();
        assert!(error.contains("min-score was 0.5 and is 0.25 now"), "{error}");
        let inputs = |paths: &[&str]| -> Vec<Input> {
            paths.iter().map(|path| Input::of_file(Path::new(path))).collect()
        };
        let undone = record.undone(inputs(&["/scans/a.bin", "/scans/b.bin"]), folder);
        assert_eq!(undone.unwrap()[0].name, "b");
        let error = record.undone(inputs(&["/others/a.bin"]), folder).unwrap_err();
        assert!(error.to_string().contains("are of /scans/a.bin, not of /others/a.bin"), "{error}");
    }
}
