//! A feature map of which only what differs from the background is kept per place.

use tch::{Kind, Tensor};

use super::axis::Axis;
use super::sites::Sites;
use crate::VoxelBatch;

/// A feature map [B, C, D, H, W].
#[derive(Debug)]
pub(crate) struct SparseMap {
    pub(crate) sites: Sites,
    /// Features of the sites. [N, C]
    pub(crate) rows: Tensor,
    /// What an empty map is, without repetitions of its inside; `None` is zero. [1, C, D, H, W] of the
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

    /// How the sites differ from what they would be, were they empty. [N, C]
    pub(crate) fn difference(&self) -> Tensor {
        match &self.background {
            Some(background) => {
                let rows = self.to_device(&self.sites.background_rows());
                &self.rows - rows_of(background).index_select(0, &rows)
            }
            None => self.rows.shallow_clone(),
        }
    }

    /// The map with every place written out.
    ///
    /// # Shapes
    /// Returns [B, C, D, H, W]; in memory the channels of a place lie together.
    pub(crate) fn to_dense(&self) -> Tensor {
        let channels = self.rows.size()[1];
        let [depth, height, width] = self.sites.size().map(|len| len as i64);
        let everywhere = match &self.background {
            Some(background) => {
                let rows = self.to_device(&self.sites.background_rows_everywhere());
                rows_of(background).index_select(0, &rows)
            }
            None => {
                let options = (Kind::Float, self.rows.device());
                Tensor::zeros([self.sites.num_places() as i64, channels], options)
            }
        };
        let places: Vec<i64> = self.sites.places.iter().map(|&number| number as i64).collect();
        everywhere
            .index_copy(0, &self.to_device(&places), &self.rows)
            .view([depth, self.sites.batch_size as i64, height, width, channels])
            .permute([1, 4, 0, 2, 3]) // [D, B, H, W, C] -> [B, C, D, H, W]
    }

    fn to_device(&self, numbers: &[i64]) -> Tensor {
        Tensor::from_slice(numbers).to_device(self.rows.device())
    }
}

/// A background as rows. [1, C, D, H, W] -> [D * H * W, C]
pub(super) fn rows_of(background: &Tensor) -> Tensor {
    background.squeeze_dim(0).flatten(1, -1).transpose(0, 1)
}
