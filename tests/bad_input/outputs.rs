//! Places that cannot be written. Permissions stop no super-user, a file in place of a folder does.

use std::fs;

use crate::support::{Fixture, Sandbox, copy_folder, fixture, said, shipped_config};

#[test]
fn a_folder_that_cannot_be_made() {
    let sandbox = Sandbox::new();
    let out = sandbox.file("file", "").join("out");
    let (data, run, scan) = (&fixture().data, &fixture().run, fixture().scan("000000"));
    let config = shipped_config("quick.toml");
    for mut command in [
        voxelnet!("synth", "--out", out, "--frames", "1"),
        voxelnet!("train", "--config", config, "--data", data, "--run", out),
        voxelnet!("detect", scan, "--run", run, "--out", out),
    ] {
        let said = sandbox.refusal_of(&mut command);
        assert!(said.contains(&out.display().to_string()), "{said}");
        assert!(said.contains("not a folder"), "{said}");
    }
}

#[test]
fn a_folder_in_place_of_a_file_that_is_to_be_written() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    let (run, scan) = (&fixture().run, fixture().scan("000000"));
    let calib = fixture().file("calib/000000.txt");
    for (format, name) in [
        ("json", "detections.jsonl"),
        ("csv", "detections.csv"),
        ("kitti", "000000.txt"),
        ("png", "000000.png"),
        ("ply", "000000.ply"),
    ] {
        fs::create_dir_all(out.join(name)).unwrap();
        let mut detect = voxelnet!("detect", scan, "--run", run, "--out", out, "--calib", calib);
        let said = sandbox.refusal_of(detect.args(["--format", format]));
        assert!(said.contains(&out.join(name).display().to_string()), "{said}");
    }
}

#[test]
fn a_report_that_cannot_be_written_is_still_printed() {
    let sandbox = Sandbox::new();
    let (run, json) = (sandbox.run(), sandbox.file("file", "").join("ap.json"));
    let expected = format!("error: cannot write {}: ", json.display());
    let (data, labels) = (&fixture().data, fixture().file("label_2"));
    let results = sandbox.path("results");
    for frame in [&Fixture::TRAIN[..], &Fixture::VAL].concat() {
        sandbox.file(&format!("results/{frame}.txt"), "");
    }
    for mut command in [
        voxelnet!("eval", "--quiet", "--data", data, "--run", run, "--json", json),
        voxelnet!("score", "--labels", labels, "--results", results, "--json", json),
    ] {
        let assert = command.assert().code(1);
        let output = assert.get_output();
        assert!(output.stdout.starts_with(b"Average precision"));
        assert!(said(output).starts_with(&expected), "{}", said(output));
        assert_eq!(said(output).lines().count(), 1, "{}", said(output));
    }
}

#[test]
fn a_page_that_cannot_be_written_is_refused_before_any_work() {
    let sandbox = Sandbox::new();
    let (data, run) = (&fixture().data, &fixture().run);
    let (file, config) = (sandbox.file("file", ""), run.join("config.toml"));
    let taken = sandbox.file("taken/frames", "").parent().unwrap().to_owned();
    let (folder, results) = (sandbox.path("folder"), sandbox.path("results"));
    fs::create_dir(&results).unwrap();
    fs::create_dir_all(folder.join("index.html")).unwrap();
    for (report, named) in [
        (&file, file.join("frames")),
        (&file.join("below"), file.join("below/frames")),
        (&taken, taken.join("frames")),
        (&folder, folder.join("index.html")),
    ] {
        let expected = format!("{}: cannot write the report, ", named.display());
        for mut command in [
            voxelnet!("eval", "--run", run, "--data", data, "--report", report),
            voxelnet!(
                "score",
                "--data",
                data,
                "--config",
                config,
                "--results",
                results,
                "--report",
                report
            ),
        ] {
            let said = sandbox.refusal_of(&mut command);
            assert!(said.starts_with(&expected), "{said}");
        }
    }
}

#[test]
fn a_page_about_several_runs_or_a_split_without_labels() {
    let sandbox = Sandbox::new();
    let (data, run, out) = (sandbox.data(), sandbox.run(), sandbox.path("report"));
    let other = copy_folder(&run, &sandbox.path("other"));
    let mut two = voxelnet!("eval", "--run", run, "--run", other, "--report", out);
    let said = sandbox.wrong_usage_of(&mut two);
    assert_eq!(
        said,
        "--submission, --results, --report and --objects are for one run; there are 2"
    );

    fs::rename(data.join("training"), data.join("testing")).unwrap();
    fs::remove_dir_all(data.join("testing/label_2")).unwrap();
    let mut test =
        voxelnet!("eval", "--run", run, "--data", data, "--split", "test", "--report", out);
    let said = sandbox.wrong_usage_of(&mut test);
    assert!(said.starts_with("the split `test` has no labels to score"), "{said}");
    assert!(said.contains("--report"), "{said}");

    let (results, config) = (sandbox.path("results"), run.join("config.toml"));
    for frame in [&Fixture::TRAIN[..], &Fixture::VAL].concat() {
        sandbox.file(&format!("results/{frame}.txt"), "");
    }
    let mut score = voxelnet!("score", "--data", data, "--config", config, "--results", results);
    let said = sandbox.wrong_usage_of(score.args(["--split", "test", "--report"]).arg(&out));
    assert!(said.starts_with("the split `test` has no labels to score"), "{said}");
    assert!(!out.exists());
}

#[test]
fn a_simulation_leaves_other_folders_alone() {
    let sandbox = Sandbox::new();
    let foreign = sandbox.file("photos/holiday.jpg", "x").parent().unwrap().to_owned();
    let said = sandbox.refusal_of(&mut voxelnet!("synth", "--out", foreign, "--frames", "1"));
    assert!(said.starts_with(&foreign.display().to_string()), "{said}");

    let data = sandbox.data();
    let said = sandbox.refusal_of(&mut voxelnet!("synth", "--out", data, "--frames", "9"));
    assert!(said.starts_with(&data.display().to_string()), "{said}");
}

#[test]
fn a_simulation_of_nothing() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    for (options, problem) in [
        (["--frames", "0"], "0 frames, expected 1 to 1000000"),
        (["--frames", "1000001"], "1000001 frames, expected"),
    ] {
        let said = sandbox.wrong_usage_of(voxelnet!("synth", "--out", out).args(options));
        assert!(said.starts_with(problem), "{said}");
    }
}

#[test]
fn a_simulation_with_a_sensor_file_that_cannot_be_used() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("out");
    let shipped = fs::read_to_string(shipped_config("sensors/vlp-16.toml")).unwrap();
    for (text, problem) in [
        ("".to_owned(), "missing field"),
        ("channels = 3".to_owned(), "invalid type"),
        (shipped.replace("count = 16", "count = 0"), "channels: 0 in all, expected 1 to 1024"),
        (shipped.replace("min_m = 0.9", "min = 0.9"), "unknown field `min`"),
        (shipped.replace("share = 0.02", "share = nan"), "drop_out.share = NaN, expected 0 to 1"),
    ] {
        let file = sandbox.file("my.toml", &text);
        let mut synth = voxelnet!("synth", "--out", out, "--frames", "1", "--sensor", file);
        let said = sandbox.refusal_of(&mut synth);
        assert!(said.contains("my.toml") && said.contains(problem), "{said}");
    }
    let mut synth = voxelnet!("synth", "--out", out, "--frames", "1", "--sensor", "none.toml");
    let said = sandbox.refusal_of(&mut synth);
    assert!(said.contains("none.toml: cannot be made or read"), "{said}");
}
