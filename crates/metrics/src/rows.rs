//! The label files and the result files of many frames, read together.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use voxelnet_kitti::{
    KittiError, Label, LabelOddities, LabelOddity, RowError, Truths, file_stems, read_results,
};

use crate::error::MetricsError;
use crate::warning::ScoreWarning;

/// The meaning of a frame with labels but no result file.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum MissingResults {
    /// A mistake, as in the benchmark's own program.
    #[default]
    Refuse,
    /// That nothing was detected.
    CountAsEmpty,
}

/// The rows of a frame's label file and of its result file.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct FrameRows {
    /// The name of both files without extension.
    pub(crate) frame: String,
    /// The labels, in the order of their file.
    pub(crate) labels: Vec<Label>,
    /// The detections, in the order of theirs.
    pub(crate) detections: Vec<Label>,
}

/// Reads the label files and the result files of frames, in parallel and in their order.
///
/// `progress` is called from several threads with the number of frames read so far and in total.
///
/// # Errors
///
/// [`MetricsError::MissingResults`] with every label file that has no counterpart, unless those count as
/// empty; [`KittiError::MalformedRows`] with the malformed rows of all files; [`KittiError::Io`].
pub(crate) fn read_frames(
    labels: &Path,
    results: &Path,
    frames: &[String],
    missing: MissingResults,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<(Vec<FrameRows>, Vec<ScoreWarning>), MetricsError> {
    let with_results: BTreeSet<String> = file_stems(results, "txt")?.into_iter().collect();
    let result_path = |frame: &String| results.join(format!("{frame}.txt"));
    let without: Vec<PathBuf> =
        frames.iter().filter(|&frame| !with_results.contains(frame)).map(result_path).collect();
    if missing == MissingResults::Refuse && !without.is_empty() {
        return Err(MetricsError::MissingResults { paths: without });
    }

    let num_read = AtomicUsize::new(0);
    let read: Vec<_> = frames
        .par_iter()
        .map(|frame| {
            let truths = Truths::read(&labels.join(format!("{frame}.txt")));
            let has_results = with_results.contains(frame);
            let detections =
                if has_results { read_results(&result_path(frame)) } else { Ok((Vec::new(), 0)) };
            progress(num_read.fetch_add(1, Ordering::Relaxed) + 1, frames.len());
            (truths, detections)
        })
        .collect();

    let mut warnings = Vec::new();
    let paths = other_files(results, frames)?;
    if !paths.is_empty() {
        warnings.push(ScoreWarning::ResultsWithoutLabels { paths });
    }
    let mut rows = Vec::new();
    let mut without_score: Vec<(&String, usize)> = Vec::new();
    let mut oddities = LabelOddities::default();
    for (frame, (Truths { labels, oddities: odd }, (detections, num_rows))) in
        frames.iter().zip(all_well_formed(read)?)
    {
        if num_rows > 0 {
            without_score.push((frame, num_rows));
        }
        oddities.add(odd);
        rows.push(FrameRows { frame: frame.clone(), labels, detections });
    }
    if let Some((first, _)) = without_score.first() {
        warnings.push(ScoreWarning::RowsWithoutScore {
            first: result_path(first),
            num_rows: without_score.iter().map(|(_, num_rows)| num_rows).sum(),
            num_files: without_score.len(),
        });
    }
    let extra = oddities.line_of(LabelOddity::ExtraColumn);
    warnings.extend(extra.map(|said| ScoreWarning::ExtraColumn { said }));
    Ok((rows, warnings))
}

/// The files of a folder that belong to none of the frames, sorted; hidden ones are nobody's business.
fn other_files(results: &Path, frames: &[String]) -> Result<Vec<PathBuf>, KittiError> {
    let failed = |reason| KittiError::Io { path: results.to_owned(), reason };
    let known: BTreeSet<String> = frames.iter().map(|frame| format!("{frame}.txt")).collect();
    let mut others = Vec::new();
    for entry in std::fs::read_dir(results).map_err(failed)? {
        let name = entry.map_err(failed)?.file_name().to_string_lossy().into_owned();
        if !name.starts_with('.') && !known.contains(&name) {
            others.push(results.join(name));
        }
    }
    others.sort();
    Ok(others)
}

/// The detections of a frame, and how many rows had no score.
type Detections = (Vec<Label>, usize);

/// The labels and the detections of a frame, as they were read.
type Read = (Result<Truths, KittiError>, Result<Detections, KittiError>);

/// The rows of all frames, or all the malformed ones; any other error comes first.
fn all_well_formed(read: Vec<Read>) -> Result<Vec<(Truths, Detections)>, KittiError> {
    let mut malformed = Vec::new();
    let frames = read
        .into_iter()
        .map(|(truths, detections)| {
            Ok((keep(truths, &mut malformed)?, keep(detections, &mut malformed)?))
        })
        .collect::<Result<_, KittiError>>()?;
    if malformed.is_empty() {
        Ok(frames)
    } else {
        Err(KittiError::MalformedRows { rows: malformed })
    }
}

/// The rows of a file, or none, the malformed ones being put aside.
fn keep<T: Default>(
    rows: Result<T, KittiError>,
    malformed: &mut Vec<RowError>,
) -> Result<T, KittiError> {
    match rows {
        Err(KittiError::MalformedRows { rows }) => {
            malformed.extend(rows);
            Ok(T::default())
        }
        other => other,
    }
}
