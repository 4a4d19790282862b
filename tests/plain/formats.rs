//! Scan files that are not what their name says, and dialects of formats.

use std::fs;

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
    let row = |(i, p): (usize, &_)| {
        let p: &voxelnet_scene::Point = p;
        [p.x, p.y, p.z, p.intensity, (i % 32) as f32]
    };
    let five: Vec<u8> =
        points.iter().take(3600).enumerate().flat_map(row).flat_map(f32::to_le_bytes).collect();
    fs::write(sandbox.path("f64.bin"), doubles).unwrap();
    fs::write(sandbox.path("five.bin"), &five).unwrap();
    fs::write(sandbox.path("odd.bin"), &five[..five.len() - 20]).unwrap();
    let voxelize = |scan| sandbox.fail(&["voxelize", scan, "--config", "run/config.toml"]);
    assert!(voxelize("f64.bin").contains("look like 64-bit floats, expected 32-bit floats"));
    assert!(
        voxelize("five.bin")
            .contains("look like 5 numbers each, expected 4: --columns 5 reads them")
    );
    let said = voxelize("odd.bin");
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
