//! The data of a page beside the points of its scans.

use std::{collections::BTreeSet, io};

use serde::Serialize;
use voxelnet_scene::{class_spelling, wrap_angle};

use super::ground::ground_height;
use super::look::Look;
use super::pack::PackedCloud;
use super::scales::Scales;
use super::scene::{HtmlScene, ViewerBox};
use crate::bev_box::BoxStyle;
use crate::theme::Theme;

/// Everything that the page reads; metres and radians, LiDAR frame.
#[derive(Serialize)]
pub(super) struct PageData<'a> {
    pub title: &'a str,
    pub scales: Scales,
    pub dark: Look,
    pub light: Look,
    pub scenes: Vec<SceneData<'a>>,
}

#[derive(Serialize)]
pub(super) struct SceneData<'a> {
    name: &'a str,
    num_points: usize,
    num_left_out: usize,
    low: [f64; 3],
    extent: [f64; 3],
    ground: Option<f64>,
    boxes: Vec<BoxData>,
}

#[derive(Serialize)]
struct BoxData {
    /// Its place among all boxes of the scene, those included that cannot be drawn.
    index: usize,
    class: String,
    score: Option<f64>,
    is_truth: bool,
    center: [f64; 3],
    /// Length, width, height.
    size: [f64; 3],
    yaw: f64,
    num_points: usize,
}

impl<'a> PageData<'a> {
    pub fn new(title: &'a str, scales: Scales, scenes: Vec<SceneData<'a>>) -> Self {
        let boxes = scenes.iter().flat_map(|scene| &scene.boxes);
        let classes: BTreeSet<&str> = boxes.map(|shown| shown.class.as_str()).collect();
        let [dark, light] = [Theme::Dark, Theme::Light].map(|theme| Look::of(theme, &classes));
        Self { title, scales, dark, light, scenes }
    }

    /// As JSON that may stand in a script element: no `<` that could end it.
    pub fn to_text(&self) -> io::Result<String> {
        Ok(serde_json::to_string(self)?.replace('<', "\\u003c"))
    }
}

impl<'a> SceneData<'a> {
    pub fn new(scene: &'a HtmlScene, packed: &PackedCloud) -> Self {
        let boxes = scene.boxes.iter().enumerate();
        Self {
            name: &scene.name,
            num_points: packed.num_points,
            num_left_out: packed.num_left_out,
            low: packed.window.low_m,
            extent: packed.window.extent_m,
            ground: ground_height(&scene.cloud.points),
            boxes: boxes
                .filter(|(_, shown)| shown.is_drawable())
                .map(|(index, shown)| BoxData::new(index, shown))
                .collect(),
        }
    }
}

impl BoxData {
    fn new(index: usize, shown: &ViewerBox) -> Self {
        let ViewerBox { box3d, style, class, score, num_points } = shown;
        let size = [box3d.size.length, box3d.size.width, box3d.size.height];
        Self {
            index,
            class: class_spelling(class),
            score: score.filter(|score| score.is_finite()),
            is_truth: *style == BoxStyle::GroundTruth,
            center: [box3d.center.x, box3d.center.y, box3d.center.z].map(rounded),
            size: size.map(rounded),
            yaw: rounded(wrap_angle(box3d.yaw)),
            num_points: *num_points,
        }
    }
}

/// To a tenth of a millimetre (or milliradian): more digits only make the file longer.
fn rounded(value: f64) -> f64 {
    (value * 1e4).round() / 1e4
}
