//! Weights that cannot be used.

use std::fs;
use std::path::{Path, PathBuf};

use voxelnet_detection::Weights;

use crate::support::{Sandbox, fixture, shipped_config};

/// The message of detection about a weights file.
fn refusal_of_weights(sandbox: &Sandbox, weights: &Path) -> String {
    let (scan, out) = (fixture().scan("000000"), sandbox.path("out"));
    let mut detect = voxelnet!("detect", scan, "--weights", weights, "--out", out);
    let said = sandbox.refusal_of(&mut detect);
    let named = format!("{}: ", weights.display());
    said.strip_prefix(&named).unwrap_or_else(|| panic!("expected {named}, found {said}")).to_owned()
}

/// The fixture's weights, changed.
fn changed(sandbox: &Sandbox, change: impl FnOnce(&mut Weights)) -> PathBuf {
    let mut weights = Weights::read(&fixture().weights()).unwrap();
    change(&mut weights);
    sandbox.file("changed.safetensors", weights.to_bytes().unwrap())
}

#[test]
fn weights_that_belong_to_another_configuration() {
    let sandbox = Sandbox::new();
    let config = fs::read_to_string(shipped_config("kitti-car.toml")).unwrap();
    let weights = changed(&sandbox, |weights| weights.config_text = config);
    let said = refusal_of_weights(&sandbox, &weights);
    assert!(said.starts_with("tensor `") && said.contains("another configuration"), "{said}");
}

#[test]
fn weights_without_a_configuration() {
    let sandbox = Sandbox::new();
    let weights = changed(&sandbox, |weights| weights.config_text = "[network]\n".into());
    let said = refusal_of_weights(&sandbox, &weights);
    assert!(said.starts_with("configuration: "), "{said}");
}

#[test]
fn weights_that_lack_a_tensor() {
    let sandbox = Sandbox::new();
    let weights = changed(&sandbox, |weights| drop(weights.tensors.remove("rpn.score.bias")));
    let said = refusal_of_weights(&sandbox, &weights);
    assert!(said.starts_with("tensor `rpn.score.bias` is missing"), "{said}");
}

#[test]
fn weights_that_are_not_finite() {
    let sandbox = Sandbox::new();
    let name = "rpn.score.bias";
    let weights =
        changed(&sandbox, |weights| weights.tensors.get_mut(name).unwrap().data[0] = f32::NAN);
    let said = refusal_of_weights(&sandbox, &weights);
    assert!(said.contains(name) && said.contains("not finite"), "{said}");
}

#[test]
fn garbage_and_parts_of_a_weights_file() {
    let sandbox = Sandbox::new();
    let whole = fs::read(fixture().weights()).unwrap();
    let parts = [&whole[..0], &whole[..100], &whole[..whole.len() - 1], b"not weights at all"];
    for bytes in parts {
        let weights = sandbox.file("damaged.safetensors", bytes);
        let said = refusal_of_weights(&sandbox, &weights);
        assert!(said.contains("not a safetensors file"), "{} bytes: {said}", bytes.len());
    }
}

#[test]
fn a_weights_file_that_is_not_there() {
    let sandbox = Sandbox::new();
    let said = refusal_of_weights(&sandbox, &sandbox.path("none.safetensors"));
    assert!(said.contains("no such file"), "{said}");
}

#[test]
fn a_run_without_a_checkpoint() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    fs::remove_file(run.join("last")).unwrap();
    let (data, scan, out) = (&fixture().data, fixture().scan("000000"), sandbox.path("out"));
    for mut command in [
        voxelnet!("eval", "--data", data, "--run", run),
        voxelnet!("detect", scan, "--out", out, "--run", run),
    ] {
        let said = sandbox.refusal_of(&mut command);
        assert!(said.starts_with(&format!("{} holds no checkpoint", run.display())), "{said}");
    }
}

#[test]
fn a_checkpoint_of_another_run() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let config = run.join("config.toml");
    let text = fs::read_to_string(&config).unwrap();
    assert!(text.contains("center_z = -1.0"));
    fs::write(&config, text.replace("center_z = -1.0", "center_z = -0.5")).unwrap();
    let (data, scan, out) = (&fixture().data, fixture().scan("000000"), sandbox.path("out"));
    for mut command in [
        voxelnet!("train", "--resume", "--data", data, "--run", run),
        voxelnet!("eval", "--data", data, "--run", run),
        voxelnet!("detect", scan, "--out", out, "--run", run),
    ] {
        let said = sandbox.refusal_of(&mut command);
        assert!(said.contains("step-000060.safetensors: does not belong to this run"), "{said}");
        assert!(said.contains("`network.classes.0.center_z`"), "{said}");
    }
}

#[test]
fn a_checkpoint_whose_optimizer_state_is_damaged_or_missing() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let state = run.join("checkpoints/optimizer-000060.safetensors");
    let mut resume = voxelnet!("train", "--resume", "--data", fixture().data, "--run", run);
    let whole = fs::read(&state).unwrap();
    fs::write(&state, &whole[..whole.len() / 2]).unwrap();
    for problem in ["not a safetensors file", "no such file"] {
        let said = sandbox.refusal_of(&mut resume);
        let expected = format!("{}: {problem}", state.display());
        assert!(said.starts_with(&expected), "{said}");
        let _ = fs::remove_file(&state);
    }
}
