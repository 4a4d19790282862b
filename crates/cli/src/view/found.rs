//! Detections that were written before.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use voxelnet_files::{counted, on_one_line, read_text};
use voxelnet_kitti::{Label, read_labels};
use voxelnet_render::{BevBox, BoxStyle};
use voxelnet_scene::{Box3d, BoxSize};

use crate::output::found_object::FoundObject;
use crate::scans::inputs::Input;

/// The detections of scans.
pub enum Found {
    /// By the name of the scan, from JSON lines.
    Lines(BTreeMap<String, Vec<BevBox>>),
    /// A folder of KITTI result files.
    Folder(PathBuf),
}

impl Found {
    pub fn open(path: &Path) -> Result<Self> {
        if path.is_dir() {
            return Ok(Self::Folder(path.to_owned()));
        }
        let text = read_text(path).with_context(|| path.display().to_string())?;
        let mut by_name = BTreeMap::<String, Vec<BevBox>>::new();
        for (number, line) in (1..).zip(text.lines()).filter(|(_, line)| !line.trim().is_empty()) {
            let object: FoundObject = serde_json::from_str(line).with_context(|| {
                format!("{}:{number}: no line of `detect --format json`", path.display())
            })?;
            by_name.entry(object.frame.clone()).or_default().push(box_of(&object));
        }
        Ok(Self::Lines(by_name))
    }

    /// The warning that the detections are of other scans than these, if they are: nothing would be shown,
    /// and nothing said.
    pub fn mismatch(&self, path: &Path, inputs: &[Input]) -> Result<Option<String>> {
        let names = match self {
            // A file without a line is what `detect` writes when it finds nothing.
            Self::Lines(by_name) if by_name.is_empty() => return Ok(None),
            Self::Lines(by_name) => by_name.keys().cloned().collect(),
            Self::Folder(folder) => result_files(folder)?,
        };
        let is_shown = |name: &String| inputs.iter().any(|input| input.name == *name);
        if names.iter().any(is_shown) {
            return Ok(None);
        }
        let path = path.display();
        if names.is_empty() {
            return Ok(Some(format!("{path}: there is no result file, FRAME.txt, in it")));
        }
        let shown: Vec<&str> = inputs.iter().map(|input| input.name.as_str()).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        Ok(Some(format!(
            "{path}: the detections are of {}, but {}; none is of a scan shown",
            named(&names, "frame"),
            match shown.len() {
                1 => format!("the scan is {}", on_one_line(shown[0], 80)),
                _ => format!("there are {}", named(&shown, "scan")),
            }
        )))
    }

    /// The detections of a scan; none where there is neither a line nor a file. `boxes_of` places the rows of
    /// result files.
    pub fn of(
        &self,
        name: &str,
        boxes_of: impl FnOnce(&[Label]) -> Result<Vec<BevBox>>,
    ) -> Result<Vec<BevBox>> {
        match self {
            Self::Lines(by_name) => Ok(by_name.get(name).cloned().unwrap_or_default()),
            Self::Folder(folder) => {
                let path = folder.join(format!("{name}.txt"));
                if path.exists() { boxes_of(&read_labels(&path)?) } else { Ok(Vec::new()) }
            }
        }
    }
}

/// The names of the frames that have a result file, in order.
fn result_files(folder: &Path) -> Result<Vec<String>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let paths = entries.flatten().map(|entry| entry.path());
    let is_result = |path: &PathBuf| path.extension().is_some_and(|extension| extension == "txt");
    let stems = paths.filter(is_result);
    let stems = stems.filter_map(|path| Some(path.file_stem()?.to_string_lossy().into_owned()));
    let mut names: Vec<String> = stems.collect();
    names.sort();
    Ok(names)
}

/// `frame 000001`, or `3 frames (000001, 000002, ...)`.
fn named(names: &[&str], noun: &str) -> String {
    const MOST: usize = 3;
    if let [only] = names {
        return format!("{noun} {}", on_one_line(only, 80));
    }
    let mut listed: Vec<String> =
        names.iter().take(MOST).map(|name| on_one_line(name, 80)).collect();
    if names.len() > MOST {
        listed.push("..".into());
    }
    format!("{} ({})", counted(names.len(), noun), listed.join(", "))
}

fn box_of(object: &FoundObject) -> BevBox {
    let [length, width, height] = object.size;
    let size = BoxSize { length, width, height };
    let box3d = Box3d::new(object.center.into(), size, object.yaw);
    BevBox::new(box3d, BoxStyle::Detection, &object.class, Some(object.score))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const LINE: &str = r#"{"frame":"a","class":"car","score":0.75,"center":[10.0,-2.0,-1.0],"size":[4.0,1.5,1.25],"yaw":0.5,"num_points":1}"#;

    #[test]
    fn json_lines_are_boxes_by_scan() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("detections.jsonl");
        std::fs::write(&path, format!("{LINE}\n\n{LINE}\n")).unwrap();
        let found = Found::open(&path).unwrap();
        let boxes = found.of("a", |_| Ok(vec![])).unwrap();
        assert_eq!((boxes.len(), boxes[0].score), (2, Some(0.75)));
        assert_eq!(boxes[0].box3d.size, BoxSize { length: 4., width: 1.5, height: 1.25 });
        assert!(found.of("b", |_| Ok(vec![])).unwrap().is_empty());
    }

    #[test]
    fn a_line_that_is_none_is_named() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("detections.jsonl");
        std::fs::write(&path, format!("{LINE}\n{{\"frame\":\"a\"}}\n")).unwrap();
        let error = format!("{:#}", Found::open(&path).err().unwrap());
        assert!(error.contains("detections.jsonl:2: no line of"), "{error}");
    }
}
