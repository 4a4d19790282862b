//! Whole-program tests of what needs no libtorch. They run in both programs, with it and without.
//!
//! `cargo test -p voxelnet-cli --no-default-features --test plain` tests the program without.

// A test that meets something unexpected has failed; there is nobody to hand an error to.
#![allow(clippy::unwrap_used)]

mod calibrate;
mod calibration_errors;
mod calibrations;
mod counts;
mod formats;
mod intensities;
mod interrupts;
mod labels;
mod outputs;
mod probe_script;
mod range;
mod results;
mod sandbox;
mod scans;
mod scores;
mod scripts;
mod splits;
mod standard_split;
mod streams;
mod tables;
mod texts;
mod usage;
mod views;

use std::fs;

use voxelnet_detection::Weights;

use sandbox::Sandbox;

#[test]
fn a_run_of_version_0_1_is_evaluated_listed_and_reported() {
    let sandbox = Sandbox::with_data();
    let (table, said) = sandbox.succeed(&[
        "eval",
        "--run",
        "run",
        "--data",
        "data",
        "--split",
        "val",
        "--objects",
        "--report",
        "page",
        "--json",
        "metrics.json",
    ]);
    assert!(said.contains("result files of step 324"), "{said}");
    assert!(table.contains("verdict") && table.contains("over 2 frames"), "{table}");
    assert_eq!(sandbox.json("metrics.json")["frames"], 2);
    assert!(fs::read_to_string(sandbox.path("page/index.html")).unwrap().contains("2 frames"));
    // What is scored are the files that it left.
    let args = ["score", "--data", "data", "--split", "val", "--results", "run/results/data-val"];
    let config = ["--config", "run/config.toml", "--json", "again.json"];
    sandbox.succeed(&[&args[..], &config].concat());
    let [first, again] = ["metrics.json", "again.json"].map(|name| sandbox.json(name));
    assert_eq!(first["classes"], again["classes"]);
}

#[test]
fn weights_are_exported_and_find_the_same() {
    let sandbox = Sandbox::with_data();
    sandbox.succeed(&["export", "--run", "run", "--out", "weights.safetensors"]);
    sandbox.succeed(&["export", "--run", "run", "--out", "half.safetensors", "--half"]);
    let size = |name| fs::metadata(sandbox.path(name)).unwrap().len();
    assert!(size("half.safetensors") < size("weights.safetensors"));
    let scan = "data/training/velodyne/000000.bin";
    let (of_run, _) = sandbox.succeed(&["detect", scan, "--run", "run", "--min-score", "0"]);
    let weights = ["--weights", "weights.safetensors", "--min-score", "0"];
    let (of_weights, _) = sandbox.succeed(&[&["detect", scan][..], &weights].concat());
    assert!(of_run.contains("\"class\""), "nothing was found");
    assert_eq!(of_run, of_weights);
    sandbox.succeed(&["eval", "--run", "run", "--data", "data", "--split", "val"]);
    // Weights know no dataset and no folder for results.
    let results = ["--data", "data", "--split", "val", "--results", "results"];
    sandbox.succeed(&[&["eval", "--weights", "weights.safetensors"][..], &results].concat());
    let split = fs::read_to_string(sandbox.path("data/ImageSets/val.txt")).unwrap();
    for frame in split.lines() {
        let [of_run, of_weights] = ["run/results/data-val", "results"]
            .map(|folder| fs::read(sandbox.path(folder).join(format!("{frame}.txt"))).unwrap());
        assert_eq!(of_run, of_weights, "{frame}");
    }
}

#[test]
fn the_weights_of_the_program_find_objects_in_a_simulated_scan() {
    let sandbox = Sandbox::with_data();
    let (found, _) = sandbox.succeed(&["detect", "data/training/velodyne/000000.bin"]);
    assert!(found.contains("\"class\""), "nothing was found");
}

#[test]
fn weights_are_evaluated_whatever_they_say_of_loss_and_augmentation() {
    let sandbox = Sandbox::with_data();
    let weights = sandbox.path("run/checkpoints/step-000324.safetensors");
    let mut weights = Weights::read(&weights).unwrap();
    let mut table: toml::Table = weights.config_text.parse().unwrap();
    table.retain(|section, _| section != "loss" && section != "augment");
    weights.config_text = table.to_string();
    fs::write(sandbox.path("less.safetensors"), weights.to_bytes().unwrap()).unwrap();
    let data = ["--data", "data", "--split", "val", "--results", "results", "--json", "less.json"];
    sandbox.succeed(&[&["eval", "--weights", "less.safetensors"][..], &data].concat());
    assert_eq!(sandbox.json("less.json")["frames"], 2);
}

#[test]
fn curves_of_a_run_of_version_0_1_are_drawn() {
    let sandbox = Sandbox::new();
    sandbox.succeed(&["plot", "run", "--out", "curves.svg"]);
    let curves = fs::read_to_string(sandbox.path("curves.svg")).unwrap();
    assert!(curves.contains("<svg") && curves.contains("Learning rate"));
}

#[test]
fn the_native_engine_is_measured() {
    let sandbox = Sandbox::with_data();
    let scan = "data/training/velodyne/000000.bin";
    let measured = ["--engine", "native", "--repeat", "1", "--json", "bench.json"];
    sandbox.succeed(&[&["bench", scan, "--run", "run"], &measured[..]].concat());
    let measured = sandbox.json("bench.json");
    let total = measured["engines"]["native"]["median_ms"]["total"].as_f64();
    assert!(total.is_some_and(|ms| ms > 0.), "{measured}");
}

#[test]
fn an_unknown_key_is_refused_by_every_command_that_reads_a_configuration() {
    let sandbox = Sandbox::with_data();
    let text = fs::read_to_string(sandbox.path("run/config.toml")).unwrap();
    let wrong =
        text.replace("batch_size =", "bach_size =").replace("[train]", "[train]\nbatch_size = 2");
    fs::write(sandbox.path("wrong.toml"), wrong).unwrap();
    let scan = "data/training/velodyne/000000.bin";
    let expected = "unknown key `train.bach_size`, did you mean `train.batch_size`?";
    for args in [
        &["doctor", "--data", "data", "--config", "wrong.toml"][..],
        &["score", "--data", "data", "--results", "none", "--config", "wrong.toml"],
        &["prepare", "--data", "data", "--config", "wrong.toml"],
        &["view", scan, "--out", "a.html", "--config", "wrong.toml"],
        &["view", scan, "--out", "pictures", "--config", "wrong.toml"],
        &["voxelize", scan, "--config", "wrong.toml"],
        &["bench", scan, "--config", "wrong.toml"],
    ] {
        let said = sandbox.fail(args);
        assert!(said.contains("wrong.toml: ") && said.contains(expected), "{args:?}: {said}");
    }
}

#[test]
fn score_needs_no_section_that_it_does_not_read() {
    let sandbox = Sandbox::with_data();
    let text = fs::read_to_string(sandbox.path("run/config.toml")).unwrap();
    let mut table: toml::Table = text.parse().unwrap();
    table.retain(|section, _| ["dataset", "network"].contains(&section));
    fs::write(sandbox.path("some.toml"), table.to_string()).unwrap();
    fs::create_dir(sandbox.path("results")).unwrap();
    let results = ["--results", "results", "--missing-as-empty", "--config", "some.toml"];
    sandbox.succeed(&[&["score", "--data", "data", "--split", "val"], &results[..]].concat());
    let scan = "data/training/velodyne/000000.bin";
    let said = sandbox.fail(&["voxelize", scan, "--config", "some.toml"]);
    assert!(said.contains("some.toml: the section `detection` is missing"), "{said}");
}

/// The program without libtorch refuses in a line what only libtorch can do.
#[cfg(not(feature = "libtorch"))]
#[test]
fn what_needs_libtorch_is_refused_in_a_line() {
    let sandbox = Sandbox::with_data();
    let scan = "data/training/velodyne/000000.bin";
    let config = "run/config.toml";
    for args in [
        &["detect", scan, "--engine", "libtorch"][..],
        &["detect", scan, "--device", "cuda:0"],
        &["detect", scan, "--dump", "dump.safetensors"],
        &["eval", "--run", "run", "--data", "data", "--split", "val", "--engine", "libtorch"],
        &["bench", scan, "--run", "run", "--engine", "sparse"],
        &["bench", scan, "--run", "run", "--engine", "native", "--train"],
        &["bench", scan, "--config", config, "--engine", "native"],
        &["bench", "--data", "data", "--config", config],
    ] {
        let said = sandbox.refuse(args);
        let is_line = said.trim_end().lines().count() == 1;
        assert!(is_line && said.contains("built without libtorch"), "{args:?}: {said}");
    }
    sandbox.command(&["train", "--help"]).assert().code(2);
}
