//! Writing the log of a run.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::path::{Path, PathBuf};

use voxelnet_files::write_atomically;
use voxelnet_runs::LogLine;

use crate::error::TrainError;

/// The file `log.jsonl` of a run, open for writing at its end.
#[derive(Debug)]
pub(crate) struct LogWriter {
    path: PathBuf,
    file: File,
}

impl LogWriter {
    /// Opens the log at a step: lines of later steps, which a killed run may have left after its
    /// last checkpoint, are dropped.
    pub(crate) fn open(path: &Path, step: u64) -> Result<Self, TrainError> {
        if path.exists() {
            let text = fs::read_to_string(path).map_err(TrainError::io(path))?;
            let kept: String = text
                .lines()
                .filter(|line| LogLine::parse(line).is_some_and(|line| line.step() <= step))
                .flat_map(|line| [line, "\n"])
                .collect();
            if kept != text {
                write_atomically(path, kept.as_bytes()).map_err(TrainError::io(path))?;
            }
        }
        let file = OpenOptions::new()
            .create(true)
            .append(true)
            .open(path)
            .map_err(TrainError::io(path))?;
        Ok(Self { path: path.into(), file })
    }

    /// Appends a line in one write, so that a kill hardly leaves half of it; such a half is dropped on resume.
    pub(crate) fn append(&mut self, line: &LogLine) -> Result<(), TrainError> {
        self.file
            .write_all(format!("{}\n", line.to_json()).as_bytes())
            .map_err(TrainError::io(self.path.as_path()))
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn reopening_at_a_step_drops_later_lines_and_a_torn_one() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("log.jsonl");
        let line = |step| LogLine::Other { step };
        fs::write(&path, "{\"step\":1}\n{\"step\":2,\"note\":\"kept\"}\n{\"step\":3}\n{\"st")
            .unwrap();
        LogWriter::open(&path, 2).unwrap().append(&line(3)).unwrap();
        let expected = "{\"step\":1}\n{\"step\":2,\"note\":\"kept\"}\n{\"step\":3}\n";
        assert_eq!(fs::read_to_string(&path).unwrap(), expected);
    }
}
