//! Simulated datasets with a planted defect, for tests.

#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use tempfile::TempDir;
use voxelnet_config::{FromSections, ScanConfig};
use voxelnet_kitti::{Calibration, CameraBox, KittiDataset, Label, write_labels, write_split};
use voxelnet_scene::{Box3d, Point, write_bin};
use voxelnet_synth::{Class, Frame, Scenario, Sensor, Simulator, SimulatorOptions};

use crate::dataset::examine_dataset;
use crate::examined_split::ExaminedSplit;
use crate::finding::{Finding, Severity};
use crate::report::Report;
use crate::setup::DoctorConfig;

const NUM_FRAMES: usize = 12;
const NUM_TRAIN: usize = 8;

static FRAMES: LazyLock<Vec<Frame>> = LazyLock::new(|| {
    let simulator = Simulator::new(SimulatorOptions {
        seed: 5,
        sensor: Sensor::load("hdl-64e").unwrap(),
        scenario: Scenario::Street,
        classes: Class::ALL.to_vec(),
        full_circle: false,
    });
    (0..NUM_FRAMES as u64).map(|index| simulator.frame(index)).collect()
});

/// A dataset of twelve frames, eight to train on; gone after the test.
pub(crate) struct Case(TempDir);

impl Case {
    /// As the simulator makes it.
    pub(crate) fn healthy() -> Self {
        Self::with(|_| {})
    }

    /// With every frame changed.
    pub(crate) fn with(change: impl Fn(&mut Frame)) -> Self {
        let case = Self(tempfile::tempdir().unwrap());
        for (index, frame) in FRAMES.iter().enumerate() {
            let mut frame = frame.clone();
            change(&mut frame);
            case.write(&name(index), &frame);
        }
        let names: Vec<String> = (0..NUM_FRAMES).map(name).collect();
        fs::create_dir(case.path("ImageSets")).unwrap();
        for (split, frames) in [("train", &names[..NUM_TRAIN]), ("val", &names[NUM_TRAIN..])] {
            write_split(&case.path(&format!("ImageSets/{split}.txt")), frames).unwrap();
        }
        case
    }

    /// With every point changed.
    pub(crate) fn with_points(change: impl Fn(&mut Point)) -> Self {
        Self::with(|frame| frame.cloud.points.iter_mut().for_each(&change))
    }

    /// With the box of every label changed in the frame of the scans.
    pub(crate) fn with_boxes(change: impl Fn(&mut Box3d)) -> Self {
        Self::with(|frame| {
            let calibration = frame.calibration.clone();
            for label in objects(frame) {
                let mut box3d = calibration.lidar_box_from_camera(&label.camera_box);
                change(&mut box3d);
                label.camera_box = calibration.camera_box_from_lidar(&box3d);
            }
        })
    }

    /// With the boxes written in the frame of the scans and no calibration, each changed.
    pub(crate) fn in_lidar_frame(change: impl Fn(&mut Box3d)) -> Self {
        let case = Self::with(|frame| {
            let calibration: Calibration = frame.calibration.clone();
            for label in objects(frame) {
                let mut box3d = calibration.lidar_box_from_camera(&label.camera_box);
                change(&mut box3d);
                let Box3d { center, size, yaw } = box3d;
                label.camera_box = CameraBox { bottom_center: center, size, rotation_y: yaw };
            }
        });
        fs::remove_dir_all(case.path("training/calib")).unwrap();
        case
    }

    /// As [`Self::in_lidar_frame`], with the whole scene turned about the sensor before.
    pub(crate) fn turned(angle: f64, change: impl Fn(&mut Box3d)) -> Self {
        let scan = ScanConfig { yaw: angle, ..ScanConfig::default() };
        let case = Self::in_lidar_frame(|box3d| {
            *box3d = scan.network_box_from_scan(box3d);
            change(box3d);
        });
        for (index, frame) in FRAMES.iter().enumerate() {
            let mut cloud = frame.cloud.clone();
            scan.network_from_scan(&mut cloud);
            write_bin(&case.path(&format!("training/velodyne/{}.bin", name(index))), &cloud)
                .unwrap();
        }
        case
    }

    pub(crate) fn path(&self, name: &str) -> PathBuf {
        self.0.path().join(name)
    }

    fn write(&self, name: &str, frame: &Frame) {
        for folder in ["velodyne", "label_2", "calib"] {
            fs::create_dir_all(self.path("training").join(folder)).unwrap();
        }
        write_bin(&self.path(&format!("training/velodyne/{name}.bin")), &frame.cloud).unwrap();
        write_labels(&self.path(&format!("training/label_2/{name}.txt")), &frame.labels).unwrap();
        let calibration = frame.calibration.to_text();
        fs::write(self.path(&format!("training/calib/{name}.txt")), calibration).unwrap();
    }

    pub(crate) fn split(&self, split: &str) -> ExaminedSplit {
        let dataset = KittiDataset::open(self.0.path()).unwrap();
        let frames = dataset.frame_ids(split).unwrap();
        ExaminedSplit { dataset: dataset.for_split(split), name: split.into(), frames }
    }

    /// The report on the split train under `configs/kitti.toml` with keys replaced.
    pub(crate) fn examine(&self, overrides: &[&str]) -> Report {
        self.examine_with(&config(overrides))
    }

    pub(crate) fn examine_with(&self, config: &DoctorConfig) -> Report {
        examine_dataset(&self.split("train"), config, "a test", 100, |_, _| {}).unwrap()
    }
}

/// `configs/kitti.toml` with keys replaced.
pub(crate) fn config(overrides: &[&str]) -> DoctorConfig {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/kitti.toml");
    let overrides: Vec<String> = overrides.iter().map(ToString::to_string).collect();
    DoctorConfig::read(&path, &overrides).unwrap()
}

/// The overrides that turn `configs/kitti.toml` into a configuration for boxes in the frame of the scans.
pub(crate) const LIDAR_BOXES: [&str; 3] =
    ["dataset.boxes=lidar", "dataset.difficulty=points", "train.crop_to_image=false"];

/// The findings of a check, the worst first.
pub(crate) fn of_check<'a>(report: &'a Report, check: &str) -> Vec<&'a Finding> {
    report.findings().iter().filter(|finding| finding.check == check).collect()
}

/// The first finding of a check, which has to be one of this severity.
#[track_caller]
pub(crate) fn expect<'a>(report: &'a Report, check: &str, severity: Severity) -> &'a Finding {
    let found = of_check(report, check);
    let first = found.first().unwrap_or_else(|| panic!("no {check} in {}", report.text()));
    assert_eq!(first.severity, severity, "{}", report.text());
    first
}

fn objects(frame: &mut Frame) -> impl Iterator<Item = &mut Label> {
    frame.labels.iter_mut().filter(|label| !label.is_kind("DontCare"))
}

pub(crate) fn name(index: usize) -> String {
    format!("{index:06}")
}
