//! The report, written.

use std::collections::BTreeSet;
use std::path::Path;

use rayon::prelude::*;
use voxelnet_files::write_atomically;

use crate::error::ReportError;
use crate::evaluated::Evaluated;
use crate::folder::ReportFolder;
use crate::mistakes::Mistakes;
use crate::overview::Overview;
use crate::page::Page;
use crate::scene::{SceneFiles, ShownFrame, write_scene};

/// Frames whose mistakes are shown.
const NUM_WORST: usize = 12;

/// Makes the folder of a report and tries whether it can be written, which is good to know before an
/// evaluation that takes long.
///
/// # Errors
/// When it cannot.
pub fn make_report_folder(folder: &Path) -> Result<(), ReportError> {
    ReportFolder::new(folder).map(|_| ())
}

/// Writes the page `index.html` into a folder, and a picture and a viewer of each of the worst frames
/// into `frames` there.
///
/// The page needs nothing else, and no network. The same evaluation gives the same bytes. Pictures and
/// viewers of an earlier report, which are listed in `frames/files.txt`, are removed; other files stay.
///
/// # Errors
/// When a scan is missing or malformed, or the folder cannot be written.
///
/// # Panics
/// When the frames were read without their scans.
pub fn write_report(folder: &Path, evaluated: &Evaluated) -> Result<(), ReportError> {
    let Evaluated { reader, report, .. } = *evaluated;
    let frames = evaluated.frames.frames();
    let folder = ReportFolder::new(folder)?;
    let overview = Overview::new(report, frames);
    let worst = Mistakes::worst(frames, &overview, NUM_WORST);
    let files = worst.iter().map(|mistakes| SceneFiles::of(&mistakes.frame.name));
    let files: BTreeSet<String> = files.flat_map(|files| [files.picture, files.viewer]).collect();
    folder.announce(&files)?;
    let worst: Vec<ShownFrame> = worst
        .into_par_iter()
        .map(|mistakes| {
            let picture = write_scene(&folder.frames(), reader, &mistakes, &overview)?;
            Ok(ShownFrame { mistakes, picture })
        })
        .collect::<Result<_, ReportError>>()?;
    let page = Page { evaluated, overview: &overview, worst: &worst };
    write_atomically(&folder.page(), page.html().as_bytes())
        .map_err(|source| ReportError::Write { path: folder.page(), source })?;
    folder.keep_only(&files)
}

#[cfg(test)]
mod tests;
