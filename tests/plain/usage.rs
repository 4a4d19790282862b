//! Exit codes: 2 for a mistake in the command line, whatever the files hold, and 1 for everything else.

use std::fs;

use crate::sandbox::Sandbox;

const SCAN: &str = "data/training/velodyne/000000.bin";
const CONFIG: &str = "run/config.toml";

/// Runs a command that has to end with an exit code; returns its stderr.
fn ends(sandbox: &Sandbox, code: i32, line: &str) -> String {
    let args: Vec<&str> = line.split_whitespace().collect();
    let output = sandbox.command(&args).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(code), "{line}: {said}");
    assert!(code != 2 || output.stdout.is_empty(), "{line}");
    said
}

#[test]
fn a_mistake_in_the_command_line_is_wrong_usage() {
    let sandbox = Sandbox::with_data();
    fs::write(sandbox.path("plain"), "").unwrap();
    for (line, expected) in [
        // Names that do not end as their kind does.
        ("voxelize data/training/calib/000000.txt --config CONFIG", "unknown scan format \"txt\""),
        ("voxelize plain --config CONFIG", "plain: unknown scan format \"\""),
        ("doctor nowhere.las", "nowhere.las: unknown scan format \"las\""),
        ("bench nowhere.las --run run", "nowhere.las: unknown scan format \"las\""),
        (
            "voxelize SCAN --config CONFIG --out x.foo",
            "--out x.foo: expected a name that ends in .npz",
        ),
        ("view SCAN --out x.gif", "--out x.gif: a page is written as .html and a picture as .png"),
        ("view SCAN --out x", "--out x: neither .html nor .png"),
        (
            "view SCAN --out x.png --image photo.gif",
            "--image photo.gif: expected a name that ends in .png",
        ),
        ("plot run --out x.pdf", "--out x.pdf: expected a name that ends in .svg or .png"),
        ("export --run run --out x.pt", "--out x.pt: expected a name that ends in .safetensors"),
        ("eval --run run --data data --submission x.tar", "--submission x.tar: expected"),
        ("synth --out x --sensor x.yaml", "or a file that ends in .toml"),
        ("synth --out x --frames 0", "0 frames, expected 1 to"),
        // Keys and values of --set.
        ("voxelize SCAN --config CONFIG --set network.gird=1", "unknown key `network.gird`"),
        ("voxelize SCAN --config CONFIG --set network", "expected key=value"),
        ("voxelize SCAN --config CONFIG --set detection.seed=x", "seed"),
        ("voxelize SCAN --config CONFIG --set detection.min_score=7", "detection.min_score: 7"),
        (
            "voxelize SCAN --config CONFIG --set network.grid.voxel_size_m=[0.0014,0.0014,4.0]",
            "no voxel left of 1",
        ),
        ("bench SCAN --config CONFIG --set train.bach_size=2", "did you mean `train.batch_size`?"),
        ("doctor SCAN --set dataset.bxes=lidar", "did you mean `dataset.boxes`?"),
        (
            "doctor SCAN --weights run/checkpoints/step-000324.safetensors --set a=1",
            "unknown key `a`",
        ),
        ("doctor --data data --set dataset.boxes=x", "boxes"),
        ("prepare --data data --config CONFIG --set dataset.boxes=x", "boxes"),
        ("score --data data --results r --config CONFIG --set dataset.boxes=x", "boxes"),
        ("view SCAN --out x.html --config CONFIG --set dataset.boxes=x", "boxes"),
        (
            "eval --run run --data data --set detection.min_scor=1",
            "did you mean `detection.min_score`?",
        ),
        ("export --run run --out x.safetensors --set detection.min_scor=1", "detection.min_score"),
        // Options that do not go together, or not with what is asked for.
        ("view SCAN --out x.html --image photo.png", "--image is for a picture"),
        ("view SCAN --out x.png --config CONFIG --augment 1", "--augment draws frames"),
        ("view SCAN --out x --config CONFIG --labels y", "--labels is for a page or a picture"),
        ("view SCAN data/training/velodyne/000001.bin --out x.png", "one scan, there are 2"),
        ("eval --run run --run run", "run is given twice"),
        ("eval --run run --run other --objects", "are for one run; there are 2"),
        ("eval --run run --data data --split test --objects", "no labels"),
        ("eval --run run --data data --split test --json x.json", "no labels"),
        ("eval --run run --data data --iou 0.5/0.5", "--iou 0.5/0.5: 2 numbers, expected"),
        ("score --data data --results r --config CONFIG --split test", "has no labels to score"),
        ("plot run other", "say with --out where the curves go"),
        ("doctor --data data --intensity-scale 255", "--intensity-scale is for scans"),
    ] {
        let line = line.replace("SCAN", SCAN).replace("CONFIG", CONFIG);
        let said = ends(&sandbox, 2, &line);
        assert!(said.contains(expected), "{line}: {said}");
        assert!(!sandbox.path("x").exists() && !sandbox.path("x.foo").exists(), "{line}");
    }
}

#[test]
fn what_is_wrong_with_a_file_is_no_wrong_usage() {
    let sandbox = Sandbox::with_data();
    let text = fs::read_to_string(sandbox.path(CONFIG)).unwrap();
    fs::write(sandbox.path("wrong.toml"), text + "\n[trian]\n").unwrap();
    fs::write(sandbox.path("short.bin"), [0; 7]).unwrap();
    for (line, expected) in [
        ("voxelize SCAN --config wrong.toml", "unknown key `trian`"),
        ("voxelize SCAN --config wrong.toml --set detection.seed=1", "unknown key `trian`"),
        ("voxelize SCAN --config nowhere.toml", "nowhere.toml"),
        ("voxelize short.bin --config CONFIG", "size is 7 bytes"),
        ("eval --run run --data data --split nowhere", "there is no split `nowhere`"),
    ] {
        let line = line.replace("SCAN", SCAN).replace("CONFIG", CONFIG);
        let said = ends(&sandbox, 1, &line);
        assert!(said.contains(expected), "{line}: {said}");
    }
}

#[test]
fn a_path_that_leads_nowhere_or_to_another_kind_is_named_in_plain_words() {
    let sandbox = Sandbox::with_data();
    fs::create_dir(sandbox.path("empty")).unwrap();
    fs::write(sandbox.path("file"), "").unwrap();
    let no_run = "nowhere: no such folder; expected a run made by `voxelnet train`";
    let no_data = "nowhere: no such folder, expected a dataset";
    for (line, expected) in [
        ("detect SCAN --run nowhere", no_run),
        ("export --run nowhere --out w.safetensors", no_run),
        ("eval --run nowhere --data data", no_run),
        ("plot nowhere", no_run),
        ("plot file", "file: a file; expected a run"),
        ("plot empty", "empty: no config.toml in this folder; expected a run"),
        ("doctor --data data --run nowhere", no_run),
        ("bench SCAN --run nowhere", no_run),
        ("doctor --data nowhere", no_data),
        ("prepare --data nowhere", no_data),
        ("prepare --data file", "file: a file, expected a dataset"),
        ("eval --run run --data nowhere", no_data),
        ("score --data nowhere --results data --config CONFIG", no_data),
        ("score --data data --results nowhere --config CONFIG", "nowhere: no such folder"),
        ("score --labels nowhere --results data", "nowhere: no such folder"),
        ("score --labels data/training/label_2 --results file", "file: a file, expected a folder"),
        ("score --compare nowhere", "nowhere: no such file or folder"),
        ("score --compare empty", "empty: a folder, expected a file"),
        ("doctor nowhere", "nowhere: no such file or folder"),
        ("voxelize empty --config CONFIG", "empty: a folder, expected a scan file"),
        ("voxelize SCAN --config nowhere.toml", "nowhere.toml: no such file or folder"),
        ("voxelize SCAN --config empty", "empty: a folder, expected a file"),
        ("view SCAN --out x.html --labels nowhere", "nowhere: no such file or folder"),
        ("view SCAN --out x.png --image nowhere.png", "nowhere.png: no such file or folder"),
        (
            "synth --out x --sensor nowhere.toml",
            "nowhere.toml: cannot be made or read: no such file",
        ),
        ("synth --out file", "file: cannot be made or read: it exists and is no folder"),
        ("voxelize SCAN --config CONFIG --out nowhere/x.npz", "there is no folder nowhere"),
        ("plot run --out nowhere/x.svg", "there is no folder nowhere"),
        ("export --run run --out file/x.safetensors", "file is a file"),
    ] {
        let line = line.replace("SCAN", SCAN).replace("CONFIG", CONFIG);
        let said = ends(&sandbox, 1, &line);
        assert!(said.contains(expected), "{line}: {said}");
        assert!(said.lines().count() == 1 && !said.contains("os error"), "{line}: {said}");
    }
}

#[test]
fn a_misspelt_option_is_answered_with_the_nearest_of_its_command() {
    let sandbox = Sandbox::new();
    for (line, expected) in [
        ("detect a.bin --ouput x", Some("'--out'")),
        ("detect a.bin --output x", Some("'--out'")),
        ("synth --out-dir x", Some("'--out'")),
        ("eval --run run --min-scroe 1", Some("'--min-score'")),
        ("view a.bin --out x.html --outt", Some("'--out'")),
        ("detect a.bin --thread 2", Some("'--threads'")),
        ("detect a.bin --zzz", None),
    ] {
        let said = ends(&sandbox, 2, line);
        assert_eq!(said.contains("similar"), expected.is_some(), "{line}: {said}");
        assert!(expected.is_none_or(|option| said.contains(option)), "{line}: {said}");
    }
}

#[test]
fn global_options_stand_under_their_own_heading_behind_those_of_the_command() {
    let sandbox = Sandbox::new();
    for command in [
        "synth",
        "prepare",
        "doctor",
        "view",
        "voxelize",
        "eval",
        "plot",
        "export",
        "score",
        "detect",
        "bench",
        "completions",
        "man",
    ] {
        let (help, _) = sandbox.succeed(&[command, "--help"]);
        let (own, global) = help.split_once("\nGlobal options:\n").unwrap();
        for option in ["--threads <N>", "--quiet", "--help"] {
            assert!(global.contains(option) && !own.contains(option), "{command}: {option}");
        }
        assert_eq!(global.contains("--rank-timeout"), cfg!(feature = "mpi"), "{command}");
        assert!(!global.contains("\n\n"), "{command}: nothing comes behind");
    }
    let (help, _) = sandbox.succeed(&["detect", "--help"]);
    let own = help.split_once("\nScan options:\n").unwrap().0;
    assert!(own.contains("--min-score"), "{help}");
    let (help, _) = sandbox.succeed(&["eval", "--help"]);
    let words: Vec<&str> = help.split_whitespace().collect();
    assert!(words.join(" ").contains("needs --data and --results"), "{help}");
    for command in ["eval", "score", "doctor", "bench"] {
        assert!(sandbox.succeed(&[command, "--help"]).0.contains("`all`"), "{command}");
    }
}

#[test]
fn man_pages_and_completions_know_all_options() {
    let sandbox = Sandbox::new();
    sandbox.succeed(&["man", "--out", "man"]);
    let page = fs::read_to_string(sandbox.path("man/voxelnet-detect.1")).unwrap().replace('\\', "");
    let (script, _) = sandbox.succeed(&["completions", "bash"]);
    for option in ["--threads", "--quiet", "--help", "--lidar-transform", "--engine"] {
        assert!(page.contains(option) && script.contains(option), "{option}");
    }
}

#[test]
fn what_was_written_is_said_unless_quiet() {
    let sandbox = Sandbox::with_data();
    let config = ["--config", CONFIG];
    for (args, expected) in [
        (vec!["view", SCAN, "--out", "a.png"], "000000 in a.png"),
        (vec!["view", SCAN, "--out", "a.html"], "1 scan in a.html"),
        ([&["voxelize", SCAN, "--out", "a.npz"][..], &config].concat(), "voxels in a.npz"),
        ([&["view", SCAN, "--out", "pictures"][..], &config].concat(), "1 picture in pictures"),
    ] {
        assert!(sandbox.succeed(&args).1.contains(expected), "{args:?}");
        let quiet = [&args[..], &["--quiet"]].concat();
        assert_eq!(sandbox.succeed(&quiet).1, "", "{args:?}");
    }
}
