//! A configuration checked: the shapes of all feature maps.

use voxelnet_voxelizer::VoxelGrid;

use voxelnet_config::{ConfigError, NetworkConfig};

use crate::conv::{RpnBlockConvs, middle_convs, rpn_convs};

/// The most numbers that one feature map of a scan may have; libtorch's kernels count in 32 bits.
const MAX_MAP_NUMBERS: f64 = (1_u64 << 31) as f64;

/// The sizes that follow from a configuration.
#[derive(Clone, Debug, PartialEq)]
pub struct NetworkLayout {
    /// The voxels.
    pub grid: VoxelGrid,
    /// Depth of the last middle feature map.
    pub middle_depth: usize,
    /// Channels of the bird's-eye map that enters the region proposal network.
    pub bev_channels: usize,
    /// Height (y) and width (x) of the output maps.
    pub map_size: [usize; 2],
}

impl NetworkLayout {
    /// Checks a configuration.
    ///
    /// # Errors
    /// [`ConfigError`] names the key, what stands there and what was expected.
    pub fn new(config: &NetworkConfig) -> Result<Self, ConfigError> {
        config.check()?;
        let grid = VoxelGrid::new(&config.grid)?;

        let shape = grid.shape();
        let middle_size = middle_size(config, [shape.depth, shape.height, shape.width])?;
        let middle_depth = middle_size[0];
        let last_channels = config
            .middle_layers
            .last()
            .map_or(config.voxel_feature_channels(), |conv| conv.channels);
        let map_size = rpn_map_size(config, middle_size)?;
        Ok(Self { grid, middle_depth, bev_channels: last_channels * middle_depth, map_size })
    }
}

/// Size (z, y, x) after the middle layers.
fn middle_size(config: &NetworkConfig, mut size: [usize; 3]) -> Result<[usize; 3], ConfigError> {
    for (i, conv) in middle_convs(config).iter().enumerate() {
        let key = format!("network.middle_layers.{i}");
        for (axis, extent) in size.iter_mut().enumerate() {
            let output = conv.geometry.axes[axis].out_len(*extent);
            let found = format!("no voxel left of {extent} on axis {axis} (z, y, x)");
            ConfigError::require(output.is_some(), &key, found, "at least one voxel")?;
            *extent = output.unwrap_or(1);
        }
        check_map(&key, conv.out_channels, &size)?;
    }
    Ok(size)
}

/// Size (y, x) of the output maps behind a map of this size (z, y, x). Every block has to be upsampled to it.
fn rpn_map_size(config: &NetworkConfig, mut size: [usize; 3]) -> Result<[usize; 2], ConfigError> {
    let mut map_size = None;
    let blocks = rpn_convs(config, size[0]);
    for (block, RpnBlockConvs { convs, upsample }) in blocks.iter().enumerate() {
        let key = format!("network.rpn.blocks.{block}");
        for conv in convs {
            // A 3 x 3 convolution with padding 1 never empties a map.
            size = conv.geometry.out_size(size).unwrap_or([1; 3]);
            check_map(&key, conv.out_channels, &size)?;
        }
        let [_, y, x] = upsample.geometry.axes;
        let found = [y.out_len(size[1]), x.out_len(size[2])].map(|len| len.unwrap_or(0));
        let expected = *map_size.get_or_insert(found);
        if found != expected || found.contains(&0) {
            return Err(ConfigError::MapSize { block, found, expected });
        }
        check_map(&key, upsample.out_channels, &found)?;
    }
    Ok(map_size.unwrap_or([size[1], size[2]]))
}

fn check_map(key: &str, channels: usize, size: &[usize]) -> Result<(), ConfigError> {
    let numbers = size.iter().fold(channels as f64, |numbers, &extent| numbers * extent as f64);
    let found = format!("a feature map of {numbers:e} numbers");
    ConfigError::require(numbers <= MAX_MAP_NUMBERS, key, found, "at most 2^31 of them")
}
