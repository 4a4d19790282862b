//! Weights files that are not accepted, and those that are.
#![allow(clippy::unwrap_used, missing_docs)]

use std::path::{Path, PathBuf};

use proptest::prelude::*;
use voxelnet_config::{ChannelAttention, Encoder, ModelConfig, VfePooling};
use voxelnet_detection::{Detector, Weights};
use voxelnet_engine::{EngineError, NativeDetector};

fn shipped() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../data/weights/synthetic.safetensors")
}

fn weights() -> (Weights, ModelConfig) {
    let weights = Weights::read(&shipped()).unwrap();
    let config = weights.config(&shipped(), &[]).unwrap();
    (weights, config)
}

fn refused(weights: &Weights, config: &ModelConfig) -> EngineError {
    NativeDetector::with_weights(weights, "w".as_ref(), config.clone()).unwrap_err()
}

#[test]
fn a_tensor_that_is_missing_misshapen_or_not_finite_is_named() {
    let (weights, config) = weights();
    for name in weights.tensors.keys() {
        let changed = |change: &dyn Fn(&mut Weights)| {
            let mut changed = weights.clone();
            change(&mut changed);
            let message = refused(&changed, &config).to_string();
            assert!(message.starts_with(&format!("w: tensor `{name}`")), "{message}");
            message
        };
        let missing = changed(&|weights| drop(weights.tensors.remove(name)));
        assert!(missing.contains("is missing, expected shape"), "{missing}");
        let shape = changed(&|weights| weights.tensors.get_mut(name).unwrap().shape.push(1));
        assert!(shape.contains("has shape"), "{shape}");
        for broken in [f32::NAN, f32::INFINITY] {
            let broken = changed(&|weights| {
                *weights.tensors.get_mut(name).unwrap().data.last_mut().unwrap() = broken;
            });
            assert!(broken.contains("not finite"), "{broken}");
        }
    }
}

#[test]
fn a_tensor_without_a_place_and_a_negative_variance_are_named() {
    let (weights, config) = weights();
    let mut unknown = weights.clone();
    let tensor = weights.tensors["rpn.score.bias"].clone();
    unknown.tensors.insert("rpn.extra".into(), tensor);
    let message = refused(&unknown, &config).to_string();
    assert!(message.contains("has no place in the network"), "{message}");
    let mut large = weights.clone();
    let name = "middle.conv1.bn";
    large.tensors.get_mut(&format!("{name}.weight")).unwrap().data[0] = 1e37;
    large.tensors.get_mut(&format!("{name}.running_var")).unwrap().data[0] = 0.;
    let message = refused(&large, &config).to_string();
    assert!(message.contains(&format!("`{name}.weight` is too large")), "{message}");
    let mut negative = weights;
    let name = "middle.conv1.bn.running_var";
    negative.tensors.get_mut(name).unwrap().data[0] = -1.;
    let message = refused(&negative, &config).to_string();
    assert!(message.contains(&format!("`{name}` holds a negative variance")), "{message}");
}

#[test]
fn what_the_engine_does_not_compute_is_named() {
    let (weights, config) = weights();
    let with = |change: &dyn Fn(&mut ModelConfig)| {
        let mut config = config.clone();
        change(&mut config);
        refused(&weights, &config).to_string()
    };
    for (message, expected) in [
        (with(&|config| config.network.encoder = Encoder::Mean), "`network.encoder = mean`"),
        (
            with(&|config| config.network.encoder = Encoder::SetAbstraction),
            "`network.encoder = set-abstraction`",
        ),
        (
            with(&|config| config.network.vfe.pooling = VfePooling::MaxAverage),
            "`network.vfe.pooling = max+average`",
        ),
        (
            with(&|config| config.network.rpn.attention = ChannelAttention::Gap),
            "`network.rpn.attention = gap`",
        ),
    ] {
        assert!(message.starts_with(expected), "{message}");
        assert!(message.contains("is not computed by the native engine, expected"), "{message}");
    }
}

#[test]
fn truncated_files_are_refused() {
    let bytes = std::fs::read(shipped()).unwrap();
    for percent in 0..100 {
        let length = bytes.len() * percent / 100;
        assert!(Weights::from_bytes(&bytes[..length], "w".as_ref()).is_err(), "{percent}%");
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn files_with_flipped_bytes_are_refused_or_run(
        flips in prop::collection::vec((any::<prop::sample::Index>(), 1_u8..), 1..4),
        in_header in any::<bool>(),
    ) {
        let mut bytes = std::fs::read(shipped()).unwrap();
        // Most of a file is numbers, the names and shapes before them are tried as often.
        let header = 8 + u64::from_le_bytes(*bytes.first_chunk().unwrap()) as usize;
        let reach = if in_header { header } else { bytes.len() };
        for (place, flip) in flips {
            bytes[place.index(reach)] ^= flip;
        }
        let Ok(weights) = Weights::from_bytes(&bytes, "w".as_ref()) else { return Ok(()) };
        let Ok(config) = weights.config("w".as_ref(), &[]) else { return Ok(()) };
        match NativeDetector::with_weights(&weights, "w".as_ref(), config) {
            Ok(mut detector) => {
                let cloud = voxelnet_scene::PointCloud::new(vec![
                    voxelnet_scene::Point::new(10., 0., -1., 0.5),
                ]);
                detector.detect(&cloud);
            }
            Err(error) => prop_assert!(!error.to_string().is_empty()),
        }
    }
}
