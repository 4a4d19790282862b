//! Runs that are stopped, killed and continued.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};
use std::process::{Child, Stdio};
use std::time::{Duration, Instant};

use assert_cmd::Command;
use rand::{RngExt, SeedableRng};
use rand_chacha::ChaCha8Rng;
use serde_json::Value;

use crate::support::{
    SMALL_NETWORK, Sandbox, contents, copy_folder, fixture, is_event_file, json_lines, overrides,
    shipped_config, succeed,
};
use crate::training::four_steps;

/// A run knows its data.
fn resumed(run: &Path) -> Command {
    voxelnet!("train", "--resume", "--run", run, "--threads", "1")
}

/// The files of a run that have to be the same whenever the run is: all but seconds and what holds the time
/// of day.
fn outcome(run: &Path) -> (Vec<(PathBuf, Vec<u8>)>, Vec<Value>) {
    let log_path = run.join("log.jsonl");
    let mut log = json_lines(&log_path);
    log.iter_mut().for_each(|line| drop(line.as_object_mut().unwrap().remove("seconds")));
    let files = contents(run)
        .into_iter()
        .filter(|(name, _)| run.join(name) != log_path && !is_event_file(name))
        .collect();
    (files, log)
}

pub fn assert_same_outcome(run: &Path, expected: &Path) {
    let ((files, log), (expected_files, expected_log)) = (outcome(run), outcome(expected));
    assert_eq!(log, expected_log);
    for (found, expected) in files.iter().zip(&expected_files) {
        assert_eq!(found.0, expected.0);
        assert!(found.1 == expected.1, "{} differs", found.0.display());
    }
    assert_eq!(files.len(), expected_files.len());
}

#[test]
fn a_run_that_is_stopped_and_resumed_ends_like_an_undisturbed_one() {
    let sandbox = Sandbox::new();
    let (whole, halved) = (sandbox.path("whole"), sandbox.path("halved"));
    succeed(&mut four_steps(&whole));
    succeed(four_steps(&halved).args(["--max-steps", "2"]));
    assert_eq!(json_lines(&halved.join("log.jsonl")).len(), 2);
    succeed(&mut resumed(&halved));
    assert_same_outcome(&halved, &whole);

    succeed(&mut resumed(&halved)); // nothing is left to do
    assert_same_outcome(&halved, &whole);
}

#[test]
fn a_run_that_is_killed_between_checkpoints_ends_like_an_undisturbed_one() {
    let sandbox = Sandbox::new();
    let whole = sandbox.path("whole");
    succeed(&mut four_steps(&whole));

    // After the third step, while its line was being written and no checkpoint followed.
    let killed = copy_folder(&whole, &sandbox.path("killed"));
    fs::write(killed.join("last"), "step-000002.safetensors\n").unwrap();
    fs::remove_file(killed.join("checkpoints/step-000004.safetensors")).unwrap();
    fs::remove_file(killed.join("checkpoints/optimizer-000004.safetensors")).unwrap();
    let log = fs::read_to_string(killed.join("log.jsonl")).unwrap();
    let (cut, _) = log.rsplit_once("\"loss\"").unwrap();
    fs::write(killed.join("log.jsonl"), cut).unwrap();

    succeed(&mut resumed(&killed));
    assert_same_outcome(&killed, &whole);
}

#[test]
fn a_run_that_is_killed_before_its_first_checkpoint_starts_again() {
    let sandbox = Sandbox::new();
    let (whole, killed) = (sandbox.path("whole"), sandbox.path("killed"));
    succeed(&mut four_steps(&whole));
    fs::create_dir_all(killed.join("checkpoints")).unwrap();
    for name in ["data.toml", "config.toml"] {
        fs::copy(whole.join(name), killed.join(name)).unwrap();
    }
    let log = fs::read_to_string(whole.join("log.jsonl")).unwrap();
    fs::write(killed.join("log.jsonl"), &log[..log.find('\n').unwrap() + 9]).unwrap();
    succeed(&mut resumed(&killed));
    assert_same_outcome(&killed, &whole);
}

/// The arguments of a run of forty steps, with a checkpoint after every third and four validations.
fn forty_steps(run: &Path) -> Vec<String> {
    let path = |path: &Path| path.display().to_string();
    let mut args = vec!["train".to_owned(), "--config".into(), path(&shipped_config("quick.toml"))];
    args.extend(["--data".into(), path(&fixture().data), "--run".into(), path(run)]);
    let settings = [
        SMALL_NETWORK,
        "train.batch_size=1",
        "train.epochs=10",
        "train.checkpoint_every_steps=3",
        "train.keep_checkpoints=2",
        "train.weight_average_decay=0.9",
        "train.validation.every_epochs=3",
    ];
    args.extend(overrides(&settings).map(str::to_owned));
    args
}

fn start(args: &[String]) -> Child {
    std::process::Command::new(env!("CARGO_BIN_EXE_voxelnet"))
        .args(args)
        .args(["--threads", "1"])
        .env("OMP_NUM_THREADS", "1")
        .stdout(Stdio::null())
        .stderr(Stdio::piped())
        .spawn()
        .unwrap()
}

/// Continues a run, or starts it where the last attempt was killed before there was one.
fn start_or_resume(run: &Path) -> Child {
    if run.join("config.toml").exists() {
        let run = run.display().to_string();
        return start(&["train", "--resume", "--run", &run].map(str::to_owned));
    }
    start(&forty_steps(run))
}

#[test]
fn a_run_that_is_killed_ten_times_at_random_ends_like_an_undisturbed_one() {
    let sandbox = Sandbox::new();
    let (whole, killed) = (sandbox.path("whole"), sandbox.path("killed"));
    let started = Instant::now();
    assert!(start(&forty_steps(&whole)).wait().unwrap().success());
    let undisturbed = started.elapsed();

    let mut rng = ChaCha8Rng::seed_from_u64(7);
    let mut num_on_the_way = 0;
    for _ in 0..10 {
        let mut child = start_or_resume(&killed);
        std::thread::sleep(undisturbed.mul_f64(rng.random_range(0.02..0.3)));
        let is_running = child.try_wait().unwrap().is_none();
        child.kill().unwrap(); // SIGKILL
        child.wait().unwrap();
        let num_lines =
            fs::read_to_string(killed.join("log.jsonl")).unwrap_or_default().lines().count();
        num_on_the_way += usize::from(is_running && (1..40).contains(&num_lines));
    }
    assert!(num_on_the_way >= 3, "only {num_on_the_way} of ten kills met a run on its way");
    let mut last = start_or_resume(&killed);
    let mut said = String::new();
    last.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert!(last.wait().unwrap().success(), "{said}");
    assert_same_outcome(&killed, &whole);
}

#[test]
fn an_interrupted_run_saves_says_how_to_go_on_and_ends_like_an_undisturbed_one() {
    const LIMIT: Duration = Duration::from_secs(120);
    let sandbox = Sandbox::new();
    let (whole, stopped) = (sandbox.path("whole"), sandbox.path("stopped"));
    assert!(start(&forty_steps(&whole)).wait().unwrap().success());

    let mut child = start(&forty_steps(&stopped));
    let started = Instant::now();
    let log = stopped.join("log.jsonl");
    while fs::read_to_string(&log).unwrap_or_default().lines().count() < 5 {
        assert!(started.elapsed() < LIMIT, "no step in {LIMIT:?}");
        std::thread::sleep(Duration::from_millis(5));
    }
    let id = child.id().to_string();
    assert!(std::process::Command::new("kill").args(["-INT", &id]).status().unwrap().success());
    let mut said = String::new();
    child.stderr.take().unwrap().read_to_string(&mut said).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(130), "{said}");
    let steps = json_lines(&log).len();
    assert!((5..40).contains(&steps), "{steps}");
    let last = format!(
        "step-{:06}.safetensors\n",
        json_lines(&log).last().unwrap()["step"].as_u64().unwrap()
    );
    assert_eq!(fs::read_to_string(stopped.join("last")).unwrap(), last);
    assert!(said.contains("continue with: voxelnet train --resume --run"), "{said}");

    succeed(&mut resumed(&stopped));
    assert_same_outcome(&stopped, &whole);
}

#[test]
fn other_frames_or_another_configuration_are_not_resumed_on() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    succeed(four_steps(&run).args(["--max-steps", "2"]));
    let split = sandbox.file("three.txt", "000000\n000001\n000002\n");
    let said = sandbox.refusal_of(resumed(&run).arg("--split").arg(split));
    let expected =
        format!("{}: the run learns 4 frames, these 3 are others", run.join("data.toml").display());
    assert!(said.starts_with(&expected), "{said}");
    let said = sandbox.refusal_of(resumed(&run).args(["--set", "train.epochs=2"]));
    assert!(said.contains("`train.epochs` differs from the configuration given"), "{said}");
}

#[test]
fn a_dataset_may_move_between_two_sittings() {
    let sandbox = Sandbox::new();
    let (run, moved) = (sandbox.path("run"), sandbox.data());
    succeed(four_steps(&run).args(["--max-steps", "2"]));
    succeed(resumed(&run).arg("--data").arg(&moved));
    let data = fs::read_to_string(run.join("data.toml")).unwrap();
    assert!(data.contains(&moved.display().to_string()), "{data}");
}
