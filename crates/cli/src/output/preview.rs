//! Pictures of the first scans of a simulated dataset.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use voxelnet_kitti::KittiDataset;
use voxelnet_render::{BevView, RangeImageView, draw_bev, draw_range_image, write_png};
use voxelnet_scene::read_scan;
use voxelnet_synth::Sensor;

use crate::view::labelled::boxes_of_labels;

/// Draws the first scans of a dataset from above, with their labels, and as range images; the folder
/// they are in.
pub fn write_previews(root: &Path, number: usize, sensor: &Sensor) -> Result<PathBuf> {
    let folder = root.join("preview");
    std::fs::create_dir_all(&folder)
        .with_context(|| format!("cannot make {}", folder.display()))?;
    let dataset = KittiDataset::open(root)?;
    for frame in dataset.frame_ids("trainval")?.iter().take(number) {
        let cloud = read_scan(&dataset.scan_path(frame)?)?.cloud;
        let calibration = dataset.calibration(frame)?;
        let boxes = boxes_of_labels(&dataset.labels(frame)?, Some(&calibration));
        let from_above = draw_bev(&cloud, &boxes, &BevView::covering(&cloud));
        write_png(&folder.join(format!("{frame}-above.png")), &from_above)?;
        let range_view = RangeImageView {
            azimuth_step: sensor.azimuth_step(),
            ..RangeImageView::covering(&cloud, sensor.elevations())
        };
        let range_image = draw_range_image(&cloud, &range_view);
        write_png(&folder.join(format!("{frame}-range.png")), &range_image)?;
    }
    Ok(folder)
}
