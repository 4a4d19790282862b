//! A whole repository.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use crate::circles::circles;
use crate::imports::{Import, imports};
use crate::library::{ItemPath, Library};
use crate::parameters::{Parameter, unnamed_parameters};

/// A crate and what was found in it.
pub struct Findings {
    /// The crate.
    pub library: Library,
    /// Its circles of files.
    pub circles: Vec<Vec<ItemPath>>,
    /// Imports through a module around the importing file, such as the crate's own `lib.rs`.
    pub facade_imports: Vec<Import>,
    /// Tuples and arrays as parameters.
    pub unnamed_parameters: Vec<Parameter>,
}

/// Reads the crates of the repository in `root`, by name.
///
/// # Errors
/// When a source file cannot be read.
pub fn examine(root: &Path) -> Result<Vec<Findings>> {
    let folder = root.join("crates");
    let entries = std::fs::read_dir(&folder).with_context(|| folder.display().to_string())?;
    let mut folders: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
    folders.retain(|folder| folder.join("Cargo.toml").is_file());
    folders.sort();
    folders.iter().map(|folder| Ok(Findings::new(Library::read(folder)?))).collect()
}

impl Findings {
    fn new(library: Library) -> Self {
        let imports = imports(&library);
        Self {
            circles: circles(&imports),
            facade_imports: imports.into_iter().filter(|import| import.facade.is_some()).collect(),
            unnamed_parameters: unnamed_parameters(&library),
            library,
        }
    }

    /// The name of the crate's folder.
    pub fn name(&self) -> String {
        self.library.folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::fs;

    use super::*;

    fn findings(files: &[(&str, &str)]) -> Findings {
        let folder = tempfile::tempdir().unwrap();
        for (name, text) in files {
            let path = folder.path().join("src").join(name);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, text).unwrap();
        }
        Findings::new(Library::read(folder.path()).unwrap())
    }

    fn names(circles: &[Vec<ItemPath>]) -> Vec<String> {
        circles.iter().flatten().map(|module| module.join("::")).collect()
    }

    #[test]
    fn a_circle_through_a_folder_and_a_macro_is_found() {
        let found = findings(&[
            ("lib.rs", "mod a; mod b; mod c; pub use a::A;"),
            ("a.rs", "use crate::b::inner::B; pub struct A(B);"),
            ("b/mod.rs", "mod inner; pub use inner::B;"),
            ("b/inner.rs", "pub struct B; pub fn f() { assert!(crate::c::C > 0, \"{}\", 1) }"),
            ("c.rs", "use super::A; pub const C: usize = size_of::<A>();"),
        ]);
        assert_eq!(names(&found.circles), ["a", "b::inner", "c"]);
    }

    #[test]
    fn tests_and_re_exports_make_no_circle() {
        let found = findings(&[
            ("lib.rs", "mod a; mod b; pub use a::A; pub use b::B;"),
            ("a.rs", "pub struct A; #[cfg(test)] mod tests { use crate::b::B; }"),
            ("b.rs", "use crate::a::A; pub struct B(A);"),
        ]);
        assert!(found.circles.is_empty() && found.facade_imports.is_empty());
    }

    #[test]
    fn an_import_through_a_surrounding_module_is_found() {
        let found = findings(&[
            ("lib.rs", "mod a; mod b; pub use a::A;"),
            ("a.rs", "pub struct A;"),
            ("b/mod.rs", "mod inner; mod other; pub use inner::B;"),
            ("b/inner.rs", "use crate::A; pub struct B(A);"),
            ("b/other.rs", "use super::B; pub struct C(B);"),
        ]);
        let through: Vec<_> =
            found.facade_imports.iter().map(|import| import.path.join("::")).collect();
        assert_eq!(through, ["A", "b::B"]);
    }

    #[test]
    fn tuples_and_arrays_of_visible_functions_are_found() {
        let found = findings(&[(
            "lib.rs",
            "pub fn f(pair: &[(u8, u8)], numbers: Option<[f64; 3]>, unit: ()) {}
             fn private(pair: (u8, u8)) {}
             pub trait T { fn g(&self, size: [usize; 2]); }
             pub struct S; impl T for S { fn g(&self, size: [usize; 2]) {} }",
        )]);
        let found: Vec<_> = found
            .unnamed_parameters
            .iter()
            .map(|parameter| (parameter.name.as_str(), parameter.is_tuple))
            .collect();
        assert_eq!(found, [("pair", true), ("numbers", false), ("size", false)]);
    }

    #[test]
    fn no_file_of_this_repository_needs_itself_and_none_imports_through_a_facade() {
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
        let crates = examine(&root).unwrap();
        assert!(crates.len() > 10, "{} crates", crates.len());
        for findings in crates {
            assert!(findings.circles.is_empty(), "{}: {:?}", findings.name(), findings.circles);
            let facades = &findings.facade_imports;
            assert!(facades.is_empty(), "{}: {facades:?}", findings.name());
        }
    }
}
