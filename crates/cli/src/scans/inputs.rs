//! From the paths that a user types to scans.

use std::collections::BTreeMap;
use std::fmt::{self, Display, Formatter};
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use voxelnet_scene::ScanFormat;

use super::typed::require_scan_file;
use crate::usage::{WrongUsage, bail_usage};

/// Stands for standard input, and for standard output.
pub const DASH: &str = "-";

/// A scan and the name that its results will have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Input {
    pub name: String,
    pub source: Source,
}

impl Input {
    /// A scan in a file, by the name of the file.
    pub fn of_file(path: &Path) -> Self {
        let source = Source::File(path.to_owned());
        Self { name: name_of(&source), source }
    }

    /// Its file, if it is one.
    pub fn file(&self) -> Option<&PathBuf> {
        match &self.source {
            Source::File(path) => Some(path),
            Source::Stdin | Source::Piece(_) => None,
        }
    }
}

impl Input {
    /// An error where writing to a path would overwrite the scan.
    pub fn require_other_file(&self, path: &Path, option: &str) -> Result<()> {
        let Source::File(scan) = &self.source else { return Ok(()) };
        let is_same = scan
            .canonicalize()
            .is_ok_and(|scan| path.canonicalize().is_ok_and(|path| scan == path));
        let scan = scan.display();
        ensure!(!is_same, "{scan}: the result would overwrite the scan; choose another {option}");
        Ok(())
    }
}

/// For messages: the path of the file, or where else the scan is from.
impl Display for Input {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match &self.source {
            Source::Piece(_) => f.write_str(&self.name),
            source => source.fmt(f),
        }
    }
}

/// The origin of a scan.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Source {
    File(PathBuf),
    /// Standard input, all of it.
    Stdin,
    /// The bytes of one of several scans in standard input.
    Piece(Vec<u8>),
}

impl Display for Source {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::File(path) => write!(f, "{}", path.display()),
            Self::Stdin | Self::Piece(_) => f.write_str("standard input"),
        }
    }
}

/// The scans behind files, folders, patterns such as `scans/*.bin` and `-`, in the order of their names.
/// All files of a folder that are in a format of scans are taken.
pub fn find_inputs(typed: &[PathBuf]) -> Result<Vec<Input>> {
    let mut by_name = BTreeMap::new();
    for typed in typed {
        for source in sources(typed)? {
            let name = name_of(&source);
            if let Some(other) = by_name.insert(name.clone(), source.clone()) {
                bail_usage!(
                    "{other} and {source} would both be written as {name}; detect on them apart"
                );
            }
        }
    }
    Ok(by_name.into_iter().map(|(name, source)| Input { name, source }).collect())
}

fn sources(typed: &Path) -> Result<Vec<Source>> {
    if typed == Path::new(DASH) {
        return Ok(vec![Source::Stdin]);
    }
    let paths = if typed.is_dir() {
        scans_in(typed)?
    } else if typed.exists() {
        vec![typed.to_owned()]
    } else {
        matches_of(typed)?
    };
    paths.iter().try_for_each(|path| require_scan_file(path))?;
    Ok(paths.into_iter().map(Source::File).collect())
}

fn scans_in(folder: &Path) -> Result<Vec<PathBuf>> {
    let entries = std::fs::read_dir(folder).with_context(|| folder.display().to_string())?;
    let paths: std::io::Result<Vec<PathBuf>> =
        entries.map(|entry| entry.map(|entry| entry.path())).collect();
    let mut paths = paths.with_context(|| folder.display().to_string())?;
    paths.retain(|path| path.is_file() && ScanFormat::of_path(path).is_ok());
    ensure!(!paths.is_empty(), "{}: there is no scan in this folder", folder.display());
    Ok(paths)
}

/// The files that match a pattern. Any other path is taken as it is; reading it will report what is wrong.
fn matches_of(typed: &Path) -> Result<Vec<PathBuf>> {
    let Some(pattern) = typed.to_str().filter(|text| text.contains(['*', '?', '['])) else {
        return Ok(vec![typed.to_owned()]);
    };
    let matches = glob::glob(pattern)
        .map_err(|error| WrongUsage::new(format!("{pattern}: no pattern of files: {error}")))?;
    let mut paths = matches.collect::<Result<Vec<PathBuf>, _>>()?;
    paths.retain(|path| path.is_file());
    ensure!(!paths.is_empty(), "{pattern}: no file is matched by this pattern");
    Ok(paths)
}

fn name_of(source: &Source) -> String {
    match source {
        Source::File(path) => path.file_stem().unwrap_or_default().to_string_lossy().into_owned(),
        Source::Stdin | Source::Piece(_) => "stdin".into(),
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn files_folders_patterns_and_standard_input_are_scans_by_name() {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str| folder.path().join(name);
        for name in ["b.bin", "a.ply", "c.bin", "notes.txt"] {
            std::fs::write(path(name), "").unwrap();
        }
        let names = |typed: &[PathBuf]| -> Vec<String> {
            find_inputs(typed).unwrap().into_iter().map(|input| input.name).collect()
        };
        assert_eq!(names(&[folder.path().into()]), ["a", "b", "c"]);
        assert_eq!(names(&[path("*.bin"), "-".into()]), ["b", "c", "stdin"]);
        assert_eq!(names(&[path("c.bin"), path("a.ply")]), ["a", "c"]);
        // What does not exist is left to the reader.
        assert_eq!(names(&[path("nothing.bin")]), ["nothing"]);
        for typed in [path("notes.txt"), path("n*")] {
            let error = find_inputs(&[typed]).unwrap_err();
            assert!(error.is::<WrongUsage>() && error.to_string().contains("notes.txt"), "{error}");
        }
    }

    #[test]
    fn an_empty_folder_or_pattern_and_one_name_twice_are_refused() {
        let folder = tempfile::tempdir().unwrap();
        let refusal = |typed: &[PathBuf]| find_inputs(typed).unwrap_err().to_string();
        assert!(refusal(&[folder.path().into()]).ends_with("there is no scan in this folder"));
        let pattern = folder.path().join("*.bin");
        assert!(refusal(&[pattern]).ends_with("no file is matched by this pattern"));
        let twice = ["x/a.bin", "y/a.ply"].map(PathBuf::from);
        assert!(refusal(&twice).contains("would both be written as a;"));
        assert!(find_inputs(&twice).unwrap_err().is::<WrongUsage>());
    }
}
