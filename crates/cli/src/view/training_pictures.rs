//! Pictures of frames as the network sees them in training.

use std::path::{Path, PathBuf};

use anyhow::{Context, Result};
use voxelnet_config::{AugmentConfig, FrameConfig, NetworkConfig, TrainConfig};
use voxelnet_dataset::{FrameReader, FrameSource, LabelledScan};
use voxelnet_files::counted;
use voxelnet_render::{BevBox, BevView, BoxStyle, draw_bev, write_png};
use voxelnet_scene::PointCloud;

use super::frame_of_dataset::FrameOfDataset;
use crate::configuration::read_configuration;
use crate::intensities::with_common_scale;
use crate::progress::Progress;

/// Frames to draw, as they are or as the first epochs see them.
pub struct TrainingPictures {
    pub scans: Vec<PathBuf>,
    pub config: PathBuf,
    pub overrides: Vec<String>,
    /// The number of epochs that vary the frames; none leaves them as they are.
    pub varied_epochs: Option<u64>,
    /// The folder of the pictures.
    pub out: PathBuf,
}

/// Draws each frame into a folder.
pub fn draw_training_pictures(pictures: &TrainingPictures, progress: Progress) -> Result<()> {
    let TrainingPictures { scans, config, overrides, varied_epochs, out } = pictures;
    let (config, train, mut augment) =
        read_configuration::<(FrameConfig, TrainConfig, AugmentConfig)>(config, overrides)?;
    if varied_epochs.is_none() {
        augment = AugmentConfig::none();
    }
    let frames: Vec<FrameOfDataset> =
        scans.iter().map(|scan| FrameOfDataset::of(scan)).collect::<Result<_>>()?;
    std::fs::create_dir_all(out).with_context(|| format!("cannot make {}", out.display()))?;

    let num_epochs = varied_epochs.unwrap_or(1);
    let num_pictures = num_epochs * frames.len() as u64;
    let bar = progress.bar(num_pictures, "drawing", "pictures");
    for frame in &frames {
        let reader = FrameReader::new(frame.dataset.clone(), config.clone());
        let reader = with_common_scale(reader, std::slice::from_ref(&frame.name), progress);
        let source = FrameSource::new(reader, &augment, train.seed, None)?;
        let mut voxelizer = source.voxelizer();
        for epoch in 0..num_epochs {
            let (scan, voxels) = source.see(epoch, &frame.name, &mut voxelizer)?;
            if epoch == 0 {
                for warning in &scan.warnings {
                    bar.suspend(|| progress.warn(&format!("{}: {warning}", frame.name)));
                }
            }
            let seen = PointCloud::new(voxels.points().to_vec());
            let name = picture_name(&frame.name, varied_epochs.map(|_| epoch + 1));
            draw(&out.join(name), &seen, &scan, &config.network)?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    progress.say(&format!("{} in {}", counted(num_pictures as usize, "picture"), out.display()));
    Ok(())
}

fn picture_name(frame: &str, epoch: Option<u64>) -> String {
    match epoch {
        Some(epoch) => format!("{frame}-epoch-{epoch:03}.png"),
        None => format!("{frame}.png"),
    }
}

/// The range of the network seen from above, with the boxes that it is to find.
fn draw(
    path: &Path,
    seen: &PointCloud,
    scan: &LabelledScan,
    network: &NetworkConfig,
) -> Result<()> {
    let boxes: Vec<BevBox> = scan
        .boxes
        .iter()
        .map(|labelled| {
            let class = &network.classes[labelled.class].name;
            BevBox::new(labelled.box3d, BoxStyle::GroundTruth, class, None)
        })
        .collect();
    let grid = &network.grid;
    let view = BevView::of_range(grid.min_m.into(), grid.max_m.into());
    Ok(write_png(path, &draw_bev(seen, &boxes, &view))?)
}
