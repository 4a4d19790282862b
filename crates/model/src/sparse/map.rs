//! A feature map of which only what differs from the background is kept per place.

use tch::Tensor;

use super::axis::Axis;
use super::sites::{BackgroundGather, Sites};
use crate::batch::VoxelBatch;

/// A feature map [B, C, D, H, W].
#[derive(Debug)]
pub(crate) struct SparseMap {
    pub(crate) sites: Sites,
    /// Features of the sites. [N, C]
    pub(crate) rows: Tensor,
    /// The values of an empty map, without repetitions of its inside; `None` is zero. [1, C, D, H, W] of the
    /// background's own size
    pub(crate) background: Option<Tensor>,
}

impl SparseMap {
    /// The map that holds features at the voxels of a batch and zero elsewhere.
    ///
    /// # Shapes
    /// `features` [K, C]
    pub(crate) fn from_voxels(features: &Tensor, batch: &VoxelBatch, axes: [Axis; 3]) -> Self {
        let batch_size = batch.batch_size() as usize;
        let mut sites = Sites { axes, batch_size, places: Vec::new() };
        let [depth, height, width] = sites.size();
        let area = height * width;
        let place_of_cell = |&cell: &i64| {
            let (level, within) = (cell as usize / area, cell as usize % area);
            let (scan, z) = (level / depth, level % depth);
            (z * batch_size + scan) * area + within
        };
        let places: Vec<usize> = batch.cells().iter().map(place_of_cell).collect();
        if places.is_sorted() {
            sites.places = places;
            return Self { sites, rows: features.shallow_clone(), background: None };
        }
        let mut order: Vec<usize> = (0..places.len()).collect();
        order.sort_unstable_by_key(|&row| places[row]);
        sites.places = order.iter().map(|&row| places[row]).collect();
        let order: Vec<i64> = order.into_iter().map(|row| row as i64).collect();
        let order = Tensor::from_slice(&order).to_device(features.device());
        Self { sites, rows: features.index_select(0, &order), background: None }
    }

    /// Differences of the sites from the background. [N, C]
    pub(crate) fn difference(&self) -> Tensor {
        match &self.background {
            Some(background) => &self.rows - at_sites(background, &self.sites, 0),
            None => self.rows.shallow_clone(),
        }
    }

    /// The map with every place written out.
    ///
    /// # Shapes
    /// Returns [B, C, D, H, W]; in memory the channels of a place lie together.
    pub(crate) fn to_dense(&self) -> Tensor {
        let device = self.rows.device();
        let channels = self.rows.size()[1];
        let batch_size = self.sites.batch_size as i64;
        let [depth, height, width] = self.sites.size().map(|len| len as i64);
        let everywhere = match &self.background {
            Some(background) => [0, 1, 2]
                .into_iter()
                .rev()
                .fold(background.permute([2, 3, 4, 0, 1]), |map, axis| {
                    let positions = self.sites.background_positions(axis as usize);
                    map.index_select(axis, &Tensor::from_slice(&positions).to_device(device))
                }) // [D, H, W, 1, C]
                .permute([0, 3, 1, 2, 4])
                .expand([depth, batch_size, height, width, channels], false)
                .reshape([-1, channels]),
            None => {
                let size = [self.sites.num_places() as i64, channels];
                Tensor::zeros(size, (self.rows.kind(), device))
            }
        };
        let places: Vec<i64> = self.sites.places.iter().map(|&number| number as i64).collect();
        everywhere
            .index_copy(0, &Tensor::from_slice(&places).to_device(device), &self.rows)
            .view([depth, batch_size, height, width, channels])
            .permute([1, 4, 0, 2, 3]) // [D, B, H, W, C] -> [B, C, D, H, W]
    }
}

/// Background values of the sites, then `num_more` unused rows.
///
/// # Shapes
/// [1, C, D, H, W] -> [N + `num_more`, C]
pub(super) fn at_sites(background: &Tensor, sites: &Sites, num_more: usize) -> Tensor {
    let BackgroundGather { lines, mut cells } = sites.background_gather();
    cells.resize(cells.len() + num_more, 0);
    let [lines, cells] =
        [lines, cells].map(|n| Tensor::from_slice(&n).to_device(background.device()));
    let channels = background.size()[1];
    background
        .permute([0, 2, 3, 4, 1]) // [1, C, D, H, W] -> [1, D, H, W, C]
        .flatten(0, 2) // -> [D * H, W, C]
        .index_select(0, &lines) // -> [lines, W, C]
        .reshape([-1, channels])
        .index_select(0, &cells)
}

/// A background as rows. [1, C, D, H, W] -> [D * H * W, C]
pub(super) fn rows_of(background: &Tensor) -> Tensor {
    background.squeeze_dim(0).flatten(1, -1).transpose(0, 1)
}
