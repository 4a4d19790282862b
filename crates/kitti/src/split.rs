//! Lists of frames, one identifier a line.

use std::collections::HashSet;
use std::path::Path;

use voxelnet_files::{quotable, write_atomically};

use crate::error::{KittiError, RowError, read_text};

/// Reads the frames of a split file in their order; blank lines are skipped.
///
/// # Errors
///
/// [`KittiError::Io`], and [`KittiError::MalformedRows`] with every frame that cannot be a file's name or is
/// listed again.
pub fn read_split(path: &Path) -> Result<Vec<String>, KittiError> {
    let numbered = read_numbered_split(path)?;
    Ok(numbered.into_iter().map(|listed| listed.frame).collect())
}

/// A frame of a split with its line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NumberedFrame {
    /// Counted from 1.
    pub line: usize,
    /// The name of the frame.
    pub frame: String,
}

/// As [`read_split`], each frame with its line.
///
/// # Errors
///
/// As [`read_split`].
pub fn read_numbered_split(path: &Path) -> Result<Vec<NumberedFrame>, KittiError> {
    let text = read_text(path)?;
    let (mut seen, mut frames, mut wrong) = (HashSet::new(), Vec::new(), Vec::new());
    let rows = text.lines().map(str::trim).zip(1..).filter(|(frame, _)| !frame.is_empty());
    for (frame, line) in rows {
        let (path, owned) = (path.to_owned(), frame.to_owned());
        if check_frame_id(frame).is_err() {
            wrong.push(RowError::FrameName { path, line, frame: quotable(frame) });
        } else if !seen.insert(frame) {
            wrong.push(RowError::RepeatedFrame { path, line, frame: quotable(frame) });
        } else {
            frames.push(NumberedFrame { line, frame: owned });
        }
    }
    if wrong.is_empty() { Ok(frames) } else { Err(KittiError::MalformedRows { rows: wrong }) }
}

/// Writes a split file.
///
/// # Errors
///
/// [`KittiError::Name`] for a frame that cannot be a file's name, and [`KittiError::Io`].
pub fn write_split(path: &Path, frames: &[String]) -> Result<(), KittiError> {
    frames.iter().try_for_each(|frame| check_frame_id(frame))?;
    let text: String = frames.iter().map(|frame| format!("{frame}\n")).collect();
    write_atomically(path, text.as_bytes()).map_err(|reason| KittiError::io(path, reason))
}

pub(crate) fn check_frame_id(frame: &str) -> Result<(), KittiError> {
    check_name("frame", frame, "000123")
}

/// Checks that a name from outside cannot lead out of the folder that it is looked up in.
///
/// # Errors
///
/// [`KittiError::Name`], which calls the name `what` and shows the `example`.
pub fn check_name(what: &'static str, name: &str, example: &'static str) -> Result<(), KittiError> {
    let separates = |c: char| matches!(c, '/' | '\\' | ':') || c.is_control() || c.is_whitespace();
    if name.is_empty() || name.starts_with('.') || name.contains(separates) {
        return Err(KittiError::Name { what, name: quotable(name), example });
    }
    Ok(())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    fn read(text: &str) -> Result<Vec<String>, String> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("val.txt");
        std::fs::write(&path, text).unwrap();
        read_split(&path).map_err(|error| error.to_string())
    }

    #[test]
    fn messages_quote_a_frame_shortened() {
        let message = read(&format!("{}/\n", "0".repeat(900))).unwrap_err();
        assert!(message.contains("00000") && message.len() < 400, "{message}");
    }

    #[test]
    fn frames_are_read_in_order_whatever_the_line_endings() {
        assert_eq!(read("000002\r\n\n 000001 \n000010").unwrap(), ["000002", "000001", "000010"]);
    }

    #[test]
    fn a_written_split_reads_back() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("train.txt");
        let frames = ["000007".to_owned(), "garden_1".to_owned()];
        write_split(&path, &frames).unwrap();
        assert_eq!(read_split(&path).unwrap(), frames);
        assert!(write_split(&path, &["a/b".to_owned()]).is_err());
    }

    #[test]
    fn frames_that_lead_elsewhere_are_refused() {
        for frame in ["../000001", "/etc/passwd", "a\\b", "..", ".", "C:x", "two words"] {
            let error = read(frame).unwrap_err();
            assert!(
                error.contains("is not a plain name, expected something like 000123"),
                "{error}"
            );
        }
        assert!(check_frame_id("").is_err());
    }

    #[test]
    fn a_frame_listed_twice_is_refused_with_its_line() {
        let error = read("000001\n000002\n000001\n").unwrap_err();
        assert!(error.ends_with(
            "val.txt:3: frame 000001 is listed a second time, expected each frame once"
        ));
    }
}
