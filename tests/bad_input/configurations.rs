//! Configurations that are not accepted.

use std::fs;
use std::path::Path;

use crate::support::{Sandbox, fixture, shipped_config};

/// The message of training about a configuration.
fn refusal_of_config(sandbox: &Sandbox, config: &Path, overrides: &[&str]) -> String {
    let run = sandbox.path("run");
    let mut train = voxelnet!("train", "--config", config, "--data", fixture().data, "--run", run);
    train.args(crate::support::overrides(overrides));
    // The shipped files are right, so an override is what is wrong.
    let said = match overrides {
        [] => sandbox.refusal_of(&mut train),
        _ => sandbox.wrong_usage_of(&mut train),
    };
    assert!(said.contains(&config.display().to_string()), "{said}");
    said
}

fn quick_with(sandbox: &Sandbox, from: &str, to: &str) -> std::path::PathBuf {
    let text = fs::read_to_string(shipped_config("quick.toml")).unwrap();
    assert!(text.contains(from));
    sandbox.file("changed.toml", text.replacen(from, to, 1))
}

#[test]
fn an_unknown_key_is_answered_with_the_nearest_known_one() {
    let sandbox = Sandbox::new();
    let expected = "unknown key `train.batchsize`, did you mean `train.batch_size`?";
    let quick = shipped_config("quick.toml");
    let said = refusal_of_config(&sandbox, &quick, &["train.batchsize=2"]);
    assert!(said.ends_with(expected), "{said}");
    for (assignment, nearest) in [
        ("loss.gama=3.0", "loss.gamma"),
        ("train.optimizer.wheight_decay=0.1", "train.optimizer.weight_decay"),
        ("train.schedule.max_rte=1.0", "train.schedule.max_rate"),
    ] {
        let said = refusal_of_config(&sandbox, &quick, &[assignment]);
        assert!(said.ends_with(&format!("did you mean `{nearest}`?")), "{said}");
    }
    let changed = quick_with(&sandbox, "[train]\n", "[train]\nbatchsize = 2\n");
    let said = refusal_of_config(&sandbox, &changed, &[]);
    assert!(said.ends_with(expected), "{said}");
}

#[test]
fn a_section_that_does_not_exist() {
    let sandbox = Sandbox::new();
    let changed = quick_with(&sandbox, "[augment]\n", "[argument]\nx = 1\n[augment]\n");
    let said = refusal_of_config(&sandbox, &changed, &[]);
    assert!(said.ends_with("unknown key `argument`, did you mean `augment`?"), "{said}");
}

#[test]
fn a_missing_key() {
    let sandbox = Sandbox::new();
    let changed = quick_with(&sandbox, "batch_size", "# batch_size");
    let said = refusal_of_config(&sandbox, &changed, &[]);
    assert!(said.contains("missing field `batch_size`"), "{said}");
}

#[test]
fn a_file_that_is_no_toml_is_told_its_line() {
    let sandbox = Sandbox::new();
    let config = sandbox.file("broken.toml", "[network.vfe]\nchannels = [16, 32\n[train]\n");
    let said = refusal_of_config(&sandbox, &config, &[]);
    assert!(said.contains("broken.toml: line "), "{said}");
}

#[test]
fn a_value_of_the_wrong_type_or_outside_what_is_possible() {
    let sandbox = Sandbox::new();
    let quick = shipped_config("quick.toml");
    for (assignment, key) in [
        ("train.batch_size=two", "batch_size"),
        ("train.batch_size=0", "train.batch_size"),
        ("network.vfe.channels=[15, 32]", "network.vfe.channels"),
        ("network.direction_head=false", "network.direction_head"),
        ("network.classes.0.positive_iou=1.5", "network.classes.0.positive_iou"),
        ("network.middle_layers.0.channels=99999999", "network.middle_layers.0.channels"),
        ("network.middle_layers.0.padding=[1, 1, 99999999999]", "network.middle_layers.0.padding"),
        ("network.grid.voxel_size_m=[0.0014, 0.0014, 4.0]", "network.middle_layers.0"),
        ("detection.min_score=2.0", "detection.min_score"),
        ("detection.max_iou=nan", "detection.max_iou"),
        ("loss.alpha=-1.0", "loss.alpha"),
        ("loss.regression=inf", "loss.regression"),
        ("train.epochs=99999999999", "train.epochs"),
        ("train.optimizer.weight_decay=nan", "train.optimizer.weight_decay"),
        ("train.optimizer={ kind = 'sgd', momentum = 1.0, weight_decay = 0.0 }", "momentum"),
        ("train.schedule.max_rate=-1.0", "train.schedule.max_rate"),
        ("train.schedule.warmup_share=2.0", "train.schedule.warmup_share"),
        ("train.schedule={ kind = 'steps', phases = [] }", "train.schedule.phases"),
        ("augment.flip_probability=2.0", "augment.flip_probability"),
        ("augment.max_rotation=inf", "augment.max_rotation"),
        ("augment.scale=[0.0, 0.0]", "augment.scale"),
        ("augment.scale=[1.1, 0.9]", "augment.scale"),
    ] {
        let said = refusal_of_config(&sandbox, &quick, &[assignment]);
        assert!(said.contains(key), "{assignment}: {said}");
    }
}

#[test]
fn an_override_without_a_value() {
    let sandbox = Sandbox::new();
    let said = refusal_of_config(&sandbox, &shipped_config("quick.toml"), &["train.batch_size"]);
    assert!(said.contains("`train.batch_size`, expected key=value"), "{said}");
}

#[test]
fn a_file_that_is_not_there() {
    let sandbox = Sandbox::new();
    let said = refusal_of_config(&sandbox, &sandbox.path("none.toml"), &[]);
    assert!(said.contains("no such file"), "{said}");
}

#[test]
fn another_configuration_than_the_one_that_the_run_was_started_with() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let (data, config) = (&fixture().data, shipped_config("kitti-car.toml"));
    let mut resume = voxelnet!("train", "--resume", "--config", config, "--data", data);
    let said = sandbox.refusal_of(resume.arg("--run").arg(&run));
    let expected = format!("{}: `augment.max_rotation` differs", run.join("config.toml").display());
    assert!(said.starts_with(&expected), "{said}");

    let mut resume = voxelnet!("train", "--resume", "--data", data, "--run", run);
    let said = sandbox.refusal_of(resume.args(["--set", "train.batch_size=3"]));
    assert!(said.contains("`train.batch_size` differs"), "{said}");
}
