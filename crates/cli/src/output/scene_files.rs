//! The files that are written for each scan.

use std::path::{Path, PathBuf};

use anyhow::Result;
use image::RgbImage;
use voxelnet_config::ModelConfig;
use voxelnet_dataset::result_labels;
use voxelnet_detection::Detection;
use voxelnet_kitti::{Calibration, Camera, write_labels};
use voxelnet_render::{
    BevBox, BevView, BoxStyle, draw_bev, write_png, write_scene_ply, write_viewer,
};
use voxelnet_scene::PointCloud;

use super::camera_picture::draw_on_camera_image;
use super::html::html_scene;

/// A scan and where its files go.
pub struct SceneFiles<'a> {
    pub out: &'a Path,
    pub frame: &'a str,
    pub cloud: &'a PointCloud,
    pub config: &'a ModelConfig,
}

impl SceneFiles<'_> {
    /// `FRAME.png`: the range of the network seen from above.
    pub fn write_png(&self, detections: &[Detection]) -> Result<()> {
        let grid = &self.config.network.grid;
        let view = BevView::of_range(grid.min_m.into(), grid.max_m.into());
        // What the network saw, which may be turned and moved against the scan.
        let scan = &self.config.dataset.scan;
        let mut boxes = self.boxes(detections);
        boxes.iter_mut().for_each(|bev| bev.box3d = scan.network_box_from_scan(&bev.box3d));
        let picture = draw_bev(&scan.network_cloud(self.cloud), &boxes, &view);
        Ok(write_png(&self.out.join(format!("{}.png", self.frame)), &picture)?)
    }

    /// `FRAME.ply`: the points coloured by height, with the edges of the boxes.
    pub fn write_ply(&self, detections: &[Detection]) -> Result<()> {
        Ok(write_scene_ply(&self.ply_path(), self.cloud, &self.boxes(detections))?)
    }

    /// The image in a file with the boxes in it.
    pub fn draw_camera(
        &self,
        detections: &[Detection],
        image: &Path,
        calibration: &Calibration,
    ) -> Result<RgbImage> {
        draw_on_camera_image(image, &self.boxes(detections), calibration)
    }

    /// `FRAME-camera.png`: what [`Self::draw_camera`] has drawn.
    pub fn write_camera(&self, picture: &RgbImage) -> Result<()> {
        Ok(write_png(&self.out.join(format!("{}-camera.png", self.frame)), picture)?)
    }

    /// `FRAME.html`: the scan with its boxes, for a browser.
    pub fn write_html(&self, detections: &[Detection]) -> Result<()> {
        let scene = html_scene(self.frame, self.cloud, &self.boxes(detections));
        Ok(write_viewer(&self.out.join(format!("{}.html", self.frame)), self.frame, &[scene])?)
    }

    /// The file of [`Self::write_ply`].
    pub fn ply_path(&self) -> PathBuf {
        self.out.join(format!("{}.ply", self.frame))
    }

    /// `FRAME.txt`: a KITTI result file. The number of its rows, fewer than detections where some are outside the image.
    pub fn write_kitti(&self, detections: &[Detection], camera: Option<&Camera>) -> Result<usize> {
        let labels = result_labels(self.config, detections, camera);
        write_labels(&self.out.join(format!("{}.txt", self.frame)), &labels)?;
        Ok(labels.len())
    }

    fn boxes(&self, detections: &[Detection]) -> Vec<BevBox> {
        detections
            .iter()
            .map(|Detection { box3d, class, score, .. }| {
                let class = self.config.class_name(*class);
                BevBox::new(*box3d, BoxStyle::Detection, class, Some(*score))
            })
            .collect()
    }
}
