//! A scan from above with its labelled boxes and the detections.

use std::io;

use voxelnet_dataset::FrameReader;
use voxelnet_detection::Detector;
use voxelnet_render::{BevBox, BevView, BoxStyle, draw_bev, encode_png};
use voxelnet_scene::Box3d;

use crate::error::TrainError;
use crate::run::events::event_file::PngPicture;

/// Detections below are not drawn: there are many, and they hide the others.
const MIN_DRAWN_SCORE: f64 = 0.3;

/// Draws the range of the network with the boxes of a frame and the detections on it.
pub(crate) fn draw_scene(
    detector: &mut dyn Detector,
    reader: &FrameReader,
    frame: &str,
) -> Result<PngPicture, TrainError> {
    let scan = reader.labelled(frame)?;
    let (cloud, _) = reader.cloud(frame)?;
    let found = detector.detect(&cloud).kept;
    let config = detector.config();
    let drawn = |box3d: Box3d, class: usize, style: BoxStyle, score: Option<f64>| {
        BevBox::new(box3d, style, config.class_name(class), score)
    };
    let truth = scan.boxes.iter();
    let mut boxes: Vec<BevBox> = truth
        .map(|labelled| drawn(labelled.box3d, labelled.class, BoxStyle::GroundTruth, None))
        .collect();
    let found = found.into_iter().filter(|found| found.score >= MIN_DRAWN_SCORE);
    boxes.extend(found.map(|found| {
        let box3d = config.dataset.scan.network_box_from_scan(&found.box3d);
        drawn(box3d, found.class, BoxStyle::Detection, Some(found.score))
    }));
    let grid = &config.network.grid;
    let picture =
        draw_bev(&scan.cloud, &boxes, &BevView::of_range(grid.min_m.into(), grid.max_m.into()));
    let png = encode_png(&picture).map_err(io::Error::other);
    Ok(PngPicture {
        png: png.map_err(TrainError::io(format!("picture of {frame}")))?,
        width_px: picture.width(),
        height_px: picture.height(),
    })
}
