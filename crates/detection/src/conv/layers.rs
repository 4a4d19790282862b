//! The convolutions of a network, as its configuration describes them.

use voxelnet_config::{ConvSpec, NetworkConfig};

use super::axis::ConvAxis;
use super::geometry::ConvGeometry;

/// A convolution and its channels; BatchNorm and ReLU follow.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ConvLayer {
    /// Channels of its input.
    pub in_channels: usize,
    /// Channels of its output.
    pub out_channels: usize,
    /// The reach of its kernel.
    pub geometry: ConvGeometry,
}

/// A block of the region proposal network.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RpnBlockConvs {
    /// Its convolutions, in order.
    pub convs: Vec<ConvLayer>,
    /// The transposed convolution that brings the block to the size of the output maps.
    pub upsample: ConvLayer,
}

/// The convolutional middle layers (section 2.1.2), whose kernels are 3 x 3 x 3.
///
/// # Examples
/// ```
/// use voxelnet_config::{FromSections, ModelConfig};
/// use voxelnet_detection::middle_convs;
///
/// # let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/kitti-car.toml");
/// let config = ModelConfig::read(path.as_ref(), &[])?;
/// let mut size = [10, 400, 352];
/// for conv in middle_convs(&config.network) {
///     size = conv.geometry.out_size(size).ok_or("an empty map")?;
/// }
/// assert_eq!(size, [2, 400, 352]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn middle_convs(config: &NetworkConfig) -> Vec<ConvLayer> {
    let mut in_channels = config.voxel_feature_channels();
    let layer = |spec: &ConvSpec| {
        let geometry = ConvGeometry::new([3; 3], spec.stride, spec.padding);
        let layer = ConvLayer { in_channels, out_channels: spec.channels, geometry };
        in_channels = spec.channels;
        layer
    };
    config.middle_layers.iter().map(layer).collect()
}

/// The blocks of the region proposal network (section 2.1.3), behind middle layers of this depth.
///
/// The blocks see the map from above, with depth folded into the channels. So the first convolution is one in
/// space whose kernel is as deep as the map.
pub fn rpn_convs(config: &NetworkConfig, middle_depth: usize) -> Vec<RpnBlockConvs> {
    let middle_channels = config.middle_layers.last().map(|spec| spec.channels);
    let mut in_channels = middle_channels.unwrap_or(config.voxel_feature_channels());
    let mut depth = middle_depth;
    let mut blocks = Vec::new();
    for spec in &config.rpn.blocks {
        let mut convs = Vec::new();
        for number in 0..spec.num_convs {
            let stride = if number == 0 { spec.stride } else { 1 };
            let axis = ConvAxis::new(3, stride, 1);
            let geometry = ConvGeometry { axes: [ConvAxis::new(depth, 1, 0), axis, axis] };
            convs.push(ConvLayer { in_channels, out_channels: spec.channels, geometry });
            (in_channels, depth) = (spec.channels, 1);
        }
        let up = &spec.upsample;
        let axis = ConvAxis::transposed(up.kernel, up.stride, up.padding);
        let geometry = ConvGeometry { axes: [ConvAxis::new(1, 1, 0), axis, axis] };
        let upsample =
            ConvLayer { in_channels: spec.channels, out_channels: up.channels, geometry };
        blocks.push(RpnBlockConvs { convs, upsample });
    }
    blocks
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use voxelnet_config::{FromSections, ModelConfig};

    use super::*;

    #[test]
    fn the_layers_of_the_papers_car_network_have_the_papers_sizes() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/kitti-car.toml");
        let config = ModelConfig::read(&path, &[]).unwrap().network;
        let middle = middle_convs(&config);
        let channels: Vec<_> = middle.iter().map(|conv| conv.out_channels).collect();
        assert_eq!(channels, [64, 64, 64]);
        let size_after = |size: [usize; 3], convs: &[ConvLayer]| {
            convs.iter().try_fold(size, |size, conv| conv.geometry.out_size(size)).unwrap()
        };
        let mut size = size_after([10, 400, 352], &middle);
        assert_eq!(size, [2, 400, 352]);
        let blocks = rpn_convs(&config, size[0]);
        assert_eq!(blocks[0].convs[0].in_channels, 64);
        let expected = [[1, 200, 176], [1, 100, 88], [1, 50, 44]];
        for (block, expected) in blocks.iter().zip(expected) {
            size = size_after(size, &block.convs);
            assert_eq!(size, expected);
            assert_eq!(block.upsample.geometry.out_size(size), Some([1, 200, 176]));
        }
    }
}
