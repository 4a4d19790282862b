//! Boxes of a network that has gone astray.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::Path;

use voxelnet_config::ModelConfig;
use voxelnet_detection::{Detections, Detector, NUM_RESIDUALS, Weights};
use voxelnet_engine::NativeDetector;
use voxelnet_scene::read_scan;

/// The detections in a street with weights whose boxes are all e³ times as long as they should be.
fn detections(max_size_ratio: f64) -> Detections {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    let path = root.join("data/weights/synthetic.safetensors");
    let mut weights = Weights::read(&path).unwrap();
    let mut config: ModelConfig = weights.config(&path, &[]).unwrap();
    config.detection.max_size_ratio = max_size_ratio;
    let bias = &mut weights.tensors.get_mut("rpn.residual.bias").unwrap().data;
    bias.chunks_exact_mut(NUM_RESIDUALS).for_each(|residual| residual[3] += 3.);
    let street = read_scan(&root.join("tests/data/scans/street.bin")).unwrap();
    NativeDetector::with_weights(&weights, &path, config).unwrap().detect(&street.cloud)
}

#[test]
fn impossible_boxes_are_dropped_and_counted() {
    let Detections { kept, num_impossible } = detections(3.);
    assert!(kept.is_empty() && num_impossible > 0, "{num_impossible}: {kept:?}");
    let Detections { kept, num_impossible } = detections(0.);
    assert!(!kept.is_empty() && num_impossible == 0, "{num_impossible}: {kept:?}");
}
