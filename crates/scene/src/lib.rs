//! The geometry of a LiDAR scene: points, boxes, their overlap, scan files and neighbour search.
//!
//! One frame throughout, the LiDAR's: x forward, y left, z up; metres and radians; yaw
//! counter-clockwise from +x; box centres at mid-height. This crate knows no dataset and no network.

mod boxes;
mod class_name;
mod cloud;
mod farthest_points;
mod iou;
mod kd_tree;
mod nms;
mod point;
mod polygon;
mod rings;
mod scan;

pub use boxes::{Box3d, BoxSize, wrap_angle};
pub use class_name::class_spelling;
pub use cloud::PointCloud;
pub use farthest_points::farthest_points;
pub use iou::{bev_intersection_area, bev_iou, iou_3d};
pub use kd_tree::ground::GroundKdTree;
pub use kd_tree::points::PointKdTree;
pub use nms::non_max_suppression;
pub use point::Point;
pub use rings::{MAX_RINGS, rings_of};
pub use scan::{
    FullScale, IntensityScale, IntensityScaleError, LayoutGuess, Scan, ScanError, ScanFormat,
    ScanOptions, ScanProblem, ScanWarning, check_scan, common_full_scale, decode_scan,
    full_scale_of_files, read_scan, read_scan_from, read_scan_with, write_bin, write_ply,
};
