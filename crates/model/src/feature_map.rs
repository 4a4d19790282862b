//! A feature map, dense or sparse.

use tch::Tensor;

use crate::sparse::SparseMap;

/// A feature map [B, C, D, H, W].
#[derive(Debug)]
pub(crate) enum FeatureMap {
    /// With every place written out.
    Dense(Tensor),
    /// As background and what differs from it.
    Sparse(Box<SparseMap>),
}

impl FeatureMap {
    /// With every place written out. [B, C, D, H, W]
    pub(crate) fn to_dense(&self) -> Tensor {
        match self {
            Self::Dense(map) => map.shallow_clone(),
            Self::Sparse(map) => map.to_dense(),
        }
    }

    /// Seen from above, depth folded into the channels. [B, C * D, H, W]
    pub(crate) fn to_bev(&self) -> Tensor {
        let map = self.to_dense();
        if map.size()[2] == 1 { map.squeeze_dim(2) } else { map.flatten(1, 2) }
    }
}
