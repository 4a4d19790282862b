//! Scans in which the network sees nothing, and detections that cannot be.

use std::fs;

use voxelnet_detection::{NUM_RESIDUALS, Weights};

use crate::sandbox::Sandbox;
use crate::scans;

/// The engines of this build of the program.
const ENGINES: &[&str] =
    if cfg!(feature = "libtorch") { &["native", "libtorch"] } else { &["native"] };

/// Writes the weights of the run of version 0.1.0 with boxes that are e³ times as long as they should be.
fn write_stretching_weights(sandbox: &Sandbox) {
    let path = sandbox.path("run/checkpoints/step-000324.safetensors");
    let mut weights = Weights::read(&path).unwrap();
    let bias = &mut weights.tensors.get_mut("rpn.residual.bias").unwrap().data;
    bias.chunks_exact_mut(NUM_RESIDUALS).for_each(|residual| residual[3] += 3.);
    fs::write(sandbox.path("long.safetensors"), weights.to_bytes().unwrap()).unwrap();
}

#[test]
fn impossible_boxes_are_dropped_with_a_warning_by_every_engine() {
    let sandbox = Sandbox::with_data();
    write_stretching_weights(&sandbox);
    fs::write(sandbox.path("street.bin"), scans::bin(&scans::street())).unwrap();
    for engine in ENGINES {
        let args = ["--weights", "long.safetensors", "--min-score", "0.05", "--engine", engine];
        let (found, said) = sandbox.succeed(&[&["detect", "street.bin"], &args[..]].concat());
        assert_eq!(found, "", "{engine}");
        assert!(said.contains("warning: street.bin: ") && said.contains("impossible"), "{said}");

        let data = ["--data", "data", "--split", "val", "--results", "results"];
        let args = ["--weights", "long.safetensors", "--engine", engine];
        let (_, said) = sandbox.succeed(&[&["eval"], &args[..], &data].concat());
        assert!(said.contains("warning: 000002: ") && said.contains("impossible"), "{said}");
        let any_size = ["--set", "detection.max_size_ratio=0"];
        let (_, said) = sandbox.succeed(&[&["eval"], &args[..], &data, &any_size].concat());
        assert!(!said.contains("impossible boxes"), "{said}");
    }
}

#[test]
fn a_limit_of_sizes_below_one_is_refused() {
    let sandbox = Sandbox::with_data();
    for value in ["0.5", "-1", "inf", "nan"] {
        let ratio = format!("detection.max_size_ratio={value}");
        let said = sandbox
            .fail(&["eval", "--run", "run", "--data", "data", "--split", "val", "--set", &ratio]);
        assert!(said.contains("detection.max_size_ratio") && said.contains("0 or a"), "{said}");
    }
}
