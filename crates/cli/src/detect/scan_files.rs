//! The files of each scan.

use std::path::Path;

use anyhow::{Context, Result};
use voxelnet_config::{BoxFrame, ModelConfig};
use voxelnet_detection::Detection;
use voxelnet_scene::PointCloud;

use super::failure::Failure;
use super::format::Format;
use super::results_plan::ResultsPlan;
use crate::output::scene_files::SceneFiles;
use crate::scans::cameras::{Cameras, image_of};
use crate::scans::inputs::Input;
use crate::usage::ensure_usage;

/// Writes the files of each scan in the formats that are asked for.
pub struct ScanFiles<'a> {
    plan: &'a ResultsPlan,
    config: &'a ModelConfig,
    /// The cameras in whose frames KITTI results are, and in whose images boxes are drawn.
    cameras: Option<Cameras>,
}

impl<'a> ScanFiles<'a> {
    /// # Errors
    /// When calibrations do not go with the frame of the network's boxes.
    pub fn new(plan: &'a ResultsPlan, config: &'a ModelConfig) -> Result<Self> {
        let ResultsPlan { formats, calibration, .. } = plan;
        let has_camera = config.dataset.boxes == BoxFrame::Camera;
        ensure_usage!(
            !formats.contains(&Format::Kitti) || calibration.is_some() || !has_camera,
            "the kitti format is in the camera's frame; give its calibration with --calib FILE|DIR"
        );
        ensure_usage!(
            calibration.is_none() || has_camera,
            "the network was trained on boxes in the frame of the scans; --calib has no meaning for it"
        );
        let cameras = calibration.clone().map(|path| Cameras::new(path, &config.dataset));
        Ok(Self { plan, config, cameras })
    }

    /// Writes the files of a scan into a folder; the number of detections outside the image, which KITTI's format leaves
    /// out.
    pub fn write(
        &self,
        out: &Path,
        input: &Input,
        cloud: &PointCloud,
        detections: &[Detection],
    ) -> Result<usize, Failure> {
        let files = SceneFiles { out, frame: &input.name, cloud, config: self.config };
        let camera = self.cameras.as_ref().map(|cameras| cameras.of(&input.name));
        let camera = camera.transpose().map_err(Failure::Scan)?;
        let mut num_lost = 0;
        for format in &self.plan.formats {
            let written = match format {
                Format::Json | Format::Csv => Ok(()), // one file for all scans
                Format::Html => files.write_html(detections),
                Format::Png => files.write_png(detections),
                Format::Ply => {
                    input.require_other_file(&files.ply_path(), "--out").map_err(Failure::Scan)?;
                    files.write_ply(detections)
                }
                Format::Kitti => files
                    .write_kitti(detections, camera.as_ref())
                    .map(|num_rows| num_lost = detections.len() - num_rows),
                Format::Camera => {
                    let image = self.plan.image.as_ref().zip(camera.as_ref());
                    let drawn = image.context("there is no camera").and_then(|(image, camera)| {
                        let image = image_of(image, &input.name);
                        files.draw_camera(detections, &image, &camera.calibration)
                    });
                    files.write_camera(&drawn.map_err(Failure::Scan)?)
                }
            };
            written.map_err(Failure::Fatal)?;
        }
        Ok(num_lost)
    }
}
