//! A rank that dies, hangs or fails ends all of them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::thread::sleep;
use std::time::{Duration, Instant};

use crate::started::{ending_of, printed, ranks};
use crate::support::{SMALL_NETWORK, Sandbox, fixture, json_lines, overrides, shipped_config};

/// `--rank-timeout` of the tests, and how long all may take to end when one hangs.
const TIMEOUT_SECS: &str = "3";
const PATIENCE: Duration = Duration::from_secs(20);

/// The arguments of a training that takes long, with a checkpoint every second step.
fn long_training(run: &Path, more: &[&str]) -> Vec<PathBuf> {
    let mut arguments: Vec<PathBuf> = vec!["train".into(), "--quiet".into(), "--run".into()];
    arguments.push(run.into());
    arguments.extend(["--rank-timeout".into(), TIMEOUT_SECS.into()]);
    arguments.extend(["--split".into(), "trainval".into(), "--data".into()]);
    arguments.push(fixture().data.clone());
    arguments.extend(["--config".into(), shipped_config("quick.toml")]);
    let settings = [
        SMALL_NETWORK,
        "train.batch_size=2",
        "train.micro_batch_size=2",
        "train.epochs=400",
        "train.validation.every_epochs=0",
        "train.checkpoint_every_steps=2",
    ];
    arguments.extend(overrides(&[&settings[..], more].concat()).map(PathBuf::from));
    arguments
}

fn start(num: usize, run: &Path) -> Child {
    let mut command = ranks(num, &long_training(run, &[]));
    command.stdout(Stdio::null()).stderr(Stdio::piped()).spawn().unwrap()
}

/// Waits until a run has so many lines in its log.
fn wait_for_steps(run: &Path, num: usize) {
    let started = Instant::now();
    let count = || fs::read_to_string(run.join("log.jsonl")).map_or(0, |text| text.lines().count());
    while count() < num {
        assert!(started.elapsed() < Duration::from_secs(120), "no {num} steps");
        sleep(Duration::from_millis(20));
    }
}

/// The process of a rank that `mpirun` started.
fn process_of(mpirun: &Child, rank: usize) -> u32 {
    let id = mpirun.id();
    let children = fs::read_to_string(format!("/proc/{id}/task/{id}/children")).unwrap();
    let is_rank = |process: &u32| {
        let environment = fs::read(format!("/proc/{process}/environ")).unwrap_or_default();
        let own = format!("OMPI_COMM_WORLD_RANK={rank}");
        environment.split(|&byte| byte == 0).any(|variable| variable == own.as_bytes())
    };
    children.split_whitespace().map(|id| id.parse().unwrap()).find(is_rank).unwrap()
}

fn signal(process: u32, signal: &str) {
    assert!(Command::new("kill").args([signal, &process.to_string()]).status().unwrap().success());
}

/// The output until the end of the program, which has to come in time.
fn end_of(mut child: Child) -> String {
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("ranks went on for {PATIENCE:?}");
        }
        sleep(Duration::from_millis(50));
    }
    let output = child.wait_with_output().unwrap();
    assert!(!output.status.success());
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn messages(said: &str) -> Vec<&str> {
    said.lines().filter_map(|line| line.strip_prefix("error: ")).collect()
}

#[test]
fn a_killed_rank_ends_the_job_and_the_run_goes_on_with_another_number_of_ranks() {
    let sandbox = Sandbox::new();
    let [run, undisturbed] = ["run", "undisturbed"].map(|name| sandbox.path(name));
    let job = start(2, &run);
    wait_for_steps(&run, 5);
    signal(process_of(&job, 1), "-KILL");
    let said = end_of(job);
    // It is mpirun that sees a process end.
    assert!(said.contains("process rank 1") && said.contains("signal 9"), "{said}");

    let saved = fs::read_to_string(run.join("last")).unwrap();
    assert!(saved.starts_with("step-"), "{saved}");
    let go_on = ["train", "--resume", "--quiet", "--max-steps", "12", "--run"].map(PathBuf::from);
    printed(3, &[&go_on[..], std::slice::from_ref(&run)].concat());
    let mut alone = long_training(&undisturbed, &[]);
    alone.extend(["--max-steps", "12"].map(PathBuf::from));
    printed(1, &alone);
    let losses = |run: &Path| -> Vec<f64> {
        json_lines(&run.join("log.jsonl"))
            .iter()
            .map(|line| line["loss"].as_f64().unwrap())
            .collect()
    };
    let (found, expected) = (losses(&run), losses(&undisturbed));
    assert_eq!(found.len(), 12);
    for (found, expected) in found.iter().zip(&expected) {
        assert!((found - expected).abs() < 5e-2 * expected, "{found} instead of {expected}");
    }
}

#[test]
fn a_rank_that_hangs_is_named_and_ends_all() {
    for rank in [1, 0] {
        let sandbox = Sandbox::new();
        let run = sandbox.path("run");
        let job = start(3, &run);
        wait_for_steps(&run, 3);
        let process = process_of(&job, rank);
        signal(process, "-STOP");
        let said = end_of(job);
        let found = messages(&said);
        assert_eq!(found.len(), 1, "{said}");
        assert!(
            found[0].starts_with(&format!("rank {rank} of 3: no sign of life for 3 s")),
            "{said}"
        );
        assert!(found[0].contains("step "), "{said}");
    }
}

#[test]
fn a_loss_that_is_not_finite_ends_all_and_the_last_checkpoint_stands() {
    let sandbox = Sandbox::new();
    let run = sandbox.path("run");
    let rate = "train.schedule={ kind = 'steps', phases = [{ epochs = 1, rate = 0.001 }, { epochs = 399, rate = 1e30 }] }";
    let said = ending_of(ranks(2, &long_training(&run, &[rate])));
    assert!(said.starts_with("rank ") && said.contains(" is "), "{said}");
    let note = crate::support::read_json(&run.join("not-finite.json"));
    assert!(said.contains(&format!("step {}", note["step"])), "{said}: {note}");
    // Those of the whole batch, whichever rank saw it first.
    assert_eq!(note["frames"].as_array().unwrap().len(), 2, "{note}");
    let last = fs::read_to_string(run.join("last")).unwrap();
    assert!(run.join("checkpoints").join(last.trim()).is_file());
}

#[test]
fn a_frame_that_cannot_be_read_ends_all_with_its_name() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    fs::remove_file(data.join("training/velodyne/000003.bin")).unwrap();
    let mut arguments: Vec<PathBuf> = vec!["eval".into(), "--split".into(), "trainval".into()];
    arguments.extend(["--run".into(), fixture().run.clone(), "--data".into(), data]);
    arguments.extend(["--results".into(), sandbox.path("results")]);
    let said = ending_of(ranks(2, &arguments));
    assert!(said.starts_with("rank ") && said.contains("000003"), "{said}");
}

#[test]
fn a_rank_that_reads_for_ever_is_named_with_what_it_was_at() {
    let sandbox = Sandbox::new();
    let data = sandbox.data();
    // Nobody ever writes into this file.
    let scan = data.join("training/velodyne/000003.bin");
    fs::remove_file(&scan).unwrap();
    assert!(Command::new("mkfifo").arg(&scan).status().unwrap().success());
    let mut arguments: Vec<PathBuf> =
        ["detect", "--rank-timeout", TIMEOUT_SECS, "--weights"].map(PathBuf::from).to_vec();
    arguments.push(fixture().weights());
    arguments.extend(["000000", "000001", "000002"].map(|frame| fixture().scan(frame)));
    arguments.extend([scan, "--out".into(), sandbox.path("out")]);
    let said = ending_of(ranks(2, &arguments));
    assert!(said.starts_with("rank 1 of 2: held up the others for 3 s"), "{said}");
}
