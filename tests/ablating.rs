//! `voxelnet ablate`

use std::fs;
use std::path::Path;

use assert_cmd::Command;

use crate::support::{
    SMALL_NETWORK, Sandbox, contents, fixture, overrides, read_json, shipped_config, succeed,
};

/// A study of a network that hardly learns; what is varied is missing.
fn ablate(out: &Path) -> Command {
    let mut ablate = voxelnet!("ablate", "--data", fixture().data, "--out", out, "--threads", "1");
    ablate.arg("--config").arg(shipped_config("quick.toml"));
    ablate.args(overrides(&[SMALL_NETWORK, "train.batch_size=1", "train.epochs=1"]));
    ablate
}

/// Two variants, on clean scans and on halved ones.
fn study(out: &Path) -> Command {
    let mut study = ablate(out);
    study.args(["--vary", "vfe.pooling=average", "--noise", "dropout=0.5"]);
    study
}

#[test]
fn a_study_has_a_table_a_page_and_numbers_and_goes_on_where_it_was() {
    let sandbox = Sandbox::new();
    let out = sandbox.path("study");
    let first = succeed(&mut study(&out));
    let table = String::from_utf8(first.stdout).unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows.len(), 3, "{table}");
    assert!(rows[1].starts_with("as configured") && rows[2].starts_with("vfe.pooling=average"));

    let json = read_json(&out.join("study.json"));
    assert_eq!(json["conditions"], serde_json::json!(["clean", "dropout=0.5"]));
    for variant in json["variants"].as_array().unwrap() {
        let record = &variant["records"][0];
        assert_eq!((&record["seed"], &record["num_steps"]), (&1.into(), &4.into()));
        assert!(record["num_parameters"].as_u64().unwrap() > 10_000);
        assert!(record["train_secs"].as_f64().unwrap() > 0.);
        assert!(record["scan_ms"].as_f64().unwrap() > 0.);
        assert!(record["conditions"]["dropout=0.5"]["car"].get("3d").is_some(), "{record}");
    }
    let page = fs::read_to_string(out.join("study.html")).unwrap();
    assert!(page.contains("vfe.pooling=average") && page.contains("<svg"));

    // Again: nothing is trained or tried a second time.
    let before = contents(&out.join("runs"));
    succeed(&mut study(&out));
    assert_eq!(contents(&out.join("runs")), before);

    // Something else in the same folder stands beside what is there, each with what is configured.
    let mut other = ablate(&out);
    other.args(["--vary", "rpn.attention=gap", "--noise", "dropout=0.5"]);
    let other = succeed(&mut other);
    let table = String::from_utf8(other.stdout).unwrap();
    let names: Vec<&str> =
        table.lines().skip(1).map(|row| row.split("  ").next().unwrap()).collect();
    assert_eq!(names, ["as configured", "rpn.attention=gap", "vfe.pooling=average"], "{table}");
    let said = String::from_utf8(other.stderr).unwrap();
    assert!(said.contains("run 2 of 2: rpn.attention=gap, seed 1, "), "{said}");
    let page = fs::read_to_string(out.join("study.html")).unwrap();
    for text in ["<h2>vfe.pooling</h2>", "<h2>rpn.attention</h2>", "max, as configured"] {
        assert!(page.contains(text), "{text}");
    }

    // One more seed and one more condition: what is there stays as it is.
    succeed(study(&out).args(["--seeds", "2", "--noise", "jitter=0.1"]));
    let wider = read_json(&out.join("study.json"));
    let records = wider["variants"][0]["records"].as_array().unwrap();
    assert_eq!(records.len(), 2);
    let known = &json["variants"][0]["records"][0];
    assert_eq!(records[0]["conditions"]["clean"], known["conditions"]["clean"]);
    assert!(records[0]["conditions"].get("jitter=0.1").is_some());
}

#[test]
fn what_cannot_be_studied_is_refused_before_anything_is_trained() {
    let sandbox = Sandbox::new();
    let config = shipped_config("quick.toml");
    for (vary, expected) in [
        ("vfe.poling", "expected one of vfe.pooling, rpn.attention, encoder"),
        ("encoder=pillar", "unknown variant `pillar`"),
        ("network.voxel_channels=0|32", "network.voxel_channels: 0"),
    ] {
        let mut ablate = voxelnet!("ablate", "--config", config, "--data", fixture().data);
        ablate.args(["--vary", vary, "--out"]).arg(sandbox.path("study"));
        let refused = sandbox.wrong_usage_of(&mut ablate);
        assert!(refused.contains(expected), "{refused}");
    }
}
