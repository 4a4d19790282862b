//! A configuration with what follows from it.

use nalgebra::Point2;
use voxelnet_dataset::{DataConfig, DatasetError};
use voxelnet_head::{AnchorGrid, NetworkLayout};
use voxelnet_scene::BevIndex;
use voxelnet_voxelizer::{VoxelGrid, Voxelizer};

/// A configuration, its grid and its anchors.
pub(crate) struct Setup<'a> {
    pub(crate) config: &'a DataConfig,
    pub(crate) grid: VoxelGrid,
    pub(crate) anchors: AnchorGrid,
    /// The centres of the cells of a map.
    pub(crate) cells: BevIndex,
}

impl<'a> Setup<'a> {
    pub(crate) fn new(config: &'a DataConfig) -> Result<Self, DatasetError> {
        let layout = NetworkLayout::new(&config.network)?;
        let anchors = AnchorGrid::new(&config.network, &layout);
        let centers: Vec<Point2<f64>> =
            (0..anchors.num_cells()).map(|cell| anchors.cell_center(cell)).collect();
        Ok(Self { config, grid: layout.grid, cells: BevIndex::new(&centers), anchors })
    }

    /// A voxelizer for the grid; one per thread, as it keeps its memory.
    pub(crate) fn voxelizer(&self) -> Voxelizer {
        Voxelizer::new(&self.grid, &self.config.network.limits)
    }

    /// The number of the class that a type, under its name among the classes, belongs to.
    pub(crate) fn class_of(&self, name: &str) -> Option<usize> {
        self.anchors.classes().iter().position(|class| class.name.eq_ignore_ascii_case(name))
    }
}
