//! `voxelnet train --weights`

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use assert_cmd::Command;
use safetensors::SafeTensors;

use crate::resuming::assert_same_outcome;
use crate::support::{
    Sandbox, copy_folder, fixture, json_lines, overrides, said, shipped_config, succeed,
};

/// Fine-tuning on the fixture's frames, a frame a step, with a checkpoint after each.
fn tune(weights: &Path, run: &Path) -> Command {
    let mut train =
        voxelnet!("train", "--weights", weights, "--data", fixture().data, "--run", run);
    let settings = ["train.batch_size=1", "train.epochs=1", "train.checkpoint_every_steps=1"];
    train.args(["--threads", "1"]).args(overrides(&settings));
    train.args(overrides(&["train.keep_checkpoints=9"]));
    train
}

fn checkpoint(run: &Path, step: usize) -> PathBuf {
    run.join(format!("checkpoints/step-{step:06}.safetensors"))
}

/// The numbers of a weights file by tensor.
fn tensors(path: &Path) -> BTreeMap<String, Vec<f32>> {
    let bytes = fs::read(path).unwrap();
    let read = SafeTensors::deserialize(&bytes).unwrap().tensors();
    let numbers =
        |data: &[u8]| data.as_chunks().0.iter().map(|&bytes| f32::from_le_bytes(bytes)).collect();
    read.into_iter().map(|(name, view)| (name, numbers(view.data()))).collect()
}

/// The names of the tensors in which two weights files differ.
fn changed(before: &Path, after: &Path) -> Vec<String> {
    let (before, after) = (tensors(before), tensors(after));
    assert!(before.keys().eq(after.keys()));
    before.into_iter().filter(|(name, data)| after[name] != *data).map(|(name, _)| name).collect()
}

#[test]
fn training_starts_where_the_weights_are_and_the_log_tells_it() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    let output = succeed(&mut tune(&fixture().run, &run));
    assert!(changed(&fixture().weights(), &checkpoint(&run, 0)).is_empty());
    assert!(!changed(&fixture().weights(), &checkpoint(&run, 4)).is_empty());
    let first = &json_lines(&run.join("log.jsonl"))[0];
    assert_eq!((&first["step"], &first["start"]["trained_steps"]), (&0.into(), &60.into()));
    let names: Vec<&str> = first["start"]["parts"]
        .as_array()
        .unwrap()
        .iter()
        .map(|part| part["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, ["vfe", "middle", "rpn", "heads of Car"]);
    let said = said(&output);
    let table: Vec<&str> = said.lines().skip_while(|line| !line.starts_with("starting")).collect();
    assert!(table[0].ends_with("step-000060.safetensors, step 60"), "{said}");
    assert!(table[4].starts_with("  heads of Car") && table[4].ends_with("taken"), "{said}");
    // The recipe of fine-tuning, in the network of the weights.
    let config = fs::read_to_string(run.join("config.toml")).unwrap();
    assert!(config.contains("max_rate = 0.001") && config.contains("0.4"), "{config}");
}

#[test]
fn sixteen_bits_are_widened() {
    let sandbox = Sandbox::new();
    let (half, run) = (sandbox.path("half.safetensors"), sandbox.path("run"));
    succeed(&mut voxelnet!("export", "--run", fixture().run, "--out", half, "--half"));
    succeed(tune(&half, &run).args(["--max-steps", "1"]));
    let (before, after) = (tensors(&fixture().weights()), tensors(&checkpoint(&run, 0)));
    for (name, data) in &before {
        let near = |(a, b): (&f32, &f32)| (a - b).abs() <= a.abs() / 1024. + 1e-7;
        assert!(data.iter().zip(&after[name]).all(near), "{name}");
    }
}

#[test]
fn a_run_that_was_killed_at_any_step_ends_like_an_undisturbed_one() {
    let sandbox = Sandbox::new();
    let whole = sandbox.path("whole");
    succeed(&mut tune(&fixture().run, &whole));
    for step in [0, 1, 3] {
        let killed = copy_folder(&whole, &sandbox.path(&format!("killed-{step}")));
        fs::write(killed.join("last"), format!("step-{step:06}.safetensors\n")).unwrap();
        succeed(&mut voxelnet!("train", "--resume", "--run", killed, "--threads", "1"));
        assert_same_outcome(&killed, &whole);
    }
}

/// The fixture's configuration with other classes, each with the anchor of its only one.
fn config_with_classes(sandbox: &Sandbox, names: &[&str]) -> PathBuf {
    let text = fs::read_to_string(fixture().run.join("config.toml")).unwrap();
    let mut config: toml::Table = text.parse().unwrap();
    let classes = config["network"]["classes"].as_array_mut().unwrap();
    let only = classes.remove(0);
    for &name in names {
        let mut class = only.clone();
        class["name"] = name.into();
        classes.push(class);
    }
    sandbox.file("classes.toml", config.to_string())
}

/// The numbers of a class in each tensor of the heads.
fn heads_of(path: &Path, class: usize, num_classes: usize) -> Vec<Vec<f32>> {
    let heads = tensors(path).into_iter().filter(|(name, _)| {
        ["rpn.score.", "rpn.residual.", "rpn.direction."].iter().any(|head| name.starts_with(head))
    });
    let of_class = |data: Vec<f32>| {
        let len = data.len() / num_classes;
        data[class * len..][..len].to_vec()
    };
    heads.map(|(_, data)| of_class(data)).collect()
}

#[test]
fn classes_are_matched_by_name_and_may_be_added_moved_and_dropped() {
    let sandbox = Sandbox::new();
    let (more, fewer) = (sandbox.path("more"), sandbox.path("fewer"));
    let config = config_with_classes(&sandbox, &["Pedestrian", "Car", "Cyclist"]);
    let start = |weights: &Path, run: &Path, config: &Path| {
        let mut train = tune(weights, run);
        let output = succeed(train.arg("--config").arg(config).args(["--max-steps", "1"]));
        said(&output).to_owned()
    };
    let told = start(&fixture().run, &more, &config);
    assert!(
        told.contains("heads of Pedestrian")
            && told.contains("fresh: the weights have no such class"),
        "{told}"
    );
    let trained = heads_of(&fixture().weights(), 0, 1);
    assert_eq!(heads_of(&checkpoint(&more, 0), 1, 3), trained);
    assert_ne!(heads_of(&checkpoint(&more, 0), 0, 3), trained);

    // Back again, on the checkpoint of the run that has three.
    let config = config_with_classes(&sandbox, &["Cyclist", "car"]);
    let told = start(&checkpoint(&more, 1), &fewer, &config);
    assert!(told.contains("left out: the configuration has no such class"), "{told}");
    let [from, to] = [checkpoint(&more, 1), checkpoint(&fewer, 0)];
    assert_eq!(heads_of(&to, 0, 2), heads_of(&from, 2, 3));
    assert_eq!(heads_of(&to, 1, 2), heads_of(&from, 1, 3));
}

#[test]
fn frozen_parts_stay_as_they_are_with_their_statistics() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    succeed(tune(&fixture().run, &run).args(overrides(&["train.freeze=['vfe', 'middle']"])));
    let changed = changed(&fixture().weights(), &checkpoint(&run, 4));
    assert!(changed.iter().all(|name| name.starts_with("rpn.")), "{changed:?}");
    assert!(changed.iter().any(|name| name.ends_with("running_mean")), "{changed:?}");
}

#[test]
fn a_slow_part_moves_less() {
    let sandbox = Sandbox::new();
    let moved = |name: &str, scale: &str| {
        let run = sandbox.path(name);
        let settings = [scale, "train.weight_average_decay=0.0"];
        succeed(tune(&fixture().run, &run).args(overrides(&settings)));
        let (before, after) = (tensors(&fixture().weights()), tensors(&checkpoint(&run, 4)));
        let weight = "rpn.block1.0.conv.weight";
        let pairs = before[weight].iter().zip(&after[weight]);
        pairs.map(|(a, b)| (a - b).abs()).fold(0., f32::max)
    };
    let (plain, slow) =
        (moved("plain", "train.rate_scale={}"), moved("slow", "train.rate_scale={rpn = 0.01}"));
    assert!(slow > 0. && slow < 0.05 * plain, "{slow} {plain}");
}

#[test]
fn weights_of_another_network_are_refused_with_the_tensor_and_both_shapes() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    let mut other = tune(&fixture().run, &run);
    let refused = sandbox.refusal_of(other.args(overrides(&["network.voxel_channels=48"])));
    assert!(
        refused.contains("tensor `middle.conv1.conv.weight` has shape [")
            && refused.contains("], expected ["),
        "{refused}"
    );
    let config = shipped_config("kitti.toml");
    let mut other = tune(&fixture().run, &run);
    let refused = sandbox.refusal_of(
        other.arg("--config").arg(config).args(overrides(&["augment.sampling.fill_to={}"])),
    );
    assert!(refused.contains("tensor `"), "{refused}");
    assert!(!run.exists());
}

#[test]
fn another_origin_of_points_is_a_warning() {
    let sandbox = Sandbox::new();
    let mut other = tune(&fixture().run, &sandbox.path("run"));
    let settings = ["network.point_origin=sensor", "network.classes.0.center_z=-1.3"];
    let output = succeed(other.args(overrides(&settings)).args(["--max-steps", "1"]));
    let told = said(&output);
    for key in ["network.point_origin", "network.classes.Car.center_z is -1.3"] {
        let is_told = |line: &str| line.starts_with("warning: ") && line.contains(key);
        assert!(told.lines().any(is_told), "{told}");
    }
}

#[test]
fn wrong_usage_is_told_before_anything_is_made() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    voxelnet!("train", "--resume", "--weights", fixture().run, "--run", run).assert().code(2);
    let mut frozen = tune(&fixture().run, &sandbox.path("new"));
    let told = sandbox.wrong_usage_of(frozen.args(overrides(&["train.freeze=['vef']"])));
    assert!(told.contains("train.freeze: vef, expected one of vfe, vfe.vfe1,"), "{told}");
    let told = sandbox.refusal_of(&mut tune(&sandbox.path("nowhere"), &sandbox.path("new")));
    assert!(told.contains("nowhere: no such file"), "{told}");
    let told = sandbox.refusal_of(&mut tune(&fixture().data, &sandbox.path("new")));
    assert!(told.contains("expected a run made by `voxelnet train`"), "{told}");
}
