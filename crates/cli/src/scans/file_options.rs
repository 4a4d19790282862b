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

    /// The same as assignments to keys of a configuration.
    pub fn overrides(self) -> Vec<String> {
        let columns = self.columns.map(|columns| format!("dataset.scan.columns={columns}"));
        let factor = self.intensity_scale.map(|scale| match scale {
            IntensityScale::Fixed(full_scale) => 1. / f64::from(full_scale.get()),
            IntensityScale::Auto | IntensityScale::AsWritten => 1.,
        });
        let factor = factor.map(|factor| format!("dataset.scan.intensity_scale={factor:?}"));
        columns.into_iter().chain(factor).collect()
    }

    /// The same as arguments of this program.
    pub fn arguments(self) -> Vec<String> {
        let columns = self.columns.map(|columns| format!("--columns={columns}"));
        let scale = self.intensity_scale.map(|scale| match scale {
            IntensityScale::Fixed(full_scale) => format!("--intensity-scale={}", full_scale.get()),
            IntensityScale::Auto | IntensityScale::AsWritten => "--intensity-scale=auto".to_owned(),
        });
        columns.into_iter().chain(scale).collect()
    }
}
