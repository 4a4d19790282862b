//! Scan files that are not what their name says, and dialects of formats.

use std::fs;

use image::RgbImage;
use voxelnet_scene::Point;

use crate::sandbox::Sandbox;
use crate::scans::{bin, cars};

/// The only line of a refusal of a scan by `detect`.
fn refusal(sandbox: &Sandbox, scan: &str) -> String {
    let said = sandbox.fail(&["detect", scan, "--quiet"]);
    let line = said.lines().find(|line| line.contains(scan)).unwrap_or_default();
    assert!(!line.is_empty(), "{said}");
    line.to_owned()
}

#[test]
fn content_of_another_kind_is_named_with_its_remedy() {
    let sandbox = Sandbox::new();
    let text: String =
        cars().iter().map(|p| format!("{} {} {} {}\n", p.x, p.y, p.z, p.intensity)).collect();
    let pcd = format!("# .PCD v0.7\nFIELDS x y z i\nPOINTS 1\nDATA ascii\n{}", &text[..40]);
    let npy = [b"\x93NUMPY\x01\x00".as_slice(), &[0; 8]].concat();
    for (name, content, expected) in [
        ("text.bin", text.as_bytes(), "the content is text, expected rows of 32-bit floats"),
        (
            "pcd.bin",
            pcd.as_bytes(),
            "a PCD file, expected rows of 32-bit floats; give it the extension .pcd",
        ),
        (
            "npy.bin",
            &npy,
            "a NumPy array, expected rows of 32-bit floats; give it the extension .npy",
        ),
        ("pcd.ply", pcd.as_bytes(), "a PCD file, expected a PLY file; give it the extension .pcd"),
        (
            "zip.npy",
            b"PK\x03\x04",
            "a zip archive, expected a NumPy array; give it the extension .npz",
        ),
    ] {
        fs::write(sandbox.path(name), content).unwrap();
        let said = refusal(&sandbox, name);
        assert!(said.contains(expected), "{said}");
    }
    // Not even when the columns are given.
    sandbox.fail(&["detect", "npy.bin", "--columns", "4"]);
}

#[test]
fn numbers_in_another_layout_are_named_with_the_option_that_reads_them() {
    let sandbox = Sandbox::new();
    let points = cars();
    let numbers = || points.iter().flat_map(|p| [p.x, p.y, p.z, p.intensity]);
    let doubles: Vec<u8> = numbers().flat_map(|n| f64::from(n).to_le_bytes()).collect();
    let row = |(i, p): (usize, &Point)| [p.x, p.y, p.z, p.intensity, (i % 32) as f32];
    let five: Vec<u8> =
        points.iter().take(3600).enumerate().flat_map(row).flat_map(f32::to_le_bytes).collect();
    fs::write(sandbox.path("f64.bin"), doubles).unwrap();
    fs::write(sandbox.path("five.bin"), &five).unwrap();
    fs::write(sandbox.path("odd.bin"), &five[..five.len() - 20]).unwrap();
    let refused = |scan: &str| {
        let said = refusal(&sandbox, scan);
        let also = sandbox.fail(&["voxelize", scan, "--config", "run/config.toml"]);
        assert!(also.contains(&said), "{said} {also}");
        said
    };
    assert!(refused("f64.bin").contains("look like 64-bit floats, expected 32-bit floats"));
    assert!(
        refused("five.bin")
            .contains("look like 5 numbers each, expected 4: --columns 5 reads them")
    );
    let said = refused("odd.bin");
    assert!(
        said.contains(
            "expected a multiple of 16 (4 columns of 32-bit floats); --columns 5 would fit"
        ),
        "{said}"
    );
    // The same objects are found in it with the option.
    fs::write(sandbox.path("four.bin"), bin(&points[..3600])).unwrap();
    let found = |args: &[&str]| sandbox.succeed(&[&["detect", "--quiet"], args].concat()).0;
    let names = |text: String| text.replace("five", "four");
    let of_four = found(&["four.bin"]);
    assert!(of_four.contains("\"class\""), "nothing was found");
    assert_eq!(names(found(&["five.bin", "--columns", "5"])), of_four);
}

/// The content of a PCD file of version 0.7.
fn pcd(fields: &str, lines: &[&str], points: usize, encoding: &str, data: &[u8]) -> Vec<u8> {
    let lines = lines.join("\n");
    let header = format!("FIELDS {fields}\n{lines}\nPOINTS {points}\nDATA {encoding}\n");
    [b"VERSION 0.7\n", header.as_bytes(), data].concat()
}

fn rows(points: &[Point]) -> String {
    points.iter().map(|p| format!("{} {} {} {}\n", p.x, p.y, p.z, p.intensity)).collect()
}

#[test]
fn dialects_of_pcd_and_ply_find_the_same_objects() {
    let sandbox = Sandbox::new();
    let points = cars();
    let count = points.len();
    let binary = bin(&points);
    let column = |of: fn(&Point) -> f32| points.iter().flat_map(move |p| of(p).to_le_bytes());
    let table: Vec<u8> = column(|p| p.x)
        .chain(column(|p| p.y))
        .chain(column(|p| p.z))
        .chain(column(|p| p.intensity))
        .collect();
    let size = (table.len() as u32).to_le_bytes();
    let stored = [&size[..], &size, &table].concat();
    let padded: Vec<u8> = binary
        .chunks(16)
        .flat_map(|row| [&[7; 3], &row[..12], &[7], &row[12..]].concat())
        .collect();
    let with_nan = rows(&points) + "-nan(ind) 1.#QNAN 0 0\n";
    let ply = format!(
        "\u{feff}ply\nformat ascii 1.0\nelement vertex {}\nproperty float x\nproperty float y\nproperty float z\n\
         property float scalar_Reflectivity\nend_header\n{with_nan}",
        count + 1
    );
    fs::write(sandbox.path("plain.bin"), &binary).unwrap();
    for (name, content) in [
        (
            "stored.pcd",
            pcd("x y z intensity", &["SIZE 4 4 4 4"], count, "binary_compressed", &stored),
        ),
        (
            "padded.pcd",
            pcd(
                "_ x y z none _ signal",
                &["SIZE 1 4 4 4 4 1 4", "TYPE U F F F F U F", "COUNT 3 1 1 1 0 1 1"],
                count,
                "binary",
                &padded,
            ),
        ),
        ("windows.ply", ply.into_bytes()),
    ] {
        fs::write(sandbox.path(name), content).unwrap();
        let found = |scan| sandbox.succeed(&["detect", scan, "--quiet"]).0;
        let stem = name.split('.').next().unwrap();
        let expected = found("plain.bin").replace("plain", stem);
        assert!(expected.contains("\"class\""), "nothing was found");
        assert_eq!(found(name), expected, "{name}");
    }
}

#[test]
fn a_bad_word_and_a_transposed_array_are_quoted() {
    let sandbox = Sandbox::new();
    let comma = rows(&cars()[..20]).replace('.', ",");
    fs::write(sandbox.path("comma.pcd"), pcd("x y z i", &[], 20, "ascii", comma.as_bytes()))
        .unwrap();
    let said = refusal(&sandbox, "comma.pcd");
    assert!(
        said.contains("comma.pcd: point 1 of 20: \"")
            && said.contains("is no number, expected decimals"),
        "{said}"
    );
    let header = "{'descr': '<f4', 'fortran_order': False, 'shape': (4, 300), }\n";
    let length = (header.len() as u16).to_le_bytes();
    let npy = [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), &[0; 4800]].concat();
    fs::write(sandbox.path("transposed.npy"), npy).unwrap();
    let said = refusal(&sandbox, "transposed.npy");
    assert!(
        said.contains("the shape [4, 300], expected (points, columns): transpose it"),
        "{said}"
    );
}

#[test]
fn the_fields_of_a_scan_without_intensity_are_named() {
    let sandbox = Sandbox::new();
    fs::write(sandbox.path("a.pcd"), pcd("x y z ring t", &[], 1, "ascii", b"9 1 -1 3 0.5\n"))
        .unwrap();
    let (_, said) = sandbox.succeed(&["detect", "a.pcd"]);
    assert!(
        said.contains(
            "no intensity, every point was given intensity 0; its other fields are ring, t"
        ),
        "{said}"
    );
}

#[test]
fn the_viewpoint_is_applied_before_the_transform_or_mentioned() {
    let sandbox = Sandbox::new();
    // The points as a sensor sees them that looks to the left of the road from 2 m to the right of it.
    let points = cars();
    let seen: Vec<Point> =
        points.iter().map(|p| Point::new(p.y + 2., -p.x, p.z, p.intensity)).collect();
    let pose = "VIEWPOINT 0 -2 0 0.70710678118 0 0 0.70710678118";
    let file = |pose, points: &[Point]| {
        pcd("x y z intensity", &[pose], points.len(), "ascii", rows(points).as_bytes())
    };
    fs::write(sandbox.path("plain.bin"), bin(&points)).unwrap();
    fs::write(sandbox.path("posed.pcd"), file(pose, &seen)).unwrap();
    fs::write(sandbox.path("wrong.pcd"), file("VIEWPOINT 0 0 0 0 0 0 0", &seen)).unwrap();
    let num_found = |args: &[&str]| {
        let (found, said) = sandbox.succeed(&[&["detect"], args].concat());
        (found.lines().count(), said)
    };
    let (num_plain, _) = num_found(&["plain.bin"]);
    assert!(num_plain > 0, "nothing was found");
    let (num_posed, said) = num_found(&["posed.pcd", "--apply-viewpoint"]);
    assert!(num_posed == num_plain && !said.contains("viewpoint"), "{num_posed}: {said}");
    // It stands 100 m behind its pose, and the transform brings it back.
    let moved = ["posed.pcd", "--apply-viewpoint", "--lidar-transform", "-100,0,0,0,0,0"];
    assert_eq!(num_found(&moved).0, 0);
    let (_, said) = num_found(&["posed.pcd"]);
    assert!(said.contains("--apply-viewpoint moves them"), "{said}");
    let (num_plain_too, said) = num_found(&["plain.bin", "--apply-viewpoint"]);
    assert!(num_plain_too == num_plain && said.contains("no viewpoint to apply"), "{said}");
    let said = sandbox.fail(&["detect", "wrong.pcd", "--apply-viewpoint"]);
    assert!(
        said.contains("VIEWPOINT in header line 3 is \"0 0 0 0 0 0 0\", expected 7 numbers"),
        "{said}"
    );
    num_found(&["wrong.pcd"]);
}

#[test]
fn images_may_be_jpeg_whatever_their_name_says() {
    let sandbox = Sandbox::with_data();
    let picture = RgbImage::from_pixel(124, 37, image::Rgb([90, 90, 90]));
    fs::create_dir(sandbox.path("images")).unwrap();
    picture.save_with_format(sandbox.path("images/000000.jpeg"), image::ImageFormat::Jpeg).unwrap();
    fs::copy(sandbox.path("images/000000.jpeg"), sandbox.path("named.png")).unwrap();
    let scan = "data/training/velodyne/000000.bin";
    for image in ["images", "named.png"] {
        let camera = ["--calib", "data/training/calib", "--image", image];
        sandbox.succeed(
            &[&["detect", scan, "--format", "camera", "--out", "out"][..], &camera].concat(),
        );
        let drawn = image::open(sandbox.path("out/000000-camera.png")).unwrap();
        // The legend is below the image.
        assert!(drawn.width() == 124 && drawn.height() > 37);
    }
    sandbox.succeed(&["view", scan, "--image", "named.png", "--out", "view.png"]);
    fs::write(sandbox.path("no.png"), "no image").unwrap();
    let said = sandbox.fail(&["view", scan, "--image", "no.png", "--out", "view.png"]);
    assert!(said.contains("no.png: no PNG or JPEG image"), "{said}");
}
