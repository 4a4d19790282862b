//! `voxelnet view`

use std::fs;

use crate::support::{Sandbox, fixture, shipped_config, succeed};

fn pictures(folder: &std::path::Path) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(folder)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    names
}

#[test]
fn a_frame_is_drawn_as_each_epoch_sees_it() {
    let sandbox = Sandbox::new();
    let (out, config) = (sandbox.path("out"), shipped_config("quick.toml"));
    let scan = fixture().scan("000001");
    succeed(&mut voxelnet!("view", scan, "--config", config, "--augment", "3", "--out", out));
    let names = ["000001-epoch-001.png", "000001-epoch-002.png", "000001-epoch-003.png"];
    assert_eq!(pictures(&out), names);
    let bytes = names.map(|name| fs::read(out.join(name)).unwrap());
    assert!(bytes[0].starts_with(b"\x89PNG") && bytes[0] != bytes[1] && bytes[1] != bytes[2]);

    let again = sandbox.path("again");
    succeed(&mut voxelnet!("view", scan, "--config", config, "--augment", "1", "--out", again));
    assert_eq!(fs::read(again.join(names[0])).unwrap(), bytes[0]);
}

#[test]
fn without_augmentation_there_is_one_picture_a_scan() {
    let sandbox = Sandbox::new();
    let (out, config) = (sandbox.path("out"), shipped_config("quick.toml"));
    let scans = ["000000", "000001"].map(|frame| fixture().scan(frame));
    succeed(&mut voxelnet!("view", scans[0], scans[1], "--config", config, "--out", out));
    assert_eq!(pictures(&out), ["000000.png", "000001.png"]);
}

#[test]
fn a_scan_outside_of_a_dataset_is_refused() {
    let sandbox = Sandbox::new();
    let (out, config) = (sandbox.path("out"), shipped_config("quick.toml"));
    let scan = sandbox.file("a.bin", [0; 16]);
    let said = sandbox.refusal_of(&mut voxelnet!("view", scan, "--config", config, "--out", out));
    assert!(said.contains("expected DATASET/training/velodyne/FRAME.bin"), "{said}");
}

#[test]
fn a_page_holds_all_scans_with_their_labels_and_detections() {
    let sandbox = Sandbox::new();
    let scan = fixture().scan("000001");
    let (found, page) = (sandbox.path("found"), sandbox.path("page.html"));
    let mut detect = voxelnet!("detect", scan, "--run", fixture().run, "--out", found);
    let calib = fixture().file("calib");
    detect.args(["--min-score", "0", "--format", "json,kitti", "--calib"]).arg(&calib);
    succeed(&mut detect);
    let lines = found.join("detections.jsonl");
    let folder = fixture().file("velodyne");
    succeed(&mut voxelnet!("view", folder, "--detections", lines, "--out", page));
    let html = fs::read_to_string(&page).unwrap();
    assert!(html.contains("000001") && html.contains("\"car\"") && !html.contains("\"Car\""));

    // The labels of the dataset are those that would be typed, and result files say what the lines say.
    let (typed, own) = (sandbox.path("typed.png"), sandbox.path("own.png"));
    succeed(&mut voxelnet!("view", scan, "--detections", lines, "--out", own));
    let labels = fixture().file("label_2");
    let mut view = voxelnet!("view", scan, "--detections", found, "--out", typed);
    succeed(view.arg("--labels").arg(labels).arg("--calib").arg(&calib));
    let [typed, own] = [typed, own].map(|path| image::open(path).unwrap().into_rgb8());
    assert_eq!(typed.dimensions(), own.dimensions());
}

#[test]
fn a_picture_is_dark_or_light_or_the_image_of_the_camera() {
    let sandbox = Sandbox::new();
    let scan = fixture().scan("000000");
    let picture = |name: &str, more: &[&str]| {
        let out = sandbox.path(name);
        succeed(voxelnet!("view", scan, "--out", out).args(more));
        image::open(out).unwrap().into_rgb8()
    };
    let (dark, light) = (picture("dark.png", &[]), picture("light.png", &["--theme", "light"]));
    assert!(dark.get_pixel(0, 0).0[0] < 60 && light.get_pixel(0, 0).0[0] > 200);
    let image = sandbox.path("image.png");
    image::RgbImage::new(1242, 375).save(&image).unwrap();
    let seen = picture("seen.png", &["--image", image.to_str().unwrap()]);
    assert!(seen.pixels().any(|pixel| pixel.0 != [0; 3]), "labelled boxes are drawn");
}

#[test]
fn what_cannot_be_shown_is_refused() {
    let sandbox = Sandbox::new();
    let scan = sandbox.file("a.bin", [0; 32]);
    let labels = sandbox.file("a.txt", "Car 0 0 0 1 1 9 9 1.5 1.6 4 0 1.6 20 0\n");
    let broken = sandbox.file("broken.jsonl", "no JSON\n");
    let photo = sandbox.file("photo.png", "");
    let (page, picture) = (sandbox.path("page.html"), sandbox.path("picture.png"));
    for (mut view, expected) in [
        (voxelnet!("view", scan, "--out", page, "--labels", labels), "give its calibration"),
        (voxelnet!("view", scan, "--out", page, "--detections", broken), "broken.jsonl:1: no line"),
        (voxelnet!("view", scan, "--out", picture, "--image", photo), "give the camera's --calib"),
    ] {
        let said = sandbox.refusal_of(&mut view);
        assert!(said.contains(expected), "{said}");
    }
}
