//! Reasons why results cannot be evaluated.

use std::fmt::Write;
use std::path::PathBuf;

use thiserror::Error;
use voxelnet_dataset::DatasetError;
use voxelnet_kitti::KittiError;

/// The errors of an evaluation.
#[derive(Debug, Error)]
#[non_exhaustive]
pub enum MetricsError {
    /// A folder of labels without a single label file.
    #[error("{}: holds no label file, expected files like 000000.txt", path.display())]
    NoLabels {
        /// The folder.
        path: PathBuf,
    },
    /// Frames with labels but without a result file.
    #[error("{}", missing_text(paths))]
    MissingResults {
        /// The result files that were expected.
        paths: Vec<PathBuf>,
    },
    /// A label or result file is malformed or cannot be read.
    #[error(transparent)]
    Kitti(#[from] KittiError),
    /// A scan or a calibration is missing or malformed.
    #[error(transparent)]
    Dataset(#[from] DatasetError),
}

fn missing_text(paths: &[PathBuf]) -> String {
    let line = |path: &PathBuf| {
        format!(
            "{}: missing, expected a result file, an empty one if nothing was detected",
            path.display()
        )
    };
    if let [only] = paths {
        return line(only);
    }
    let mut text = format!("{} result files are missing:", paths.len());
    for path in paths {
        // Writing to a String cannot fail.
        let _ = write!(text, "\n  {}", line(path));
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn missing_result_files_are_listed_together() {
        let missing = |names: &[&str]| {
            let paths = names.iter().map(PathBuf::from).collect();
            MetricsError::MissingResults { paths }.to_string()
        };
        let line = "1.txt: missing, expected a result file, an empty one if nothing was detected";
        assert_eq!(missing(&["1.txt"]), line);
        let text = missing(&["1.txt", "2.txt"]);
        assert!(text.starts_with(&format!("2 result files are missing:\n  {line}\n  2.txt: ")));
    }
}
