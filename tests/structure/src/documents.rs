//! Paths that documents name.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

/// The paths in backticks that lead nowhere, such as `crates/old.rs`: those that begin with a folder of the
/// repository, and in tables short names of Rust files, which lie beside the path before them. `{a,b}.rs` stands for
/// `a.rs` and `b.rs`; paths with a placeholder in capitals or with `*` are passed over.
///
/// # Errors
/// When the document cannot be read.
pub fn missing_paths(root: &Path, document: &str) -> Result<Vec<String>> {
    let text = fs::read_to_string(root.join(document)).with_context(|| document.to_owned())?;
    Ok(text.lines().flat_map(|line| missing_in_line(root, line)).collect())
}

fn missing_in_line(root: &Path, line: &str) -> Vec<String> {
    let mut missing = Vec::new();
    let mut folder = None;
    for quoted in line.split('`').skip(1).step_by(2) {
        if is_path(quoted) {
            let paths = alternatives(quoted);
            folder = paths.first().map(|path| folder_of(path));
            missing.extend(paths.into_iter().filter(|path| !root.join(path).exists()));
        } else if line.starts_with('|') && is_short_name(quoted) {
            let path = folder.as_ref().map(|folder| folder.join(quoted));
            let path = path.filter(|path| !root.join(path).exists());
            missing.extend(path.map(|path| path.display().to_string()));
        }
    }
    missing
}

/// The folder that a path names, or that of the file that it names.
fn folder_of(path: &str) -> PathBuf {
    let path = Path::new(path);
    let is_file = path.extension().is_some();
    if is_file { path.parent().unwrap_or(path).into() } else { path.into() }
}

fn is_short_name(text: &str) -> bool {
    text.ends_with(".rs") && !text.contains(|letter: char| letter.is_whitespace() || letter == '*')
}

fn is_path(text: &str) -> bool {
    let begins = ["crates/", "tests/", "scripts/", "configs/", "data/weights/"];
    begins.iter().any(|folder| text.starts_with(folder))
        && !text.contains(|letter: char| letter.is_whitespace() || letter == '*')
        && !text.contains("NAME")
}

/// The paths that a path with one pair of braces stands for.
fn alternatives(path: &str) -> Vec<String> {
    let Some((before, rest)) = path.split_once('{') else { return vec![path.to_owned()] };
    let Some((list, after)) = rest.split_once('}') else { return vec![path.to_owned()] };
    list.split(',').map(|name| format!("{before}{}{after}", name.trim())).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn missing_paths_are_found_also_in_braces() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir_all(folder.path().join("crates/a")).unwrap();
        fs::write(folder.path().join("crates/a/one.rs"), "").unwrap();
        let text = "| See `crates/a/{one,two}.rs`, `crates/NAME`, `cargo test`, `crates/b/`, `crates/a/`: `one.rs`, `six.rs`.";
        fs::write(folder.path().join("GUIDE.md"), text).unwrap();
        let missing = missing_paths(folder.path(), "GUIDE.md").unwrap();
        assert_eq!(missing, ["crates/a/two.rs", "crates/b/", "crates/a/six.rs"]);
    }

    #[test]
    fn the_documents_of_this_repository_name_files_that_exist() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        for document in ["README.md", "ARCHITECTURE.md"] {
            assert_eq!(missing_paths(&root, document).unwrap(), Vec::<String>::new(), "{document}");
        }
    }
}
