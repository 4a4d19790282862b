//! The page that `--report` writes, of any evaluation.

use std::path::Path;

use anyhow::Result;
use voxelnet_report::{Evaluated, make_report_folder, write_report};

use crate::progress::Progress;

/// Makes the folder of a page that is wanted, so that one that cannot be written is known before all work.
pub fn make_page_folder(folder: Option<&Path>) -> Result<()> {
    folder.map_or(Ok(()), |folder| Ok(make_report_folder(folder)?))
}

pub fn write_page(folder: &Path, evaluated: &Evaluated, progress: Progress) -> Result<()> {
    write_report(folder, evaluated)?;
    progress.say(&format!("report in {}", folder.join("index.html").display()));
    Ok(())
}

/// The command line that was typed.
pub fn command_line() -> String {
    let typed = std::env::args_os().skip(1).map(|argument| {
        let argument = argument.to_string_lossy().into_owned();
        if argument.contains(char::is_whitespace) { format!("'{argument}'") } else { argument }
    });
    let words: Vec<String> = std::iter::once("voxelnet".to_owned()).chain(typed).collect();
    words.join(" ")
}
