//! Calibrations of KITTI's other benchmarks, and calibrations that are none.

use std::fs;

use crate::sandbox::Sandbox;

/// The matrices of a frame's calibration under the keys of the object benchmark.
struct Matrices {
    p2: String,
    r0_rect: String,
    tr_velo_to_cam: String,
}

impl Matrices {
    fn of(sandbox: &Sandbox) -> Self {
        let text = fs::read_to_string(sandbox.path("data/training/calib/000000.txt")).unwrap();
        let of = |key: &str| {
            let row = text.lines().find_map(|line| line.strip_prefix(&format!("{key}: ")));
            row.unwrap().to_owned()
        };
        Self { p2: of("P2"), r0_rect: of("R0_rect"), tr_velo_to_cam: of("Tr_velo_to_cam") }
    }

    /// The rotation and the translation of the transform from the LiDAR.
    fn parts(&self) -> [String; 2] {
        let numbers: Vec<&str> = self.tr_velo_to_cam.split(' ').collect();
        let rows = || numbers.chunks(4);
        let rotation: Vec<&str> = rows().flat_map(|row| row[..3].to_vec()).collect();
        let translation: Vec<&str> = rows().map(|row| row[3]).collect();
        [rotation.join(" "), translation.join(" ")]
    }
}

const SCAN: &str = "data/training/velodyne/000000.bin";

/// KITTI result rows, which depend on the whole calibration.
fn detected(sandbox: &Sandbox, calibration: &str) -> String {
    let weights = ["--run", "run", "--min-score", "0", "--format", "kitti", "--out", "out"];
    sandbox.succeed(&[&["detect", SCAN, "--calib", calibration][..], &weights].concat());
    fs::read_to_string(sandbox.path("out/000000.txt")).unwrap()
}

#[test]
fn tracking_odometry_and_raw_calibrations_say_the_same_as_the_benchmarks() {
    let sandbox = Sandbox::with_data();
    let matrices = Matrices::of(&sandbox);
    let Matrices { p2, r0_rect, tr_velo_to_cam } = &matrices;
    let expected = detected(&sandbox, "data/training/calib/000000.txt");
    assert!(!expected.is_empty());

    let tracking = format!("P2: {p2}\nR_rect {r0_rect}\nTr_velo_cam {tr_velo_to_cam}\n");
    fs::write(sandbox.path("0000.txt"), format!("\u{feff}{tracking}")).unwrap();
    assert_eq!(detected(&sandbox, "0000.txt"), expected);

    fs::create_dir(sandbox.path("raw")).unwrap();
    let [rotation, translation] = matrices.parts();
    let cameras = format!("calib_time: today\nR_rect_00: {r0_rect}\nP_rect_02: {p2}\n");
    let lidar = format!("calib_time: today\nR: {rotation}\nT: {translation}\ndelta_f: 0 0\n");
    fs::write(sandbox.path("raw/calib_cam_to_cam.txt"), cameras).unwrap();
    fs::write(sandbox.path("raw/calib_velo_to_cam.txt"), lidar).unwrap();
    for path in ["raw", "raw/calib_cam_to_cam.txt", "raw/calib_velo_to_cam.txt"] {
        assert_eq!(detected(&sandbox, path), expected, "{path}");
    }

    let one = "1 0 0 0 1 0 0 0 1";
    let object = format!("P2: {p2}\nR0_rect: {one}\nTr_velo_to_cam: {tr_velo_to_cam}\n");
    fs::write(sandbox.path("object.txt"), object).unwrap();
    fs::write(sandbox.path("odometry.txt"), format!("P2: {p2}\nTr: {tr_velo_to_cam}\n")).unwrap();
    assert_eq!(detected(&sandbox, "odometry.txt"), detected(&sandbox, "object.txt"));
}

#[test]
fn a_missing_matrix_is_called_what_it_is_called_there() {
    let sandbox = Sandbox::with_data();
    let matrices = Matrices::of(&sandbox);
    let Matrices { p2, r0_rect, tr_velo_to_cam } = &matrices;
    let [rotation, translation] = matrices.parts();
    for (text, expected) in [
        (format!("P2: {p2}\nTr_velo_cam {tr_velo_to_cam}\n"), "R_rect is missing"),
        (format!("P2: {p2}\nR_rect {r0_rect}\n"), "Tr_velo_cam is missing"),
        (format!("P0: {p2}\nTr: {tr_velo_to_cam}\n"), "P2 is missing"),
        (format!("R: {rotation}\nT: {translation}\n"), "P_rect_02 is missing"),
        (format!("P2: {p2}\n"), "R0_rect is missing"),
        (
            format!("P2: {p2}\nR_rect {r0_rect}\nTr_velo_cam 1 2 inf\n"),
            "c.txt:3: Tr_velo_cam holds \"inf\"",
        ),
    ] {
        fs::write(sandbox.path("c.txt"), text).unwrap();
        let said = sandbox
            .fail(&["detect", SCAN, "--calib", "c.txt", "--format", "kitti", "--out", "out"]);
        assert!(said.contains("c.txt") && said.contains(expected), "{expected}: {said}");
        assert_eq!(said.lines().filter(|line| line.starts_with("error")).count(), 1, "{said}");
    }
}

#[test]
fn a_projection_without_focal_length_is_refused_by_prepare_and_doctor() {
    let sandbox = Sandbox::with_data();
    let Matrices { r0_rect, tr_velo_to_cam, .. } = Matrices::of(&sandbox);
    let zeros = "0 0 0 0 0 0 0 0 0 0 0 0";
    let text = format!("P2: {zeros}\nR0_rect: {r0_rect}\nTr_velo_to_cam: {tr_velo_to_cam}\n");
    fs::write(sandbox.path("data/training/calib/000000.txt"), text).unwrap();
    let expected = "calib/000000.txt: the projection P2 has a horizontal focal length of 0";
    let said = sandbox.fail(&["prepare", "--data", "data"]);
    assert!(said.contains(expected), "{said}");
    let output = sandbox.command(&["doctor", "--data", "data", "--split", "all"]).assert().code(1);
    let report = String::from_utf8(output.get_output().stdout.clone()).unwrap();
    assert!(report.contains(expected), "{report}");
}

#[test]
fn a_dataset_may_have_one_calibration_of_raw_data_for_all_frames() {
    let sandbox = Sandbox::with_data();
    let matrices = Matrices::of(&sandbox);
    let Matrices { p2, r0_rect, .. } = &matrices;
    let [rotation, translation] = matrices.parts();
    let eval = ["eval", "--run", "run", "--data", "data", "--split", "all"];
    let (expected, _) = sandbox.succeed(&eval);
    let folder = sandbox.path("data/training/calib");
    fs::remove_dir_all(&folder).unwrap();
    fs::create_dir(&folder).unwrap();
    let cameras = format!("R_rect_00: {r0_rect}\nP_rect_02: {p2}\n");
    fs::write(folder.join("calib_cam_to_cam.txt"), cameras).unwrap();
    fs::write(folder.join("calib_velo_to_cam.txt"), format!("R: {rotation}\nT: {translation}\n"))
        .unwrap();
    let (found, _) = sandbox.succeed(&eval);
    assert_eq!(found, expected);
    let (said, _) = sandbox.succeed(&["prepare", "--data", "data"]);
    assert!(said.contains("4 training and 0 testing frames"), "{said}");
}
