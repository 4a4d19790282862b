//! The convolutional middle layers: voxel features -> a map to be seen from above (section 2.1.2).

use tch::{Kind, Tensor, nn::Path};
use voxelnet_config::{MiddleEvaluation, NetworkConfig};
use voxelnet_detection::{ConvGeometry, NetworkLayout, middle_convs};
use voxelnet_voxelizer::GridShape;

use crate::batch::VoxelBatch;
use crate::conv::ConvBlock;
use crate::feature_map::FeatureMap;
use crate::norm::NormConfig;
use crate::sparse::{Axis, SparseMap, background_len};

/// 3D convolutions.
#[derive(Debug)]
pub(crate) struct MiddleLayers {
    blocks: Vec<ConvBlock>,
    axes: [Axis; 3],
}

impl MiddleLayers {
    /// `following` are the convolutions behind the middle layers that sparse maps may reach.
    pub(crate) fn new(
        path: Path<'_>,
        config: &NetworkConfig,
        layout: &NetworkLayout,
        following: &[ConvGeometry],
        norm: &NormConfig,
    ) -> Self {
        let layers = middle_convs(config);
        let block =
            |(number, layer)| ConvBlock::in_space(&path / format!("conv{number}"), layer, norm);
        let blocks = (1..).zip(&layers).map(block).collect();
        let convs: Vec<ConvGeometry> =
            layers.iter().map(|layer| layer.geometry).chain(following.iter().copied()).collect();
        Self { blocks, axes: axes(layout.grid.shape(), &convs) }
    }

    /// The type of its numbers.
    pub(crate) fn kind(&self) -> Kind {
        self.blocks[0].kind()
    }

    /// # Shapes
    /// Voxels [K, C] -> [B, C', D', H', W']
    pub(crate) fn forward_t(
        &self,
        voxels: &Tensor,
        batch: &VoxelBatch,
        evaluation: MiddleEvaluation,
        train: bool,
    ) -> FeatureMap {
        let input = match evaluation {
            MiddleEvaluation::Dense => FeatureMap::Dense(batch.scatter(voxels)),
            MiddleEvaluation::Sparse => {
                FeatureMap::Sparse(SparseMap::from_voxels(voxels, batch, self.axes).into())
            }
        };
        self.blocks.iter().fold(input, |xs, block| block.forward_t(&xs, train))
    }
}

/// The axes of the grid, with backgrounds that are complete behind each of the convolutions.
fn axes(grid: GridShape, convs: &[ConvGeometry]) -> [Axis; 3] {
    let sizes = [grid.depth, grid.height, grid.width];
    std::array::from_fn(|i| {
        let along: Vec<_> = convs.iter().map(|conv| conv.axes[i]).collect();
        Axis::new(sizes[i], background_len(sizes[i], &along))
    })
}
