//! The average point of each voxel, as in later sparse detectors, with nothing to learn.

use tch::{Kind, Tensor};
use voxelnet_config::{MEAN_CHANNELS, NetworkConfig};
use voxelnet_pooling::Reduction;

use super::origin::Origin;
use crate::batch::VoxelBatch;
use crate::pooling::pool_segments;

/// x, y, z and intensity averaged over the points of a voxel. [P, 7] -> [K, 4]
#[derive(Debug)]
pub(crate) struct MeanEncoder {
    origin: Origin,
}

impl MeanEncoder {
    pub(crate) fn new(config: &NetworkConfig) -> Self {
        Self { origin: Origin::new(config) }
    }

    pub(crate) fn forward(&self, batch: &VoxelBatch, kind: Kind) -> Tensor {
        let features = self.origin.features(batch, kind);
        let own = features.narrow(1, 0, MEAN_CHANNELS as i64); // the rest averages to zero
        pool_segments(&own, batch.segments(), Reduction::Average)
    }
}

#[cfg(test)]
mod tests {
    use voxelnet_config::PointOrigin;

    use super::*;
    use crate::testing::{max_error, row_of_points, two_class_config};

    #[test]
    fn points_of_one_voxel_are_averaged() {
        let config = NetworkConfig { point_origin: PointOrigin::Sensor, ..two_class_config() };
        let batch = row_of_points(&[0.1, 0.2, 0.6, 2.5]);
        let found = MeanEncoder::new(&config).forward(&batch, Kind::Float);
        let expected = Tensor::from_slice(&[0.3_f32, 0.5, 0.5, 0.5, 2.5, 0.5, 0.5, 0.5]);
        assert!(max_error(&found, &expected.view([2, 4])) < 1e-6);
    }
}
