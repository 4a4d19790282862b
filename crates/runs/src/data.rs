//! The frames of a run, so that it can be resumed and evaluated without being told again.

use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use voxelnet_files::write_atomically;
use voxelnet_scene::FullScale;

use crate::error::RunError;

/// The file `data.toml` of a run.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RunData {
    /// The dataset.
    pub data: PathBuf,
    /// The frames that are learned: a split, or a file with one frame a line.
    pub split: String,
    /// The frames that it is validated on.
    pub validation_split: String,
    /// The full scale of intensities that was found in the scans when the run began; absent where the configuration
    /// names it or no scan shows it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intensity_full_scale: Option<f32>,
    /// The set of the frames that are learned.
    pub learned: FrameSet,
    /// The set of the others; without any the run is not validated.
    pub validated: FrameSet,
}

/// A set of frames, told from others by its size and a hash.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FrameSet {
    /// The number of frames.
    pub num_frames: usize,
    /// A hash of their names and of the sizes of their scans; empty for no frames.
    pub fingerprint: String,
}

impl RunData {
    /// The full scale of intensities that was found in the scans.
    pub fn full_scale(&self) -> Option<FullScale> {
        self.intensity_full_scale.and_then(FullScale::new)
    }

    /// Reads the file.
    pub(crate) fn read(path: &Path) -> Result<Self, RunError> {
        let text = voxelnet_files::read_text(path).map_err(RunError::io(path))?;
        let refused = |problem: String| RunError::State { path: path.into(), problem };
        let data: Self =
            toml::from_str(&text).map_err(|error| refused(error.message().to_owned()))?;
        match (data.intensity_full_scale, data.full_scale()) {
            (Some(found), None) => {
                Err(refused(format!("intensity_full_scale is {found}, expected a number above 0")))
            }
            _ => Ok(data),
        }
    }

    /// Writes the file.
    pub(crate) fn write(&self, path: &Path) -> Result<(), RunError> {
        let text = toml::to_string(self)
            .unwrap_or_else(|error| unreachable!("strings and a number can be written: {error}"));
        write_atomically(path, text.as_bytes()).map_err(RunError::io(path))
    }
}
