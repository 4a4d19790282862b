//! Commands that take runs: `eval` of one and of several, `plot`, `export`; the choice of a checkpoint.

use std::fs;
use std::path::{Path, PathBuf};

use crate::support::{
    Sandbox, contents, fixture, json_lines, overrides, read_json, said, shipped_config, succeed,
};

/// A run of four epochs that was validated after each, of which two checkpoints and the best are kept.
fn validated_run(sandbox: &Sandbox) -> PathBuf {
    let run = sandbox.path("validated");
    let settings = [
        crate::support::SMALL_NETWORK,
        "train.batch_size=1",
        "train.epochs=4",
        "train.keep_checkpoints=2",
        "train.validation={ every_epochs = 1, max_frames = 1 }",
    ];
    let mut train = voxelnet!("train", "--data", fixture().data, "--run", run, "--config");
    succeed(train.arg(shipped_config("quick.toml")).args(overrides(&settings)));
    run
}

#[test]
fn every_validation_is_logged_and_the_last_checkpoints_and_the_best_are_kept() {
    let sandbox = Sandbox::new();
    let run = validated_run(&sandbox);
    let log = json_lines(&run.join("log.jsonl"));
    let validations: Vec<_> = log.iter().filter(|line| line.get("validation").is_some()).collect();
    let steps: Vec<u64> = validations.iter().map(|line| line["step"].as_u64().unwrap()).collect();
    assert_eq!(steps, [4, 8, 12, 16]);
    for line in &validations {
        assert_eq!(line["validation"]["frames"], 1);
        assert!(line["validation"]["classes"]["car"]["3d"].get("moderate").is_some(), "{line}");
    }
    let score = |line: &&&serde_json::Value| line["validation"]["score"].as_f64().unwrap();
    let best = validations.iter().max_by(|a, b| score(a).total_cmp(&score(b))).unwrap();
    let best = best["step"].as_u64().unwrap();
    let name = |step: u64| format!("step-{step:06}.safetensors");
    assert_eq!(fs::read_to_string(run.join("best")).unwrap(), name(best) + "\n");
    let mut kept = vec![name(12), name(16), name(best)];
    kept.sort();
    kept.dedup();
    let files = contents(&run.join("checkpoints")).into_keys();
    let weights: Vec<String> = files
        .map(|file| file.display().to_string())
        .filter(|file| file.starts_with("step-"))
        .collect();
    assert_eq!(weights, kept);

    // Every one of them can be asked for; others are refused with those that there are.
    let results = |checkpoint: &str| {
        let out = succeed(&mut voxelnet!("eval", "--run", run, "--checkpoint", checkpoint));
        said(&out).to_owned()
    };
    assert!(results("best").contains(&format!("result files of step {best} in")));
    assert!(results("last").contains("result files of step 16 in"));
    assert!(results("12").contains("result files of step 12 in"));
    let refused = sandbox.refusal_of(&mut voxelnet!("eval", "--run", run, "--checkpoint", "3"));
    assert!(refused.contains("has no checkpoint of step 3, only of "), "{refused}");
}

#[test]
fn a_run_is_evaluated_from_its_folder_alone() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let [alone, told] = ["alone.json", "told.json"].map(|name| sandbox.path(name));
    succeed(&mut voxelnet!("eval", "--run", run, "--json", alone));
    succeed(&mut voxelnet!("eval", "--run", run, "--data", fixture().data, "--json", told));
    assert_eq!(fs::read(alone).unwrap(), fs::read(told).unwrap());
}

#[test]
fn several_runs_are_compared_in_one_table() {
    let sandbox = Sandbox::new();
    let (first, second, json) = (sandbox.run(), sandbox.path("other"), sandbox.path("both.json"));
    crate::support::copy_folder(&first, &second);
    let mut eval = voxelnet!("eval", "--run", first, "--run", second, "--split", "train");
    let output = succeed(eval.arg("--json").arg(&json));
    let table = str::from_utf8(&output.stdout).unwrap();
    let lines_with = |name: &str| table.lines().filter(|line| line.contains(name)).count();
    assert!(lines_with("run") > 0 && lines_with("run") == lines_with("other"), "{table}");
    let reports = read_json(&json);
    let report = |run: &Path| reports[run.display().to_string()].clone();
    assert_eq!(report(&first), report(&second));
    assert_eq!(report(&first)["frames"], 4);
}

#[test]
fn curves_are_drawn_from_the_log_alone() {
    let sandbox = Sandbox::new();
    let run = validated_run(&sandbox);
    succeed(&mut voxelnet!("plot", run));
    let svg = fs::read_to_string(run.join("curves.svg")).unwrap();
    for text in ["Loss", "regression", "Learning rate", "eye view", "3D boxes"] {
        assert!(svg.contains(text), "{text}");
    }
    let png = sandbox.path("both.png");
    succeed(&mut voxelnet!("plot", run, fixture().run, "--out", png));
    assert!(fs::read(png).unwrap().starts_with(b"\x89PNG"));
    let said = sandbox.wrong_usage_of(&mut voxelnet!("plot", run, fixture().run));
    assert!(said.contains("say with --out where the curves go"), "{said}");
    let said = sandbox.wrong_usage_of(&mut voxelnet!("plot", run, "--out", sandbox.path("a.pdf")));
    assert!(said.contains("expected a name that ends in .svg or .png"), "{said}");
    let said = sandbox.refusal_of(&mut voxelnet!("plot", sandbox.path("nowhere")));
    assert!(said.contains("nowhere: no such folder; expected a run"), "{said}");
}

#[test]
fn exported_weights_find_the_same_in_half_the_space() {
    let sandbox = Sandbox::new();
    let run = &fixture().run;
    let [whole, half] = ["whole.safetensors", "half.safetensors"].map(|name| sandbox.path(name));
    succeed(&mut voxelnet!("export", "--run", run, "--out", whole));
    succeed(&mut voxelnet!("export", "--run", run, "--out", half, "--half"));
    assert_eq!(fs::read(&whole).unwrap(), fs::read(fixture().weights()).unwrap());
    let size = |path: &Path| fs::metadata(path).unwrap().len() as f64;
    assert!(size(&half) < 0.6 * size(&whole));

    let scores = |weights: &Path| {
        let scan = fixture().scan("000000");
        let mut detect = voxelnet!("detect", scan, "--weights", weights, "--min-score", "0.2");
        let output = succeed(&mut detect);
        let lines = str::from_utf8(&output.stdout).unwrap().lines();
        let score = |line: &str| {
            serde_json::from_str::<serde_json::Value>(line).unwrap()["score"].as_f64().unwrap()
        };
        lines.map(score).collect::<Vec<_>>()
    };
    let (exact, rounded) = (scores(&whole), scores(&half));
    assert!(!exact.is_empty() && exact.len() == rounded.len(), "{exact:?} {rounded:?}");
    let is_near = exact.iter().zip(&rounded).all(|(a, b)| (a - b).abs() < 0.02);
    assert!(is_near, "{exact:?} {rounded:?}");

    let results = sandbox.path("results");
    let (data, split) = (&fixture().data, "train");
    succeed(&mut voxelnet!(
        "eval",
        "--weights",
        half,
        "--data",
        data,
        "--split",
        split,
        "--results",
        results
    ));
    assert_eq!(contents(&results).len(), 4);
}

#[test]
fn every_object_is_listed_with_what_was_found_of_it() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let mut eval = voxelnet!("eval", "--run", run, "--split", "train", "--objects");
    let output = succeed(eval.args(["--min-score", "0.3", "--min-points", "30"]));
    let text = str::from_utf8(&output.stdout).unwrap();
    let mut num_cars = 0;
    for frame in crate::support::Fixture::TRAIN {
        let labels = fixture().file(&format!("label_2/{frame}.txt"));
        let labels = voxelnet_kitti::read_labels(&labels).unwrap();
        num_cars += labels.iter().filter(|label| label.is_kind("Car")).count();
    }
    let listed = text.lines().take_while(|line| !line.is_empty()).skip(1);
    assert_eq!(listed.count(), num_cars, "{text}");
    let sums = text.lines().find(|line| line.starts_with("Car with 30 points or more: ")).unwrap();
    // The run knows these frames by heart, but some cars stand where its network does not look.
    let numbers: Vec<usize> = sums.split([' ', ':']).filter_map(|word| word.parse().ok()).collect();
    let [_, all, evaluated, found, overlapped, ..] = numbers[..] else { panic!("{sums}") };
    assert!(all > 0 && 3 * overlapped >= 2 * all, "{sums}");
    assert!(found > 0 && found <= evaluated && evaluated <= all, "{sums}");
    let said =
        sandbox.wrong_usage_of(&mut voxelnet!("eval", "--run", run, "--run", run, "--objects"));
    assert!(said.ends_with("is given twice"), "{said}");
}
