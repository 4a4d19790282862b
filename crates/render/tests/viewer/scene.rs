//! A page with three scans of a flat ground, each with a detection and a ground truth.

use std::path::{Path, PathBuf};

use nalgebra::Point3;
use tempfile::TempDir;
use voxelnet_render::{BoxStyle, HtmlScene, ViewerBox, write_viewer};
use voxelnet_scene::{Box3d, BoxSize, Point, PointCloud};

/// A page that is removed when dropped.
pub struct Page {
    folder: TempDir,
}

impl Page {
    pub fn folder(&self) -> &Path {
        self.folder.path()
    }

    pub fn path(&self) -> PathBuf {
        self.folder.path().join("page.html")
    }
}

/// The detection, of the given class, is at (10, 10), the ground truth, a cyclist, at (30, -10); the ground
/// reaches from (0, -20) to (40, 20).
pub fn write_scene(class: &str) -> Page {
    let page = Page { folder: tempfile::tempdir().expect("a folder") };
    let ground = (0..160 * 160).map(|i| {
        let (row, column) = ((i / 160) as f32, (i % 160) as f32);
        Point::new(40. * row / 159., 40. * column / 159. - 20., -1.7, 0.5)
    });
    let cloud = PointCloud::new(ground.collect());
    let large = |x, y, style, class: &str, score| ViewerBox {
        box3d: Box3d::new(
            Point3::new(x, y, -0.7),
            BoxSize { length: 8., width: 4., height: 2. },
            0.,
        ),
        style,
        class: class.into(),
        score,
        num_points: 100,
    };
    let scenes = ["first", "second", "third"].map(|name| HtmlScene {
        name: name.into(),
        cloud: &cloud,
        boxes: vec![
            large(10., 10., BoxStyle::Detection, class, Some(0.8)),
            large(30., -10., BoxStyle::GroundTruth, "Cyclist", None),
        ],
    });
    write_viewer(&page.path(), "Three scans", &scenes).expect("the page is written");
    page
}
