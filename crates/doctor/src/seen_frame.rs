//! A frame as the checks see it.

use std::path::Path;

use voxelnet_dataset::{DatasetError, FrameReader, scan_box};
use voxelnet_kitti::{Label, crop_to_image};
use voxelnet_scene::{Box3d, PointCloud, Scan, ScanOptions, ScanWarning, read_scan_with};

use crate::facts::intensity::IntensityFacts;
use crate::setup::Setup;

/// The most objects that are read of a frame; no scene has more, but a broken file may.
const MAX_OBJECTS: usize = 500;

/// The scan and the labels of a frame, in the frame of the network.
pub(crate) struct SeenFrame {
    /// All points of the scan.
    pub(crate) cloud: PointCloud,
    /// The points that training shows the network, where these are not all.
    pub(crate) in_image: Option<PointCloud>,
    /// Points left out on reading, as a coordinate of theirs is no number.
    pub(crate) num_not_finite: usize,
    pub(crate) intensity: IntensityFacts,
    /// The labelled objects.
    pub(crate) objects: Vec<SeenObject>,
}

/// A labelled object.
pub(crate) struct SeenObject {
    /// Its row, its type under the name that it has among the classes.
    pub(crate) label: Label,
    /// The number of its class, if it is one that is learned.
    pub(crate) class: Option<usize>,
    /// Its box, in the frame of the network.
    pub(crate) box3d: Box3d,
}

impl SeenFrame {
    /// A scan alone.
    pub(crate) fn of_scan(
        path: &Path,
        options: &ScanOptions,
        setup: &Setup<'_>,
    ) -> Result<Self, DatasetError> {
        let scan = read_scan_with(path, options)?;
        let intensity = IntensityFacts::of(&scan);
        let Scan { mut cloud, warnings, .. } = scan;
        setup.config.frames.dataset.scan.network_from_scan(&mut cloud);
        let num_not_finite = count_not_finite(&warnings);
        Ok(Self { cloud, in_image: None, num_not_finite, intensity, objects: Vec::new() })
    }

    /// A frame of a dataset, with its labels if the split has any.
    pub(crate) fn of_dataset(
        reader: &FrameReader,
        frame: &str,
        has_labels: bool,
        setup: &Setup<'_>,
    ) -> Result<Self, DatasetError> {
        let scan_config = &setup.config.frames.dataset.scan;
        let scan = reader.scan(frame)?;
        let intensity = IntensityFacts::of(&scan);
        let Scan { mut cloud, warnings, .. } = scan;
        let calibration = reader.calibration(frame)?;
        let in_image = match &calibration {
            Some(calibration) if setup.config.frames.crop_to_image => {
                let mut seen = crop_to_image(&cloud, calibration, reader.image_size(frame)?);
                scan_config.network_from_scan(&mut seen);
                Some(seen)
            }
            _ => None,
        };
        scan_config.network_from_scan(&mut cloud);
        let labels = if has_labels { reader.dataset().labels(frame)? } else { Vec::new() };
        let objects = labels
            .into_iter()
            .filter_map(|label| {
                let label = named(label, reader);
                let scan_box = scan_box(&label, calibration.as_ref());
                let box3d = scan_config.network_box_from_scan(&scan_box);
                let class = setup.class_of(&label.kind);
                (!label.is_kind("DontCare")).then_some(SeenObject { label, class, box3d })
            })
            .take(MAX_OBJECTS)
            .collect();
        let num_not_finite = count_not_finite(&warnings);
        Ok(Self { cloud, in_image, num_not_finite, intensity, objects })
    }

    /// The points that the network gets in training.
    pub(crate) fn shown(&self) -> &PointCloud {
        self.in_image.as_ref().unwrap_or(&self.cloud)
    }
}

/// A label under the name that its type has among the classes.
pub(crate) fn named(mut label: Label, reader: &FrameReader) -> Label {
    let name = reader.config().class_name(&label.kind);
    if name != label.kind {
        label.kind = name.to_owned();
    }
    label
}

fn count_not_finite(warnings: &[ScanWarning]) -> usize {
    let count = |warning: &ScanWarning| match warning {
        ScanWarning::NonFinitePoints { num_dropped } => *num_dropped,
        _ => 0,
    };
    warnings.iter().map(count).sum()
}
