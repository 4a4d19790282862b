//! Pictures of LiDAR scenes and their boxes: a bird's-eye PNG, a range image as the sensor sees it,
//! a coloured PLY and an HTML file to look around in; and charts as SVG or PNG.
//!
//! A class has one colour, everywhere the same; ground truth and detections differ by their lines.
//!
//! Every scene is drawn from a [`PointCloud`](voxelnet_scene::PointCloud) and boxes in the LiDAR
//! frame, or into the image of a camera. This crate knows no dataset and no network, and reads no files.

mod bev;
mod bev_box;
mod box_layer;
mod camera_image;
mod canvas;
mod chart;
mod class_color;
mod class_legend;
mod color;
mod error;
mod html;
mod label_layer;
mod legend;
mod ply;
mod range_image;
mod range_view;
mod rings;
mod text;
mod theme;
mod view;

pub use bev::{draw_bev, encode_png, write_png};
pub use bev_box::{BevBox, BoxStyle, Caption};
pub use camera_image::{ImageBox, draw_boxes_on_image};
pub use chart::{
    Bar, BarArrangement, BarChart, BarGroup, CHART_STYLE, ChartPoint, Histogram, HistogramBar,
    HistogramBin, LineChart, MarkedValue, Series, SeriesStyle, charts_svg, write_charts,
};
pub use error::RenderError;
pub use html::{HtmlScene, ViewerBox, write_viewer};
pub use ply::write_scene_ply;
pub use range_image::draw_range_image;
pub use range_view::RangeImageView;
pub use theme::Theme;
pub use view::BevView;

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;
