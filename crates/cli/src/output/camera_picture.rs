//! Boxes in the image of the camera.

use std::path::Path;

use anyhow::{Context, Result};
use image::{DynamicImage, ImageError, ImageReader, RgbImage};
use voxelnet_kitti::{Calibration, project_edges};
use voxelnet_render::{BevBox, ImageBox, Theme, draw_boxes_on_image};

/// The image in a PNG or JPEG file with boxes in the frame of the scan drawn into it, near ones on top of far ones.
pub fn draw_on_camera_image(
    path: &Path,
    boxes: &[BevBox],
    calibration: &Calibration,
) -> Result<RgbImage> {
    let image = read(path)?;
    let distance = |bev_box: &&BevBox| bev_box.box3d.center.coords.norm();
    let mut far_first: Vec<&BevBox> = boxes.iter().collect();
    far_first.sort_by(|a, b| distance(b).total_cmp(&distance(a)));
    let in_image = far_first
        .into_iter()
        .map(|shown| ImageBox { edges: project_edges(&shown.box3d, calibration), shown });
    let in_image: Vec<ImageBox> = in_image.collect();
    Ok(draw_boxes_on_image(&image.into_rgb8(), &in_image, Theme::Dark))
}

/// The image in a file, in the format that its content has.
fn read(path: &Path) -> Result<DynamicImage> {
    let shown = path.display();
    let reader = ImageReader::open(path).with_context(|| shown.to_string())?;
    let decoded =
        reader.with_guessed_format().map_err(ImageError::from).and_then(ImageReader::decode);
    decoded.with_context(|| format!("{shown}: no PNG or JPEG image"))
}
