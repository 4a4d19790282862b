//! `voxelnet view`

use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use voxelnet_dataset::{AugmentConfig, DataConfig, FrameReader, FrameSource, LabelledScan};
use voxelnet_kitti::KittiDataset;
use voxelnet_render::{BevBox, BevView, BoxStyle, draw_bev, write_png};
use voxelnet_scene::PointCloud;

use crate::args::ViewArgs;
use crate::progress::Progress;

pub fn view(args: &ViewArgs, progress: Progress) -> Result<()> {
    let mut config =
        DataConfig::read(&args.config, &args.overrides).context("cannot use the configuration")?;
    if args.augment.is_none() {
        config.augment = AugmentConfig::none();
    }
    let frames: Vec<FrameOfDataset> =
        args.scans.iter().map(|scan| FrameOfDataset::of(scan)).collect::<Result<_>>()?;
    std::fs::create_dir_all(&args.out)
        .with_context(|| format!("cannot make {}", args.out.display()))?;

    let num_epochs = args.augment.unwrap_or(1);
    let bar = progress.bar(num_epochs * frames.len() as u64, "drawing", "pictures");
    for frame in &frames {
        let source = frame.source(&config)?;
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
            draw(&args.out.join(name), &seen, &scan, &config)?;
            bar.inc(1);
        }
    }
    bar.finish_and_clear();
    let num_pictures = num_epochs * frames.len() as u64;
    progress.say(&format!("{num_pictures} pictures in {}", args.out.display()));
    Ok(())
}

/// A frame and the dataset it belongs to.
struct FrameOfDataset {
    dataset: KittiDataset,
    name: String,
}

impl FrameOfDataset {
    /// From the path of its scan, `DATASET/training/velodyne/FRAME.bin`.
    fn of(scan: &Path) -> Result<Self> {
        // Folders of a dataset may be links: what counts is the path as it was given.
        let absolute: PathBuf = std::path::absolute(scan)?;
        let name = absolute.file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let root = absolute.ancestors().nth(3);
        let dataset = root.and_then(|root| KittiDataset::open(root).ok());
        let dataset =
            dataset.filter(|dataset| dataset.scan_path(&name).is_ok_and(|path| path == absolute));
        ensure!(
            dataset.is_some(),
            "{}: no scan of a dataset with labels, expected DATASET/training/velodyne/FRAME.bin",
            scan.display()
        );
        dataset.map(|dataset| Self { dataset, name }).context("no dataset")
    }

    fn source(&self, config: &DataConfig) -> Result<FrameSource> {
        let DataConfig { dataset, network, train, augment, .. } = config;
        let reader =
            FrameReader::new(self.dataset.clone(), dataset.clone(), network, train.crop_to_image);
        Ok(FrameSource::new(reader, network, augment, train.seed, None)?)
    }
}

/// The range of the network seen from above, with the boxes that it is to find.
fn draw(path: &Path, seen: &PointCloud, scan: &LabelledScan, config: &DataConfig) -> Result<()> {
    let boxes: Vec<BevBox> = scan
        .boxes
        .iter()
        .map(|labelled| BevBox {
            box3d: labelled.box3d,
            style: BoxStyle::GroundTruth,
            label: Some(config.network.classes[labelled.class].name.clone()),
            score: None,
        })
        .collect();
    let grid = &config.network.grid;
    let view = BevView::of_range(grid.min_m, grid.max_m);
    Ok(write_png(path, &draw_bev(seen, &boxes, &view))?)
}
