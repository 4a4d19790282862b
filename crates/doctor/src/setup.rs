//! A configuration with its grid and its anchors.

use nalgebra::Point2;
use voxelnet_config::{DetectionConfig, FrameConfig, FromSections, MissingSection, Sections};
use voxelnet_detection::{AnchorGrid, NetworkLayout};
use voxelnet_scene::{FullScale, GroundKdTree, IntensityScale, ScanOptions};
use voxelnet_voxelizer::{VoxelGrid, Voxelizer};

use crate::error::DoctorError;

/// The parts of a configuration that are examined with a dataset or scans.
#[derive(Clone, Debug, PartialEq)]
pub struct DoctorConfig {
    /// The reading of frames, and the network that sees them.
    pub frames: FrameConfig,
    /// The thresholds of detections.
    pub detection: DetectionConfig,
}

impl FromSections for DoctorConfig {
    fn from_sections(sections: &Sections) -> Result<Self, MissingSection> {
        let (frames, detection) = FromSections::from_sections(sections)?;
        Ok(Self { frames, detection })
    }
}

/// A configuration, its grid and its anchors.
pub(crate) struct Setup<'a> {
    pub(crate) config: &'a DoctorConfig,
    pub(crate) grid: VoxelGrid,
    pub(crate) anchors: AnchorGrid,
    /// The centres of the cells of a map.
    pub(crate) cells: GroundKdTree,
    /// Whether remedies are options of `detect`, as for scans alone, rather than keys of a configuration.
    pub(crate) is_for_detect: bool,
    /// The full scale of intensities that is named, so that none is looked for.
    pub(crate) named_scale: Option<FullScale>,
}

impl<'a> Setup<'a> {
    pub(crate) fn new(config: &'a DoctorConfig) -> Result<Self, DoctorError> {
        let layout = NetworkLayout::new(&config.frames.network)?;
        let anchors = AnchorGrid::new(&config.frames.network, &layout);
        let centers: Vec<Point2<f64>> =
            (0..anchors.num_cells()).map(|cell| anchors.cell_center(cell)).collect();
        Ok(Self {
            config,
            grid: layout.grid,
            cells: GroundKdTree::new(&centers),
            anchors,
            is_for_detect: false,
            named_scale: named_scale(&config.frames.dataset.scan.options()),
        })
    }

    /// As [`Self::new`], for scans alone that are read as the options say.
    pub(crate) fn for_scans(
        config: &'a DoctorConfig,
        options: &ScanOptions,
    ) -> Result<Self, DoctorError> {
        let named_scale = named_scale(options);
        Ok(Self { is_for_detect: true, named_scale, ..Self::new(config)? })
    }

    /// A voxelizer for the grid; one per thread, as it keeps its memory.
    pub(crate) fn voxelizer(&self) -> Voxelizer {
        Voxelizer::new(&self.grid, &self.config.frames.network.limits)
    }

    /// The number of the class that a type, under its name among the classes, belongs to.
    pub(crate) fn class_of(&self, name: &str) -> Option<usize> {
        self.anchors.classes().iter().position(|class| class.name.eq_ignore_ascii_case(name))
    }
}

fn named_scale(options: &ScanOptions) -> Option<FullScale> {
    match options.intensity_scale {
        IntensityScale::Fixed(full_scale) => Some(full_scale),
        IntensityScale::Auto | IntensityScale::AsWritten => None,
    }
}
