//! Pictures of frames as the network sees them in training.

use std::path::Path;

use anyhow::{Context, Result};
use voxelnet_config::{AugmentConfig, FrameConfig, NetworkConfig, TrainConfig};
use voxelnet_dataset::{FrameReader, FrameSource, LabelledScan};
use voxelnet_render::{BevBox, BevView, BoxStyle, draw_bev, write_png};
use voxelnet_scene::PointCloud;

use super::frame_of_dataset::FrameOfDataset;
use crate::args::view::ViewArgs;
use crate::configuration::read_configuration;
use crate::progress::Progress;

/// Draws each frame as it is, or as the first epochs see it, into a folder.
pub fn draw_training_pictures(args: &ViewArgs, config: &Path, progress: Progress) -> Result<()> {
    let (config, train, mut augment) =
        read_configuration::<(FrameConfig, TrainConfig, AugmentConfig)>(config, &args.overrides)?;
    if args.augment.is_none() {
        augment = AugmentConfig::none();
    }
    let frames: Vec<FrameOfDataset> =
        args.scans.iter().map(|scan| FrameOfDataset::of(scan)).collect::<Result<_>>()?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make {}", args.out.display()))?;

    let num_epochs = args.augment.unwrap_or(1);
    let bar = progress.bar(num_epochs * frames.len() as u64, "drawing", "pictures");
    for frame in &frames {
        let reader = FrameReader::new(frame.dataset.clone(), config.clone());
        let source = FrameSource::new(reader, &augment, train.seed, None)?;
        let mut voxelizer = source.voxelizer();
        for epoch in 0..num_epochs {
            let (scan, voxels) = source.see(epoch, &frame.name, &mut voxelizer)?;
            if epoch == 0 {
                for warning in &scan.warnings {
                    bar.suspend(|| progress.warn(&format!("{}: {warning}", frame.name)));
                }
            }
            let name = match args.augment {
                Some(_) => format!("{}-epoch-{:03}.png", frame.name, epoch + 1),
                None => format!("{}.png", frame.name),
            };
            let seen = PointCloud::new(voxels.points().to_vec());
            draw(&args.out.join(name), &seen, &scan, &config.network)?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let num_pictures = num_epochs * frames.len() as u64;
    progress.say(&format!("{num_pictures} pictures in {}", args.out.display()));
    Ok(())
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
        .map(|labelled| BevBox {
            box3d: labelled.box3d,
            style: BoxStyle::GroundTruth,
            label: Some(network.classes[labelled.class].name.clone()),
            score: None,
        })
        .collect();
    let grid = &network.grid;
    let view = BevView::of_range(grid.min_m, grid.max_m);
    Ok(write_png(path, &draw_bev(seen, &boxes, &view))?)
}
