//! The weights that come with the crate.

use std::path::Path;

use voxelnet_detection::{Weights, WeightsError};

use crate::detector::NativeDetector;
use crate::error::EngineError;

/// Their file; data/weights/README.md tells how they were made and how good they are.
const BYTES: &[u8] = include_bytes!("../../../data/weights/synthetic.safetensors");

/// The name of the shipped weights in messages.
pub const SHIPPED_NAME: &str = "the weights of the program";

/// The shipped weights with their configuration: cars, pedestrians and cyclists, learned from simulated scans alone.
///
/// They are under the licence of this crate.
///
/// # Errors
/// None, as long as the file in the crate is whole.
pub fn shipped_weights() -> Result<Weights, WeightsError> {
    Weights::from_bytes(BYTES, Path::new(SHIPPED_NAME))
}

impl NativeDetector {
    /// Makes a detector with [`shipped_weights`], which know simulated scans alone.
    ///
    /// # Errors
    /// None, as long as the file in the crate is whole.
    pub fn shipped() -> Result<Self, EngineError> {
        let weights = shipped_weights()?;
        let path = Path::new(SHIPPED_NAME);
        Self::with_weights(&weights, path, weights.config(path, &[])?)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_detection::Detector;

    use super::*;

    #[test]
    fn the_shipped_weights_know_three_classes() {
        let detector = NativeDetector::shipped().unwrap();
        let classes = &detector.config().network.classes;
        let names: Vec<&str> = classes.iter().map(|class| class.name.as_str()).collect();
        assert_eq!(names, ["Car", "Pedestrian", "Cyclist"]);
    }
}
