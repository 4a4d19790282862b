//! The KITTI frames in the folder that `VOXELNET_KITTI_MINI` names.

use std::env;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use voxelnet_kitti::KittiDataset;
use voxelnet_scene::{read_scan, write_ply};

use crate::support::{
    Sandbox, fixture, json_lines, overrides, results_in, shipped_config, succeed,
};

fn real_data() -> Option<PathBuf> {
    let root = env::var_os("VOXELNET_KITTI_MINI").map(PathBuf::from);
    if root.is_none() {
        say("skipped: VOXELNET_KITTI_MINI is not set");
    }
    root
}

fn is_slow_allowed() -> bool {
    let allowed = env::var_os("VOXELNET_SLOW_TESTS").is_some_and(|value| value == "1");
    if !allowed {
        say("skipped: VOXELNET_SLOW_TESTS is not 1");
    }
    allowed
}

#[test]
fn real_scans_give_the_same_detections_as_bin_and_as_ply() {
    let Some(root) = real_data() else { return };
    let sandbox = Sandbox::new();
    let dataset = KittiDataset::open(&root).unwrap();
    let frames = dataset.frame_ids("train").unwrap();
    fs::create_dir(sandbox.path("scans")).unwrap();
    let clouds_as_ply = frames.iter().map(|frame| {
        let path = sandbox.path(&format!("scans/{frame}.ply"));
        let scan = read_scan(&dataset.scan_path(frame).unwrap()).unwrap();
        assert_eq!(scan.warnings, [], "{frame}");
        write_ply(&path, &scan.cloud).unwrap();
        path
    });
    let clouds_as_ply: Vec<PathBuf> = clouds_as_ply.collect();
    let clouds_as_bin: Vec<PathBuf> =
        frames.iter().map(|frame| dataset.scan_path(frame).unwrap()).collect();

    let [from_bin, from_ply] =
        [("bin", clouds_as_bin), ("ply", clouds_as_ply)].map(|(name, scans)| {
            let out = sandbox.path(name);
            let mut detect = voxelnet!("detect", "--run", fixture().run, "--out", out);
            detect.args(["--format", "json,kitti", "--min-score", "0.0", "--calib"]);
            succeed(detect.arg(root.join("training/calib")).args(scans));
            out
        });
    let objects = json_lines(&from_bin.join("detections.jsonl"));
    for frame in &frames {
        assert!(objects.iter().any(|object| object["frame"] == **frame), "{frame}");
        assert!(from_bin.join(format!("{frame}.txt")).is_file(), "{frame}");
    }
    assert!(results_in(&from_bin) == results_in(&from_ply));
}

#[test]
fn real_frames_can_be_trained_on_and_scored() {
    let Some(root) = real_data() else { return };
    let sandbox = Sandbox::new();
    let (run, json) = (sandbox.path("run"), sandbox.path("ap.json"));
    let mut train = train_on_one_frame(&sandbox, &root, &run, "quick.toml");
    succeed(train.args(["--max-steps", "2"]).args(overrides(&[crate::support::SMALL_NETWORK])));
    succeed(&mut voxelnet!("eval", "--run", run, "--data", root, "--json", json));
    let report = crate::support::read_json(&json);
    let frames = KittiDataset::open(&root).unwrap().frame_ids("val").unwrap();
    assert_eq!(report["frames"], frames.len());
    assert!(report["classes"]["car"]["3d"]["hard"]["n_gt"].as_u64() > Some(0));
}

#[test]
fn the_network_of_the_paper_learns_a_real_frame() {
    let Some(root) = real_data() else { return };
    if !is_slow_allowed() {
        return;
    }
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    let mut train = train_on_one_frame(&sandbox, &root, &run, "kitti-car.toml");
    // The only test of its size: it may use every core.
    train.env_remove("OMP_NUM_THREADS").env_remove("RAYON_NUM_THREADS");
    succeed(train.args(["--max-steps", "5"]));
    let log = json_lines(&run.join("log.jsonl"));
    let losses: Vec<f64> = log.iter().map(|line| line["loss"].as_f64().unwrap()).collect();
    assert_eq!(losses.len(), 5);
    assert!(losses.iter().all(|loss| loss.is_finite()), "{losses:?}");
    assert!(losses[4] < losses[0], "{losses:?}");
}

/// Training on frame 000006 alone, the one with most cars.
fn train_on_one_frame(
    sandbox: &Sandbox,
    root: &Path,
    run: &Path,
    config: &str,
) -> assert_cmd::Command {
    let split = sandbox.file("one.txt", "000006\n");
    let config = shipped_config(config);
    voxelnet!("train", "--config", config, "--data", root, "--split", split, "--run", run)
}

/// Past the capture of what tests print, so that it is seen.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
