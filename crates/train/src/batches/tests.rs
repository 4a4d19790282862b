//! Tests of the batches of a run.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::Path;

use tempfile::TempDir;
use voxelnet_config::{Config, FromSections};
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::KittiDataset;
use voxelnet_scene::{Point, PointCloud, write_bin};
use voxelnet_shard::Shard;

use super::prepared_batch::PreparedBatch;
use super::source::BatchSource;

/// Seven frames, in front of a camera that looks along x.
fn dataset() -> TempDir {
    const CALIBRATION: &str = "P2: 700 0 600 0 0 700 180 0 0 0 1 0\nR0_rect: 1 0 0 0 1 0 0 0 1\n\
                               Tr_velo_to_cam: 0 -1 0 0 0 0 -1 0 1 0 0 0\n";
    let dataset = tempfile::tempdir().unwrap();
    let folder = |name: &str| dataset.path().join("training").join(name);
    for name in ["velodyne", "label_2", "calib"] {
        fs::create_dir_all(folder(name)).unwrap();
    }
    for frame in 0..7 {
        let points = (0..200).map(|i| Point::new(10. + 0.1 * i as f32, frame as f32, -1., 0.5));
        let scan = folder("velodyne").join(format!("{frame:06}.bin"));
        write_bin(&scan, &PointCloud::new(points.collect())).unwrap();
        let label = "Car 0 0 0 0 0 9 9 1.5 1.6 4.0 0 1.7 20 0\n";
        fs::write(folder("label_2").join(format!("{frame:06}.txt")), label).unwrap();
        fs::write(folder("calib").join(format!("{frame:06}.txt")), CALIBRATION).unwrap();
    }
    dataset
}

fn source(dataset: &TempDir) -> BatchSource {
    source_of(dataset, Shard::whole(), &[])
}

fn source_of(dataset: &TempDir, shard: Shard, overrides: &[&str]) -> BatchSource {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
    let mut all = vec!["train.batch_size=2".to_owned()];
    all.extend(overrides.iter().map(|text| (*text).to_owned()));
    let config = Config::read(&path, &all).unwrap();
    let dataset = KittiDataset::open(dataset.path()).unwrap();
    let frames = dataset.frame_ids("train").unwrap();
    let reader = FrameReader::new(
        dataset,
        voxelnet_config::FrameConfig { crop_to_image: true, ..config.frames() },
    );
    BatchSource::new(&config, reader, frames, shard).unwrap()
}

fn batches(
    source: &BatchSource,
    steps: std::ops::Range<u64>,
    threads: usize,
) -> Vec<PreparedBatch> {
    std::thread::scope(|scope| {
        let batches = source.prefetch(scope, steps.start, steps.end, threads);
        batches.collect::<Result<_, _>>().unwrap()
    })
}

#[test]
fn batches_are_the_same_in_the_same_order_whatever_the_number_of_threads() {
    let dataset = dataset();
    let source = source(&dataset);
    let alone = batches(&source, 0..9, 1);
    assert_eq!(alone.len(), 9);
    assert!(alone.iter().all(|batch| batch.voxels.iter().all(|voxels| !voxels.is_empty())));
    for threads in [2, 3, 4] {
        assert_eq!(batches(&source, 0..9, threads), alone, "{threads} threads");
    }
    // A run that goes on in the middle meets what it would have met.
    assert_eq!(batches(&source, 5..9, 2), alone[5..]);
}

#[test]
fn an_epoch_meets_every_frame_once() {
    let dataset = dataset();
    let source = source(&dataset);
    assert_eq!(source.steps_per_epoch(), 4);
    let mut frames: Vec<String> =
        batches(&source, 0..4, 2).into_iter().flat_map(|batch| batch.frames).collect();
    frames.sort();
    assert_eq!(frames, (0..7).map(|i| format!("{i:06}")).collect::<Vec<_>>());
}

#[test]
fn ranks_share_every_batch() {
    let dataset = dataset();
    let alone = batches(&source(&dataset), 0..4, 2);
    let shared =
        [0, 1].map(|index| batches(&source_of(&dataset, Shard::new(index, 2), &[]), 0..4, 2));
    for (step, batch) in alone.iter().enumerate() {
        let of = |rank: usize| &shared[rank][step];
        assert_eq!([&of(0).frames[..], &of(1).frames[..]].concat(), batch.frames);
        assert!((0..2).all(|rank| of(rank).frames_of_all == batch.frames));
        assert_eq!([&of(0).voxels[..], &of(1).voxels[..]].concat(), batch.voxels);
        assert_eq!([&of(0).targets[..], &of(1).targets[..]].concat(), batch.targets);
    }
}

#[test]
fn a_remainder_is_kept_dropped_or_padded() {
    let dataset = dataset();
    let sizes = |remainder: &str| {
        let remainder = format!("train.remainder={remainder}");
        let source = source_of(&dataset, Shard::whole(), &[&remainder]);
        let frames: Vec<Vec<String>> = batches(&source, 0..source.steps_per_epoch(), 2)
            .into_iter()
            .map(|batch| batch.frames)
            .collect();
        frames
    };
    let [kept, dropped, padded] = ["keep", "drop", "pad"].map(sizes);
    assert_eq!(kept.iter().map(Vec::len).collect::<Vec<_>>(), [2, 2, 2, 1]);
    assert_eq!(dropped, kept[..3]);
    assert_eq!(padded[..3], kept[..3]);
    assert_eq!(padded[3], [kept[3][0].clone(), kept[0][0].clone()]);
}

#[test]
fn a_loop_that_ends_early_ends_the_threads_too() {
    let dataset = dataset();
    let source = source(&dataset);
    std::thread::scope(|scope| {
        let mut batches = source.prefetch(scope, 0, 1_000_000, 3);
        assert!(batches.next().is_some_and(|batch| batch.is_ok()));
    });
}

#[test]
fn a_frame_that_is_gone_is_an_error() {
    let dataset = dataset();
    let source = source(&dataset);
    fs::remove_file(dataset.path().join("training/velodyne/000003.bin")).unwrap();
    let error = std::thread::scope(|scope| {
        source.prefetch(scope, 0, 4, 2).find_map(|batch| batch.err()).unwrap()
    });
    assert!(error.to_string().contains("000003.bin"), "{error}");
}
