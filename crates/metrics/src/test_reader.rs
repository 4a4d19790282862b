//! Readers of test datasets.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use voxelnet_config::{FrameConfig, FromSections};
use voxelnet_dataset::FrameReader;

use crate::test_dataset::TestDataset;

/// A reader for the network of `configs/quick.toml`, whose class is Car, that crops nothing.
pub(crate) fn quick_reader(dataset: &TestDataset) -> FrameReader {
    reader(dataset, &[])
}

/// The same with keys of the configuration replaced.
pub(crate) fn reader(dataset: &TestDataset, overrides: &[String]) -> FrameReader {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
    let config = FrameConfig::read(&path, overrides).unwrap();
    FrameReader::new(dataset.open(), config.uncropped())
}
