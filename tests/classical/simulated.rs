//! The detector on simulated frames: it finds the cars in plain view, and that does not suffice.

use std::fs;
use std::sync::LazyLock;

use serde_json::Value;
use voxelnet_kitti::{Calibration, ImageSize, KittiDataset, Label, result_label, write_labels};
use voxelnet_scene::{Box3d, PointCloud, read_scan};

use super::outline::Fit;
use super::{Detection, detect};
use crate::support::{Sandbox, read_json, succeed};

/// Sixty frames of the default scenario, and the scores of what was found in them.
struct Simulated {
    frames: Vec<Frame>,
    /// The output of `voxelnet score --json` for boxes along principal axes.
    along_principal_axes: Value,
    /// The same of boxes along the closest edges.
    along_edges: Value,
}

/// A frame and its truth.
struct Frame {
    calibration: Calibration,
    labels: Vec<Label>,
    scan: PointCloud,
}

static SIMULATED: LazyLock<Simulated> = LazyLock::new(Simulated::make);

impl Simulated {
    fn make() -> Self {
        let sandbox = Sandbox::new();
        let data = sandbox.path("data");
        succeed(&mut voxelnet!("synth", "--out", data, "--frames", "60", "--seed", "5"));
        let dataset = KittiDataset::open(&data).unwrap();
        let names = dataset.scanned_frames().unwrap();
        let frames: Vec<Frame> = names.iter().map(|name| Frame::of(&dataset, name)).collect();
        let score = |fit: Fit| {
            let [results, json] =
                ["results", "ap.json"].map(|name| sandbox.path(&format!("{fit:?}-{name}")));
            fs::create_dir(&results).unwrap();
            for (name, frame) in names.iter().zip(&frames) {
                write_labels(&results.join(format!("{name}.txt")), &frame.results(fit)).unwrap();
            }
            let labels = dataset.label_folder();
            let mut score = voxelnet!("score", "--labels", labels, "--results", results);
            succeed(score.arg("--json").arg(&json));
            read_json(&json)
        };
        let (along_principal_axes, along_edges) =
            (score(Fit::PrincipalAxis), score(Fit::ClosestEdges));
        Self { frames, along_principal_axes, along_edges }
    }
}

impl Frame {
    fn of(dataset: &KittiDataset, name: &str) -> Self {
        Self {
            calibration: dataset.calibration(name).unwrap(),
            labels: dataset.labels(name).unwrap(),
            scan: read_scan(&dataset.scan_path(name).unwrap()).unwrap().cloud,
        }
    }

    /// The rows of the frame's result file.
    fn results(&self, fit: Fit) -> Vec<Label> {
        let row = |found: &Detection| {
            let image = ImageSize::default();
            result_label("car", &found.car, found.score, &self.calibration, image)
        };
        detect(&self.scan, fit).iter().filter_map(row).collect()
    }

    /// The labelled cars within 30 m that nothing hides.
    fn cars_in_plain_view(&self) -> impl Iterator<Item = Box3d> {
        let in_view = |label: &&Label| {
            label.is_kind("Car") && label.occlusion == 0 && label.truncation < 0.15
        };
        self.labels
            .iter()
            .filter(in_view)
            .map(|label| self.calibration.lidar_box_from_camera(&label.camera_box))
            .filter(|car| car.center.x.hypot(car.center.y) < 30.)
    }
}

/// The highest score that the detector of principal axes may reach: AP over 40 recall positions, moderate, at 3D IoU
/// 0.7, percent.
const MAX_PERCENT: f64 = 20.;

/// The same for the detector of closest edges, which is nearly as good as geometry gets.
const MAX_PERCENT_OF_EDGES: f64 = 40.;

#[test]
fn simulated_scenes_are_not_easy() {
    let moderate = |score: &Value, metric: &str| {
        score["classes"]["car"][metric]["moderate"]["R40"].as_f64().unwrap()
    };
    for (name, score, max_percent) in [
        ("principal axis", &SIMULATED.along_principal_axes, MAX_PERCENT),
        ("closest edges", &SIMULATED.along_edges, MAX_PERCENT_OF_EDGES),
    ] {
        let (bev, solid) = (moderate(score, "bev"), moderate(score, "3d"));
        println!("classical detector, {name}: car moderate R40 BEV {bev:.2}, 3D {solid:.2}");
        assert!(solid < max_percent, "{name}: {solid}");
    }
}

#[test]
fn cars_in_plain_view_are_found() {
    let (mut num_cars, mut num_found) = (0, 0);
    for frame in &SIMULATED.frames {
        let found = detect(&frame.scan, Fit::PrincipalAxis);
        for car in frame.cars_in_plain_view() {
            num_cars += 1;
            let is_near = |found: &Detection| (found.car.center - car.center).xy().norm() < 2.;
            num_found += usize::from(found.iter().any(is_near));
        }
    }
    println!("classical detector: {num_found} of {num_cars} near cars in plain view found");
    assert!(num_cars > 60, "{num_cars}");
    assert!(10 * num_found >= 9 * num_cars, "{num_found} of {num_cars}");
}
