//! A scene as coloured points that any 3D viewer opens.

use std::{array, collections::BTreeSet, path::Path};

use image::Rgb;
use nalgebra::{Point3, center};
use voxelnet_files::{on_one_line, write_atomically};
use voxelnet_scene::{Box3d, PointCloud, class_spelling};

use crate::bev_box::{BevBox, BoxStyle};
use crate::color::HeightScale;
use crate::error::RenderError;
use crate::theme::Theme;

/// Distance between the points that make up an edge of a box, metres.
const EDGE_STEP: f64 = 0.05;
/// An edge has no more points than this; those of absurdly long edges lie farther apart.
const MAX_EDGE_STEPS: f64 = 1000.;
/// Points of a dash of ground truth, and of the gap behind it.
const DASH_STEPS: u32 = 5;
/// Letters of a class name in the header.
const MAX_NAME_LETTERS: usize = 64;

struct Vertex {
    position: [f32; 3],
    color: Rgb<u8>,
}

/// Writes a binary little-endian PLY: scan points coloured by height, and every box as points
/// along its edges and its heading in the colour of its class. Edges of ground truth are dashed.
///
/// Vertices have the properties `float x, y, z` (metres, LiDAR frame) and `uchar red, green, blue`.
/// A comment in the header names each class with its colour.
/// Points and boxes that are not finite are left out.
///
/// # Errors
///
/// When the file cannot be written.
pub fn write_scene_ply(
    path: &Path,
    cloud: &PointCloud,
    boxes: &[BevBox],
) -> Result<(), RenderError> {
    write_atomically(path, &ply_bytes(&scene_vertices(cloud, boxes), &legend(boxes)))
        .map_err(|source| RenderError::Write { path: path.to_path_buf(), source })
}

/// Viewers show points on a dark page, hence the colours of the dark theme.
fn scene_vertices(cloud: &PointCloud, boxes: &[BevBox]) -> Vec<Vertex> {
    let palette = Theme::Dark.palette();
    let heights = HeightScale::of(cloud.points.iter().filter(|point| point.is_finite()));
    let scan = cloud.points.iter().map(|point| Vertex {
        position: [point.x, point.y, point.z],
        color: palette.height_ramp.at(heights.fraction(point.z)),
    });
    let edges = boxes.iter().flat_map(|bev_box| {
        let color = palette.class_color(&bev_box.class);
        edge_points(&bev_box.box3d, bev_box.style)
            .into_iter()
            .map(move |p| Vertex { position: [p.x as f32, p.y as f32, p.z as f32], color })
    });
    scan.chain(edges).filter(|v| v.position.iter().all(|value| value.is_finite())).collect()
}

/// A line of the header for each class: its name and its colour.
fn legend(boxes: &[BevBox]) -> String {
    let classes: BTreeSet<String> =
        boxes.iter().map(|shown| class_spelling(&shown.class)).collect();
    let named = classes.iter().filter(|class| !class.is_empty());
    let line = |class: &String| {
        let color = Theme::Dark.class_color(class);
        format!("comment class {color} {}\n", on_one_line(class, MAX_NAME_LETTERS))
    };
    named.map(line).collect()
}

fn ply_bytes(vertices: &[Vertex], legend: &str) -> Vec<u8> {
    let mut bytes = format!(
        "ply\nformat binary_little_endian 1.0\n{legend}element vertex {}\n\
         property float x\nproperty float y\nproperty float z\n\
         property uchar red\nproperty uchar green\nproperty uchar blue\nend_header\n",
        vertices.len()
    )
    .into_bytes();
    for vertex in vertices {
        vertex.position.iter().for_each(|value| bytes.extend(value.to_le_bytes()));
        bytes.extend(vertex.color.0);
    }
    bytes
}

/// Points along the twelve edges and, on the upper face, from its centre to the middle of its front.
fn edge_points(box3d: &Box3d, style: BoxStyle) -> Vec<Point3<f64>> {
    let corners = box3d.corners();
    let sides: [_; 4] = array::from_fn(|i| (corners[i], corners[(i + 1) % 4]));
    let upper: [_; 4] = array::from_fn(|i| (corners[4 + i], corners[4 + (i + 1) % 4]));
    let posts: [_; 4] = array::from_fn(|i| (corners[i], corners[4 + i]));
    let heading = [(center(&corners[4], &corners[6]), center(&corners[4], &corners[7]))];
    [&sides[..], &upper, &posts, &heading]
        .concat()
        .into_iter()
        .flat_map(|(from, to)| points_between(from, to, style))
        .collect()
}

/// Evenly spaced points from `from` (included) to `to` (excluded); one when the two coincide. Those of ground
/// truth leave gaps.
fn points_between(
    from: Point3<f64>,
    to: Point3<f64>,
    style: BoxStyle,
) -> impl Iterator<Item = Point3<f64>> {
    let num_steps = ((to - from).norm() / EDGE_STEP).ceil().clamp(1., MAX_EDGE_STEPS) as u32;
    let is_drawn = move |i: &u32| style == BoxStyle::Detection || i % (2 * DASH_STEPS) < DASH_STEPS;
    let steps = (0..num_steps).filter(is_drawn);
    steps.map(move |i| from + (to - from) * (f64::from(i) / f64::from(num_steps)))
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::{BoxSize, Point};

    use super::*;
    const BYTES_PER_VERTEX: usize = 15;

    fn truth(x: f64, length: f64) -> BevBox {
        let size = BoxSize { length, width: 2., height: 1.5 };
        let box3d = Box3d::new(Point3::new(x, 0., 0.), size, 0.4);
        BevBox::new(box3d, BoxStyle::GroundTruth, "Car", None)
    }

    /// The count in the header and the bytes after it, from a file written to disk.
    fn count_and_body(cloud: &PointCloud, boxes: &[BevBox]) -> (usize, Vec<u8>) {
        let directory = tempfile::tempdir().expect("a temporary directory");
        let path = directory.path().join("scene.ply");
        write_scene_ply(&path, cloud, boxes).expect("the file is written");
        let bytes = std::fs::read(&path).expect("the file exists");
        let end = b"end_header\n";
        let split = bytes.windows(end.len()).position(|w| w == end).expect("a header") + end.len();
        let header = String::from_utf8_lossy(&bytes[..split]).into_owned();
        let count = header
            .lines()
            .find_map(|line| line.strip_prefix("element vertex "))
            .and_then(|count| count.parse().ok())
            .expect("a count");
        (count, bytes[split..].to_vec())
    }

    #[test]
    fn the_header_counts_the_vertices_of_the_body() {
        let cloud = PointCloud::new(vec![
            Point::new(1., 2., 3., 0.),
            Point::new(f32::NAN, 0., 0., 0.),
            Point::new(4., 5., 6., 0.),
        ]);
        for boxes in [vec![], vec![truth(10., 4.), truth(f64::NAN, 4.), truth(0., 1e300)]] {
            let (count, body) = count_and_body(&cloud, &boxes);
            assert!(count >= 2 && (boxes.is_empty() == (count == 2)), "{count}");
            assert_eq!(body.len(), count * BYTES_PER_VERTEX);
        }
        assert_eq!(count_and_body(&PointCloud::default(), &[]), (0, vec![]));
    }

    #[test]
    fn the_first_vertex_is_the_first_point_with_a_colour() {
        let cloud = PointCloud::new(vec![Point::new(1., -2., 3.5, 0.)]);
        let (_, body) = count_and_body(&cloud, &[]);
        let value = |i: usize| f32::from_le_bytes([body[i], body[i + 1], body[i + 2], body[i + 3]]);
        assert_eq!([value(0), value(4), value(8)], [1., -2., 3.5]);
        assert_eq!(body[12..], Theme::Dark.palette().height_ramp.at(0.).0);
    }

    #[test]
    fn the_header_names_each_class_once_on_a_line_of_its_own() {
        let boxes = ["Car", "car", "", "a\nend_header"]
            .map(|class| BevBox { class: class.into(), ..truth(10., 4.) });
        let car = Theme::Dark.class_color("car");
        let header = legend(&boxes);
        assert!(header.contains(&format!("comment class {car} car\n")), "{header}");
        assert_eq!(header.lines().count(), 2, "{header}");
        assert!(header.lines().all(|line| line.starts_with("comment class #")), "{header}");
    }

    #[test]
    fn edge_points_lie_on_the_surface_of_the_box() {
        let box3d = truth(10., 4.).box3d;
        let points = edge_points(&box3d, BoxStyle::Detection);
        assert!(points.len() > 500, "{}", points.len());
        let num_dashed = edge_points(&box3d, BoxStyle::GroundTruth).len();
        assert!((points.len() / 3..points.len() * 2 / 3).contains(&num_dashed), "{num_dashed}");
        for point in points {
            let local = box3d.local_from_lidar(point);
            let at = [local.x.abs() / 2., local.y.abs(), local.z.abs() / 0.75];
            assert!(at.iter().all(|a| *a < 1. + 1e-9) && at.iter().any(|a| *a > 1. - 1e-9));
        }
    }

    #[test]
    fn an_endless_edge_has_a_limited_number_of_points() {
        assert!(edge_points(&truth(0., 1e300).box3d, BoxStyle::Detection).len() <= 13_000);
        assert!(edge_points(&truth(0., f64::INFINITY).box3d, BoxStyle::Detection).len() <= 13_000);
    }
}
