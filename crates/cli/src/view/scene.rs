//! A scan with all boxes that are known of it.

use std::path::{Path, PathBuf};

use anyhow::{Result, ensure};
use voxelnet_config::{BoxFrame, DatasetConfig};
use voxelnet_kitti::{Calibration, KittiDataset, KittiError, Label, read_labels, read_truths};
use voxelnet_render::BevBox;
use voxelnet_scene::{PointCloud, Scan, ScanWarning};

use super::found::Found;
use super::frame_of_dataset::FrameOfDataset;
use super::labelled::boxes_of_labels;
use crate::configuration::read_configuration;
use crate::progress::Progress;
use crate::result_folder::result_folder;
use crate::scans::cameras::{Cameras, file_of};
use crate::scans::inputs::{Input, Source};
use crate::scans::reading::{ReadingOptions, ScanReading};

/// A scan and the boxes that are shown with it.
pub struct Scene {
    pub name: String,
    pub cloud: PointCloud,
    pub boxes: Vec<BevBox>,
    pub calibration: Option<Calibration>,
    pub warnings: Vec<ScanWarning>,
}

/// The options of a user about scenes.
pub struct SceneOptions {
    /// None is KITTI's way.
    pub config: Option<PathBuf>,
    pub overrides: Vec<String>,
    /// A file, or a folder with one per scan.
    pub labels: Option<PathBuf>,
    /// JSON lines, or a folder of KITTI result files.
    pub detections: Option<PathBuf>,
    /// A file, or a folder with one per scan.
    pub calibration: Option<PathBuf>,
    pub reading: ReadingOptions,
}

/// The files from which scenes are read.
pub struct SceneSource<'a> {
    labels: Option<&'a Path>,
    boxes: BoxFrame,
    reading: ScanReading,
    cameras: Option<Cameras>,
    found: Option<Found>,
}

impl<'a> SceneSource<'a> {
    /// Opens the files that are needed for some scans.
    pub fn open(options: &'a SceneOptions, inputs: &[Input], progress: Progress) -> Result<Self> {
        let config = match &options.config {
            Some(path) => read_configuration(path, &options.overrides)?,
            None => DatasetConfig::default(),
        };
        let found = options.detections.as_deref();
        let found = found.map(|typed| open_detections(typed, inputs, progress)).transpose()?;
        Ok(Self {
            labels: options.labels.as_deref(),
            boxes: config.boxes,
            reading: ScanReading::new(&options.reading, &config)
                .with_common_scale(inputs, progress),
            cameras: options.calibration.clone().map(|path| Cameras::new(path, &config)),
            found,
        })
    }

    /// Reads a scan, its labels and its detections. Labels and calibration are those that were typed, or those
    /// of the dataset that the scan is in.
    pub fn scene(&self, input: &Input) -> Result<Scene> {
        let scan = self.reading.read(input)?;
        let dataset = match &input.source {
            Source::File(path) => FrameOfDataset::of(path).ok().map(|frame| frame.dataset),
            Source::Stdin | Source::Piece(_) => None,
        };
        let calibration = self.calibration(&input.name, dataset.as_ref())?;
        let labels = self.labels(&input.name, dataset.as_ref())?;
        let mut boxes = self.boxes(&labels, calibration.as_ref())?;
        if let Some(found) = &self.found {
            let boxes_of = |rows: &[Label]| self.boxes(rows, calibration.as_ref());
            boxes.extend(found.of(&input.name, boxes_of)?);
        }
        let Scan { cloud, warnings, .. } = scan;
        Ok(Scene { name: input.name.clone(), cloud, boxes, calibration, warnings })
    }

    fn calibration(
        &self,
        name: &str,
        dataset: Option<&KittiDataset>,
    ) -> Result<Option<Calibration>> {
        match (&self.cameras, dataset.map(|dataset| dataset.calibration(name))) {
            _ if self.boxes == BoxFrame::Lidar => Ok(None),
            (Some(cameras), _) => Ok(Some(cameras.of(name)?.calibration)),
            // Scans of a dataset may be looked at though it lacks the rest.
            (None, None | Some(Err(KittiError::MissingFile { .. }))) => Ok(None),
            (None, Some(calibration)) => Ok(Some(calibration?)),
        }
    }

    fn labels(&self, name: &str, dataset: Option<&KittiDataset>) -> Result<Vec<Label>> {
        let of_dataset = dataset.map(|dataset| dataset.label_folder());
        let of_dataset = of_dataset.map(|folder| folder.join(format!("{name}.txt")));
        match (self.labels, of_dataset) {
            (Some(typed), _) => labels_or_results(&file_of(typed, name, "txt")),
            (None, Some(path)) if path.exists() => labels_or_results(&path),
            _ => Ok(Vec::new()),
        }
    }

    fn boxes(&self, rows: &[Label], calibration: Option<&Calibration>) -> Result<Vec<BevBox>> {
        ensure!(
            rows.is_empty() || calibration.is_some() || self.boxes == BoxFrame::Lidar,
            "labels and results in KITTI's format are in the camera's frame; give its calibration with --calib"
        );
        Ok(boxes_of_labels(rows, calibration))
    }
}

/// Opens detections, with a warning where none is of one of the scans.
fn open_detections(typed: &Path, inputs: &[Input], progress: Progress) -> Result<Found> {
    let names = inputs.iter().map(|input| input.name.as_str());
    let path = result_folder(typed, names, progress);
    let found = Found::open(&path)?;
    if let Some(warning) = found.mismatch(&path, inputs)? {
        progress.warn(&warning);
    }
    Ok(found)
}

/// The rows of a label file, or, where they have scores, of a result file.
fn labels_or_results(path: &Path) -> Result<Vec<Label>> {
    Ok(read_truths(path).or_else(|_| read_labels(path))?)
}
