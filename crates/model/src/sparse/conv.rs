//! A convolution of a sparse map, with BatchNorm and ReLU.

use tch::Tensor;
use voxelnet_detection::ConvGeometry;

use super::map::{SparseMap, at_sites, rows_of};
use super::norm::Counted;
use super::rulebook::Rulebook;
use crate::norm::Norm;

/// Numbers that one matrix product makes at most: few enough to be still in the cache when they are
/// added to the outputs.
const MAX_PRODUCTS: usize = 1 << 18;

/// A convolution that was prepared for one map.
pub(crate) struct SparseConv<'a> {
    map: &'a SparseMap,
    weight: &'a Tensor, // [C_out, C_in, k_z, k_y, k_x]
    conv: ConvGeometry,
    rulebook: Rulebook,
}

impl<'a> SparseConv<'a> {
    /// Finds out what there is to do.
    pub(crate) fn new(map: &'a SparseMap, weight: &'a Tensor, conv: ConvGeometry) -> Self {
        let out_channels = weight.size()[0] as usize;
        let rulebook = Rulebook::new(&map.sites, &conv, MAX_PRODUCTS / out_channels);
        Self { map, weight, conv, rulebook }
    }

    /// The share of the work of the dense convolution that has to be done.
    pub(crate) fn work_share(&self) -> f64 {
        self.rulebook.work_share()
    }

    /// Convolution, BatchNorm, ReLU.
    pub(crate) fn block(self, norm: &Norm, train: bool) -> SparseMap {
        let background = self.background(); // [1, C, D, H, W]
        let rows = self.rows(&background);
        let sites = self.rulebook.sites;
        let counts = Tensor::from_slice(&sites.background_counts());
        let counts = counts.to_device(rows.device()).to_kind(rows.kind());
        let counted = Counted {
            rows,
            background: rows_of(&background),
            counts: counts.unsqueeze(1),
            num_places: sites.num_places(),
        };
        let Counted { mut rows, mut background, .. } = counted.normalised(norm, train);
        let [depth, height, width] = sites.background_size();
        let background = background.relu_().transpose(0, 1).reshape([1, -1, depth, height, width]);
        SparseMap { sites, rows: rows.relu_(), background: Some(background) }
    }

    /// The convolution of the background.
    fn background(&self) -> Tensor {
        let [stride, padding] =
            [self.conv.stride(), self.conv.padding()].map(|axes| axes.map(|n| n as i64));
        match &self.map.background {
            Some(background) => {
                background.conv3d::<Tensor>(self.weight, None, stride, padding, [1, 1, 1], 1)
            }
            // There is no bias.
            None => {
                let [depth, height, width] = self.rulebook.sites.background_size();
                let size = [1, self.weight.size()[0], depth, height, width];
                Tensor::zeros(size, (self.map.rows.kind(), self.map.rows.device()))
            }
        }
    }

    /// The convolution at the output sites: that of the background, and what each input site adds to
    /// it by its difference from the background. [N, C]
    fn rows(&self, background: &Tensor) -> Tensor {
        let device = self.map.rows.device();
        let to_device = |numbers: &[i64]| Tensor::from_slice(numbers).to_device(device);
        let out_channels = self.weight.size()[0];

        // One row more than there are sites, for what goes beyond the border.
        let mut rows = at_sites(background, &self.rulebook.sites, 1);

        let taps = self.weight.permute([1, 2, 3, 4, 0]).flatten(1, 3); // [C_in, taps, C_out]
        let tap_sets = &self.rulebook.tap_sets;
        let weights: Vec<Tensor> = tap_sets
            .iter()
            .map(|set| taps.index_select(1, &to_device(set)).flatten(1, 2)) // [C_in, set * C_out]
            .collect();

        let difference = self.map.difference();
        let difference = match &self.rulebook.order {
            Some(order) => difference.index_select(0, &to_device(order)),
            None => difference,
        };
        let pieces = &self.rulebook.pieces;
        let sizes: Vec<i64> = pieces.iter().map(|piece| piece.num_rows as i64).collect();
        for (piece, inputs) in pieces.iter().zip(difference.split_with_sizes(&sizes, 0)) {
            if piece.targets.is_empty() {
                continue; // the stride passes over these sites
            }
            let given = inputs.matmul(&weights[piece.tap_set]); // [n, set * C_out]
            let given = given.view([-1, out_channels]);
            rows = rows.index_add_(0, &to_device(&piece.targets), &given);
        }
        rows.narrow(0, 0, self.rulebook.sites.places.len() as i64)
    }
}
