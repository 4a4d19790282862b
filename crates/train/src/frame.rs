//! A frame of a dataset as the network meets it.

use nalgebra::Point3;
use voxelnet_head::{AnchorClass, NetworkConfig};
use voxelnet_kitti::{Calibration, KittiDataset, Label, crop_to_image};
use voxelnet_model::BoxOfClass;
use voxelnet_scene::{PointCloud, ScanWarning, check_scan, read_scan};
use voxelnet_voxelizer::GridSpec;

use crate::TrainError;

/// A scan with the boxes of the classes that are learned.
#[derive(Clone, Debug, PartialEq)]
pub struct LabelledScan {
    /// The points.
    pub cloud: PointCloud,
    /// The labelled boxes of the classes of the configuration.
    pub boxes: Vec<BoxOfClass>,
    /// What was odd about the file of the scan.
    pub warnings: Vec<ScanWarning>,
}

/// Reads frames of a dataset for one configuration.
#[derive(Clone, Debug)]
pub struct FrameReader {
    dataset: KittiDataset,
    classes: Vec<AnchorClass>,
    grid: GridSpec,
    crops_to_image: bool,
}

impl FrameReader {
    /// A reader of `dataset`.
    pub fn new(dataset: KittiDataset, network: &NetworkConfig, crops_to_image: bool) -> Self {
        Self { dataset, classes: network.classes.clone(), grid: network.grid, crops_to_image }
    }

    /// The dataset that it reads.
    pub fn dataset(&self) -> &KittiDataset {
        &self.dataset
    }

    /// The points of a frame, and what was odd about its file.
    ///
    /// # Errors
    /// When the scan, or the calibration that cropping needs, is missing or malformed.
    pub fn cloud(&self, frame: &str) -> Result<(PointCloud, Vec<ScanWarning>), TrainError> {
        let scan = read_scan(&self.dataset.scan_path(frame)?)?;
        if !self.crops_to_image {
            return Ok((scan.cloud, scan.warnings));
        }
        let calibration = self.dataset.calibration(frame)?;
        let image = self.dataset.image_size(frame)?;
        Ok((crop_to_image(&scan.cloud, &calibration, image), scan.warnings))
    }

    /// The points and boxes of a frame.
    ///
    /// # Errors
    /// When a file of the frame is missing or malformed.
    pub fn labelled(&self, frame: &str) -> Result<LabelledScan, TrainError> {
        let calibration = self.dataset.calibration(frame)?;
        let labels = self.dataset.labels(frame)?;
        let boxes =
            labels.iter().filter_map(|label| self.box_of_label(label, &calibration)).collect();
        let (cloud, warnings) = self.cloud(frame)?;
        Ok(LabelledScan { cloud, boxes, warnings })
    }

    /// Checks that a frame has a scan of a possible size, and that its labels and calibration can be read, so that a run
    /// does not find out hours later.
    ///
    /// # Errors
    /// When one of them is missing or malformed.
    pub fn check(&self, frame: &str) -> Result<(), TrainError> {
        check_scan(&self.dataset.scan_path(frame)?)?;
        self.dataset.calibration(frame)?;
        self.dataset.labels(frame)?;
        Ok(())
    }

    fn box_of_label(&self, label: &Label, calibration: &Calibration) -> Option<BoxOfClass> {
        let class = self.classes.iter().position(|class| label.is_kind(&class.name))?;
        let box3d = calibration.lidar_box_from_camera(&label.camera_box);
        is_above_grid(&self.grid, box3d.center).then_some(BoxOfClass { class, box3d })
    }
}

/// Whether a centre lies inside the grid seen from above: no cell elsewhere could find it.
pub(crate) fn is_above_grid(grid: &GridSpec, center: Point3<f64>) -> bool {
    (grid.min_m[0]..grid.max_m[0]).contains(&center.x)
        && (grid.min_m[1]..grid.max_m[1]).contains(&center.y)
}
