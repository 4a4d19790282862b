//! `voxelnet doctor`

use std::fs;

use crate::support::{Sandbox, fixture, overrides, read_json, said, shipped_config, succeed};

#[test]
fn a_healthy_dataset_gives_exit_code_0_and_ends_with_one_line_of_summary() {
    let fixture = fixture();
    let config = shipped_config("quick.toml");
    let output =
        succeed(&mut voxelnet!("doctor", "--data", fixture.data, "--config", config, "--quiet"));
    let text = str::from_utf8(&output.stdout).unwrap();
    assert!(text.starts_with("looked at ") && text.contains("4 of 4 frames read"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("no errors, "), "{text}");
    assert_eq!(said(&output), "");
}

#[test]
fn an_error_gives_exit_code_1_and_is_written_as_json_with_what_mends_it() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    let json = sandbox.path("findings.json");
    let config = shipped_config("quick.toml");
    let mut doctor = voxelnet!("doctor", "--data", data, "--config", config, "--json", json);
    let mut too_dark = voxelnet!("doctor", "--data", data, "--config", config, "--json", json);
    too_dark.args(overrides(&["dataset.scan.intensity_scale=0.00392157"]));
    let output = too_dark.assert().code(1).get_output().clone();
    let text = str::from_utf8(&output.stdout).unwrap();
    assert!(text.contains("remedy: set dataset.scan.intensity_scale = 1.0"), "{text}");
    assert!(text.lines().last().unwrap().starts_with("1 error, "), "{text}");

    let report = read_json(&json);
    assert_eq!(report["errors"], 1);
    assert_eq!(report["looked_at"]["frames_read"], 4);
    let first = &report["findings"][0];
    assert_eq!((&first["severity"], &first["check"]), (&"error".into(), &"intensity".into()));
    assert_eq!(first["evidence"]["scans_read"], 4);

    // What it says mends it.
    doctor.args(overrides(&["dataset.scan.intensity_scale=1.0"])).assert().code(0);
}

#[test]
fn the_configuration_of_a_run_and_its_weights_are_looked_at() {
    let sandbox = Sandbox::new();
    let run = sandbox.run();
    let data = &fixture().data;
    let output = succeed(&mut voxelnet!("doctor", "--data", data, "--run", run, "--split", "val"));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("config.toml") && text.contains("2 of 2 frames read"), "{text}");
    succeed(&mut voxelnet!("doctor", "--data", data, "--weights", fixture().weights()));

    fs::remove_file(run.join("last")).unwrap();
    let _ = fs::remove_file(run.join("best"));
    let mut doctor = voxelnet!("doctor", "--data", data, "--run", run);
    let output = doctor.assert().code(1).get_output().clone();
    assert!(str::from_utf8(&output.stdout).unwrap().contains("no checkpoint to detect with"));
}

#[test]
fn scans_alone_are_looked_at_under_the_configuration_of_the_shipped_weights() {
    let scan = fixture().scan("000000");
    let output = succeed(&mut voxelnet!("doctor", scan));
    let text = String::from_utf8(output.stdout).unwrap();
    assert!(text.contains("the weights of the program") && text.contains("no labels"), "{text}");

    let sandbox = Sandbox::new();
    let broken = sandbox.file("broken.bin", [0; 5]);
    let output = voxelnet!("doctor", scan, broken).assert().code(1).get_output().clone();
    let text = str::from_utf8(&output.stdout).unwrap();
    assert!(text.contains("broken.bin: size is 5 bytes"), "{text}");
}

#[test]
fn what_cannot_be_examined_is_refused_in_one_line() {
    let sandbox = Sandbox::new();
    let empty = sandbox.path("empty");
    fs::create_dir(&empty).unwrap();
    let refused = sandbox.refusal_of(&mut voxelnet!("doctor", "--data", empty));
    assert!(refused.contains("found neither training/velodyne"), "{refused}");
    let data = &fixture().data;
    let refused = sandbox.refusal_of(&mut voxelnet!("doctor", "--data", data, "--run", empty));
    let expected = format!("{}: ", empty.display());
    assert!(refused.starts_with(&expected) && refused.contains("`voxelnet train`"), "{refused}");
}
