//! Files of earlier detections beside new results.

use std::collections::HashSet;
use std::path::Path;

use voxelnet_files::counted;

use super::format::Format;
use super::lines::{CSV_FILE, JSON_FILE};

/// The most files that a warning names.
const MOST_NAMED: usize = 3;

/// A warning of files in a folder that look like results and are none of those just written, if there are any.
pub fn stale_files(
    folder: &Path,
    formats: &[Format],
    formats_before: &[Format],
    written: &HashSet<String>,
) -> Option<String> {
    let entries = std::fs::read_dir(folder).ok()?;
    let files = entries.filter_map(Result::ok).filter(|entry| entry.path().is_file());
    let names = files.filter_map(|entry| entry.file_name().into_string().ok());
    let is_stale = |name: &String| match of_file(name) {
        Some((format, frame)) => {
            let is_written = frame.is_none_or(|frame| written.contains(frame));
            let is_known = formats.contains(&format) || formats_before.contains(&format);
            (is_known || frame.is_none()) && !(formats.contains(&format) && is_written)
        }
        None => false,
    };
    let mut stale: Vec<String> = names.filter(is_stale).collect();
    stale.sort();
    let first = stale.get(..MOST_NAMED.min(stale.len()))?.join(", ");
    (!stale.is_empty()).then(|| {
        let (folder, files) = (folder.display(), counted(stale.len(), "file"));
        format!("{folder} also holds {files} of an earlier detection, such as {first}")
    })
}

/// The format of a file of results and its scan; without one where it is about all scans.
fn of_file(name: &str) -> Option<(Format, Option<&str>)> {
    match name {
        JSON_FILE => return Some((Format::Json, None)),
        CSV_FILE => return Some((Format::Csv, None)),
        _ => {}
    }
    // The camera's pictures are PNG files, too.
    let of_scans = [Format::Camera, Format::Png, Format::Kitti, Format::Html, Format::Ply];
    of_scans.into_iter().find_map(|format| {
        let frame = name.strip_suffix(&format.file_of("")?)?;
        Some((format, Some(frame)))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    #[test]
    fn what_was_not_written_now_is_stale() {
        let folder = tempfile::tempdir().unwrap();
        let written = HashSet::from(["a".to_owned()]);
        let names = ["a.txt", "a.png", "b.txt", "b-camera.png", "b.html", "detections.csv", "x.md"];
        for name in names {
            fs::write(folder.path().join(name), "").unwrap();
        }
        let warning = |formats: &[Format], before: &[Format]| {
            let warning = stale_files(folder.path(), formats, before, &written)?;
            Some(warning.split_once(" also holds ").unwrap().1.to_owned())
        };
        let expected = "2 files of an earlier detection, such as b.txt, detections.csv";
        assert_eq!(warning(&[Format::Json, Format::Kitti], &[]).as_deref(), Some(expected));
        let expected = "1 file of an earlier detection, such as a.png";
        assert_eq!(warning(&[Format::Csv], &[Format::Png]).as_deref(), Some(expected));
        assert_eq!(warning(&[Format::Csv, Format::Png], &[]), None);
    }
}
