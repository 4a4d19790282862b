//! The objects of all scans as lines: on stdout, or in files that grow scan by scan.

use std::io;
use std::path::{Path, PathBuf};

use anyhow::{Context, Error, Result, ensure};
use voxelnet_files::{GrowingFile, counted};

use super::format::Format;
use super::record::{DoneScan, RECORD, Record, Settings, first_line};
use crate::output::found_object::FoundObject;
use crate::output::objects::{CSV_HEADER, csv_rows, jsonl};

pub const JSON_FILE: &str = "detections.jsonl";
pub const CSV_FILE: &str = "detections.csv";

/// The files in the folder of the results that hold the objects of all scans, and the record of the scans that are done.
pub struct LineFiles {
    json: Option<LineFile>,
    csv: Option<LineFile>,
    record: LineFile,
}

impl LineFiles {
    /// New files in place of those that are there. The record comes first: whoever has it has all.
    pub fn create(folder: &Path, formats: &[Format], settings: &Settings) -> Result<Self> {
        let was_there = folder.join(RECORD).exists();
        let mut record = LineFile::create(folder, RECORD)?;
        let created = record
            .append(&first_line(settings)?)
            .and_then(|()| Self::create_behind(record, folder, formats));
        if created.is_err() && !was_there {
            // Nothing was begun; the error that says why is the one to report.
            let _ = std::fs::remove_file(folder.join(RECORD));
        }
        created
    }

    fn create_behind(record: LineFile, folder: &Path, formats: &[Format]) -> Result<Self> {
        let create = |format, name, header: &str| {
            let new = || {
                let mut file = LineFile::create(folder, name)?;
                file.append(header)?;
                Ok::<_, Error>(file)
            };
            formats.contains(&format).then(new).transpose()
        };
        let json = create(Format::Json, JSON_FILE, "")?;
        let csv = create(Format::Csv, CSV_FILE, CSV_HEADER)?;
        Ok(Self { json, csv, record })
    }

    /// The files of an earlier detection, up to the last scan that was done.
    pub fn reopen(folder: &Path, formats: &[Format], record: &Record) -> Result<Self> {
        let Some(last) = record.done.last() else {
            return Self::create(folder, formats, &record.settings);
        };
        if formats.contains(&Format::Json) {
            let num_lines = record.done.iter().map(|done| done.detections).sum();
            require_lines(&folder.join(JSON_FILE), last.json_bytes, num_lines)?;
        }
        let of_record = LineFile::reopen(folder, RECORD, record.num_bytes)?;
        let reopen = |format, name, num_bytes| {
            let open = || LineFile::reopen(folder, name, num_bytes);
            formats.contains(&format).then(open).transpose()
        };
        Ok(Self {
            json: reopen(Format::Json, JSON_FILE, last.json_bytes)?,
            csv: reopen(Format::Csv, CSV_FILE, last.csv_bytes)?,
            record: of_record,
        })
    }

    /// Appends the objects of a scan to all files, or to none when one cannot be written.
    pub fn append(&mut self, frame: &str, scan: String, objects: &[FoundObject]) -> Result<()> {
        let before: Vec<u64> = self.files().map(|file| file.file.length()).collect();
        let appended = self.append_to_each(frame, scan, objects);
        if appended.is_err() {
            self.files().zip(before).for_each(|(file, length)| file.file.cut(length));
        }
        appended
    }

    fn append_to_each(&mut self, frame: &str, scan: String, objects: &[FoundObject]) -> Result<()> {
        if let Some(json) = &mut self.json {
            json.append(&jsonl(objects)?)?;
        }
        if let Some(csv) = &mut self.csv {
            csv.append(&csv_rows(objects))?;
        }
        let length = |file: &Option<LineFile>| file.as_ref().map_or(0, |file| file.file.length());
        let done = DoneScan {
            frame: frame.into(),
            scan,
            detections: objects.len(),
            json_bytes: length(&self.json),
            csv_bytes: length(&self.csv),
        };
        self.record.append(&done.line()?)
    }

    /// Waits until the disk has all lines.
    pub fn sync(&mut self) -> Result<()> {
        self.files().try_for_each(|file| file.context(file.file.sync()))
    }

    fn files(&mut self) -> impl Iterator<Item = &mut LineFile> {
        self.json.iter_mut().chain(&mut self.csv).chain([&mut self.record])
    }
}

/// Refuses a file whose beginning does not have as many whole lines as were written.
fn require_lines(path: &Path, num_bytes: u64, num_lines: usize) -> Result<()> {
    let text = std::fs::read(path).with_context(|| cannot_go_on(path))?;
    let written = text.get(..num_bytes as usize).unwrap_or(&text);
    let num_found = written.iter().filter(|&&byte| byte == b'\n').count();
    let is_whole =
        written.len() as u64 == num_bytes && written.last().is_none_or(|&byte| byte == b'\n');
    ensure!(
        is_whole && num_found == num_lines,
        "{}: has changed since it was written, expected {} in {num_bytes} bytes",
        cannot_go_on(path),
        counted(num_lines, "line")
    );
    Ok(())
}

fn cannot_go_on(path: &Path) -> String {
    format!("cannot go on with {}; leave --resume out to begin anew", path.display())
}

/// A growing file and its path, for errors.
struct LineFile {
    path: PathBuf,
    file: GrowingFile,
}

impl LineFile {
    fn create(folder: &Path, name: &str) -> Result<Self> {
        let path = folder.join(name);
        let file = GrowingFile::create(&path).with_context(|| cannot_write(&path))?;
        Ok(Self { path, file })
    }

    fn reopen(folder: &Path, name: &str, length: u64) -> Result<Self> {
        let path = folder.join(name);
        let file = GrowingFile::reopen(&path, length).with_context(|| cannot_go_on(&path))?;
        Ok(Self { path, file })
    }

    fn append(&mut self, block: &str) -> Result<()> {
        let appended = self.file.append(block.as_bytes());
        self.context(appended)
    }

    fn context(&self, result: io::Result<()>) -> Result<()> {
        result.with_context(|| cannot_write(&self.path))
    }
}

fn cannot_write(path: &Path) -> String {
    format!("cannot write {}", path.display())
}
