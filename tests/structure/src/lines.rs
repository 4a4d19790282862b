//! Sizes of files.

use std::fs;

use anyhow::{Context, Result};
use syn::spanned::Spanned;
use syn::{Item, ItemMod};

use crate::library::{Library, is_test};

/// Lines of source.
#[derive(Clone, Copy, Debug, Default)]
pub struct Lines {
    /// All lines of the modules of a crate.
    pub all: usize,
    /// Those in modules of tests.
    pub tests: usize,
}

/// The lines of a crate's modules; files that hold tests only are not counted.
///
/// # Errors
/// When a file cannot be read.
pub fn lines(library: &Library) -> Result<Lines> {
    let mut lines = Lines::default();
    for module in library.modules.values() {
        let text =
            fs::read_to_string(&module.file).with_context(|| module.file.display().to_string())?;
        lines.all += text.lines().count();
        lines.tests +=
            module.syntax.items.iter().filter_map(test_module).map(height).sum::<usize>();
    }
    Ok(lines)
}

fn test_module(item: &Item) -> Option<&ItemMod> {
    match item {
        Item::Mod(item) if is_test(&item.attrs) => Some(item),
        _ => None,
    }
}

fn height(item: &ItemMod) -> usize {
    let span = item.span();
    span.end().line - span.start().line + 1
}
