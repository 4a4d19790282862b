//! Appends to the event file of a run.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use prost::Message;
use voxelnet_files::write_atomically;

use super::message::{Event, Image, TaggedValue, Value, seconds_since_1970};
use super::record::{frame, intact_records};

/// The beginning of the name of an event file; seconds since 1970 and the name of the writer follow.
const PREFIX: &str = "events.out.tfevents.";
/// The name of an event file that is being written.
const PREPARED: &str = "events.prepared";
const RGB: u32 = 3;

/// The event file of a run, open for writing at its end.
#[derive(Debug)]
pub(crate) struct EventFile {
    file: File,
}

/// A point of the curve of a tag.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Scalar {
    pub(crate) tag: String,
    pub(crate) value: f64,
}

/// An RGB picture, encoded as PNG.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct PngPicture {
    pub(crate) png: Vec<u8>,
    pub(crate) width_px: u32,
    pub(crate) height_px: u32,
}

impl Scalar {
    pub(crate) fn new(tag: impl Into<String>, value: f64) -> Self {
        Self { tag: tag.into(), value }
    }
}

impl EventFile {
    /// Opens the newest event file of a run's folder at a step, or a new one where there is none.
    ///
    /// Records of later steps, which a killed run may have left after its last checkpoint, are
    /// dropped, and so is everything from the first torn or damaged record on.
    pub(crate) fn open(folder: &Path, step: u64) -> Result<Self, io::Error> {
        // A kill may have left a file that was to take another's place.
        let _ = fs::remove_file(folder.join(PREPARED));
        let former = event_files(folder)?;
        let content = former.last().map_or(Ok(Vec::new()), fs::read)?;
        let mut kept = records_until(step, &content);
        if kept.is_empty() {
            kept = frame(&Event::file_version().encode_to_vec());
        }
        let path = match &former[..] {
            [path] if kept == content => path.clone(),
            _ => begin_file(folder, &kept, &former)?,
        };
        Ok(Self { file: OpenOptions::new().append(true).open(path)? })
    }

    /// Adds a point at `step` to the curve of each tag. TensorBoard keeps 32 bits of a value.
    pub(crate) fn scalars(&mut self, step: u64, scalars: &[Scalar]) -> io::Result<()> {
        let tagged =
            |scalar: &Scalar| TaggedValue::new(&scalar.tag, Value::Scalar(scalar.value as f32));
        self.append(&Event::summary(step, scalars.iter().map(tagged).collect()))
    }

    /// Adds a picture to those of a tag.
    pub(crate) fn image(&mut self, step: u64, tag: &str, picture: PngPicture) -> io::Result<()> {
        let PngPicture { png, width_px: width, height_px: height } = picture;
        let image = Image { height, width, colorspace: RGB, png };
        self.append(&Event::summary(step, vec![TaggedValue::new(tag, Value::Image(image))]))
    }

    /// Writes a whole record at once, so that a killed run leaves all of it or nothing.
    fn append(&mut self, event: &Event) -> io::Result<()> {
        self.file.write_all(&frame(&event.encode_to_vec()))
    }
}

/// The event files of a folder, the newest last; more than one when a kill came while one took the place
/// of another.
fn event_files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if entry.file_name().to_string_lossy().starts_with(PREFIX) {
            files.push(entry.path());
        }
    }
    // The seconds have ten digits until the year 2286, so the order of names is that of time.
    files.sort();
    Ok(files)
}

/// The intact records of steps up to `step`, as they stand in the file.
fn records_until(step: u64, content: &[u8]) -> Vec<u8> {
    intact_records(content)
        .map_while(|record| Some((record, Event::decode(record.data).ok()?)))
        .filter(|(_, event)| event.step <= step)
        .flat_map(|(record, _)| record.framed)
        .copied()
        .collect()
}

/// Makes an event file with a name of this second and removes those that it stands for: a
/// TensorBoard that is running sees changes of a file that it has read only when the name is new.
///
/// The content is prepared under a name that TensorBoard ignores; it reads every file that has
/// `tfevents` in its name, be it hidden or temporary.
fn begin_file(folder: &Path, content: &[u8], former: &[PathBuf]) -> io::Result<PathBuf> {
    let prepared = folder.join(PREPARED);
    write_atomically(&prepared, content)?;
    let path = folder.join(format!("{PREFIX}{:010}.voxelnet", seconds_since_1970() as u64));
    fs::rename(prepared, &path)?;
    for former in former.iter().filter(|former| **former != path) {
        fs::remove_file(former)?;
    }
    Ok(path)
}

#[cfg(test)]
mod tests;
