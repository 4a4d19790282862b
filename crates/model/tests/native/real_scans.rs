//! The paper's car network on the KITTI scans below `VOXELNET_KITTI_MINI`, against the dense one in libtorch.

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

use tch::Device;
use voxelnet_config::{FromSections, MiddleEvaluation, ModelConfig};
use voxelnet_detection::{Detection, Detector, select};
use voxelnet_engine::NativeDetector;
use voxelnet_model::{LibtorchDetector, VoxelBatch, VoxelNet};
use voxelnet_scene::{bev_iou, read_scan};

use crate::support::{difference, expected};

/// Scans that are tried; the dense network takes seconds for each.
const NUM_SCANS: usize = 2;

/// In standard deviations of a map.
const TOLERANCE: f64 = 1e-3;

/// Scores nearer than this may change places by rounding.
const SCORE: f64 = 2e-3;

/// An IoU nearer to the limit than this may be on its other side by rounding.
const IOU: f64 = 1e-3;

fn scans() -> Vec<PathBuf> {
    let Some(root) = env::var_os("VOXELNET_KITTI_MINI").map(PathBuf::from) else {
        // Past the test harness, which keeps what a test prints.
        let _ = std::io::stderr().write_all(b"skipped: VOXELNET_KITTI_MINI is not set\n");
        return Vec::new();
    };
    let folder = fs::read_dir(root.join("training/velodyne")).unwrap();
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.truncate(NUM_SCANS);
    paths
}

#[test]
fn maps_and_detections_are_those_of_the_dense_network() {
    let paths = scans();
    if paths.is_empty() {
        return;
    }
    let text = include_str!("../../../../configs/kitti-car.toml");
    // Random weights ask for any size.
    let any_size = ["detection.max_size_ratio=0".to_owned()];
    let config = ModelConfig::parse(text, "kitti-car.toml".as_ref(), &any_size).unwrap();
    let mut network = VoxelNet::new(&config.network, Device::Cpu, 1).unwrap();
    let voxelizer = voxelnet_detection::ScanVoxelizer::new(&config, network.layout());
    let scans: Vec<_> =
        paths.iter().map(|path| voxelizer.voxels(&read_scan(path).unwrap().cloud)).collect();
    let shape = network.layout().grid.shape();
    let batches: Vec<_> =
        scans.iter().map(|voxels| VoxelBatch::new(&[voxels], shape, Device::Cpu)).collect();
    network.calibrate(&batches);
    let weights = network.weights("", 0);
    network.set_middle_evaluation(MiddleEvaluation::Dense);
    let mut detector =
        NativeDetector::with_weights(&weights, "w".as_ref(), config.clone()).unwrap();
    let reference = LibtorchDetector::new(network, config.clone());
    for voxels in &scans {
        let output = expected(reference.network(), voxels);
        let found = difference(&detector.outputs(voxels), &output, 0.);
        assert!(found < TOLERANCE, "{found:.1e}");

        let expected = reference.decode(&output);
        assert!(expected.kept.len() >= 50, "{}", expected.kept.len());
        let found = detector.candidates(voxels);
        let [expected, found] = [expected, found].map(|boxes| select(boxes, &config).kept);
        assert!(expected.len() >= 5, "{}", expected.len());
        assert_same(&expected, &found, config.detection.max_iou);
        assert_same(&found, &expected, config.detection.max_iou);
    }
}

/// That each detection is among the others, or lost to one that was as good, or nearly overlaps one.
fn assert_same(detections: &[Detection], others: &[Detection], max_iou: f64) {
    let is_same = |a: &Detection, b: &Detection| {
        (a.score - b.score).abs() < SCORE && (a.box3d.center - b.box3d.center).norm() < 0.02
    };
    let mut num_missing = 0;
    for detection in detections {
        if others.iter().any(|other| is_same(detection, other)) {
            continue;
        }
        num_missing += 1;
        // Best of the others that it overlaps, which may be there for such a reason itself.
        let iou = |other: &Detection| bev_iou(&detection.box3d, &other.box3d);
        let rival = others.iter().max_by(|a, b| iou(a).total_cmp(&iou(b)));
        let is_last = detection.score - detections[detections.len() - 1].score < SCORE;
        let has_rival = rival.is_some_and(|rival| iou(rival) > max_iou - IOU);
        assert!(has_rival || is_last, "{detection:?}");
    }
    assert!(num_missing * 10 <= detections.len(), "{num_missing} of {}", detections.len());
}
