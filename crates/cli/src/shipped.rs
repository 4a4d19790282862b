//! The weights that are part of the program.

use std::path::Path;

use anyhow::Result;
use voxelnet_detection::Weights;

/// Cars, pedestrians and cyclists, see data/weights/README.md.
const BYTES: &[u8] = include_bytes!("../../../data/weights/synthetic.safetensors");

/// Their name in messages.
pub const NAME: &str = "the weights of the program";

/// The weights with their configuration.
pub fn weights() -> Result<Weights> {
    Ok(Weights::from_bytes(BYTES, Path::new(NAME))?)
}
