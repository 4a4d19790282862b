#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use voxelnet_config::ModelConfig;
use voxelnet_detection::Weights;
use voxelnet_fuzz::message;

// Weights that are read are written and read again as the same, bit by bit.
fuzz_target!(|bytes: &[u8]| {
    let path = Path::new("weights.safetensors");
    match Weights::from_bytes(bytes, path) {
        Ok(weights) => {
            let written = weights.to_bytes().expect("what was read can be written");
            let again = Weights::from_bytes(&written, path).expect("what was written can be read");
            assert_eq!(again.to_bytes().expect("it can be written again"), written);
            if let Err(error) = weights.config::<ModelConfig>(path, &[]) {
                message::check(&error);
            }
        }
        Err(error) => message::check(&error),
    }
});
