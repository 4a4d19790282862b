//! What is written per scan.

use std::path::Path;

use anyhow::Result;
use voxelnet_head::Detection;
use voxelnet_kitti::{Calibration, ImageSize, write_labels};
use voxelnet_model::Detector;
use voxelnet_render::{BevBox, BevView, BoxStyle, draw_bev, write_png, write_scene_ply};
use voxelnet_scene::PointCloud;
use voxelnet_train::result_labels;

/// A scan and where its files go.
pub struct SceneFiles<'a> {
    pub out: &'a Path,
    pub frame: &'a str,
    pub cloud: &'a PointCloud,
    pub detector: &'a Detector,
}

impl SceneFiles<'_> {
    /// `FRAME.png`: the range of the network seen from above.
    pub fn write_png(&self, detections: &[Detection]) -> Result<()> {
        let grid = self.detector.network().layout().grid.spec();
        let view = BevView::of_range(grid.min_m, grid.max_m);
        // What the network saw, which may be turned and moved against the scan.
        let scan = &self.detector.config().dataset.scan;
        let mut boxes = self.boxes(detections);
        boxes.iter_mut().for_each(|bev| bev.box3d = scan.network_box_from_scan(&bev.box3d));
        let picture = draw_bev(&scan.network_cloud(self.cloud), &boxes, &view);
        Ok(write_png(&self.out.join(format!("{}.png", self.frame)), &picture)?)
    }

    /// `FRAME.ply`: the points coloured by height, with the edges of the boxes.
    pub fn write_ply(&self, detections: &[Detection]) -> Result<()> {
        let path = self.out.join(format!("{}.ply", self.frame));
        Ok(write_scene_ply(&path, self.cloud, &self.boxes(detections))?)
    }

    /// `FRAME.txt`: a KITTI result file.
    pub fn write_kitti(
        &self,
        detections: &[Detection],
        camera: Option<&(Calibration, ImageSize)>,
    ) -> Result<()> {
        let labels = result_labels(self.detector, detections, camera);
        Ok(write_labels(&self.out.join(format!("{}.txt", self.frame)), &labels)?)
    }

    fn boxes(&self, detections: &[Detection]) -> Vec<BevBox> {
        detections
            .iter()
            .map(|detection| BevBox {
                box3d: detection.box3d,
                style: BoxStyle::Detection,
                label: Some(self.detector.class_name(detection.class).into()),
                score: Some(detection.score),
            })
            .collect()
    }
}
