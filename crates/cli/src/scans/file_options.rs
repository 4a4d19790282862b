//! The options of a user about the content of scan files.

use voxelnet_config::DatasetConfig;
use voxelnet_scene::{IntensityScale, ScanOptions};

/// The content of scan files; what is not named is left to the configuration.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScanFileOptions {
    /// Numbers in a row of files without a header.
    pub columns: Option<usize>,
    pub intensity_scale: Option<IntensityScale>,
}

impl ScanFileOptions {
    /// Combines the options with a configuration.
    pub fn for_dataset(self, dataset: &DatasetConfig) -> ScanOptions {
        let usual = dataset.scan.options();
        ScanOptions {
            columns: self.columns.or(usual.columns),
            intensity_scale: self.intensity_scale.unwrap_or(usual.intensity_scale),
            ..usual
        }
    }

    /// The number of columns as an assignment to a key of a configuration.
    pub fn overrides(self) -> Option<String> {
        self.columns.map(|columns| format!("dataset.scan.columns={columns}"))
    }
}
