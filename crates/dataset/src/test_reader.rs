//! A reader of test datasets.

#![allow(clippy::unwrap_used)]

use std::path::Path;

use voxelnet_config::{FrameConfig, FromSections};

use crate::frame::FrameReader;
use crate::test_dataset::TestDataset;

/// A reader for the network of `configs/quick.toml`, whose class is Car, that crops nothing.
pub(crate) fn quick_reader(dataset: &TestDataset) -> FrameReader {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
    let config = FrameConfig::read(&path, &[]).unwrap();
    FrameReader::new(dataset.open(), config.uncropped())
}
