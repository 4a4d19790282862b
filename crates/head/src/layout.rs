//! A configuration checked: the shapes of all feature maps.

use voxelnet_voxelizer::VoxelGrid;

use voxelnet_config::{ConfigError, NetworkConfig};

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
        let [middle_depth, height, width] =
            middle_size(config, [shape.depth, shape.height, shape.width])?;
        let last_channels = config
            .middle_layers
            .last()
            .map_or(config.voxel_feature_channels(), |conv| conv.channels);
        let map_size = rpn_map_size(config, [height, width])?;
        Ok(Self { grid, middle_depth, bev_channels: last_channels * middle_depth, map_size })
    }
}

/// Size along one axis after a convolution; `None` when nothing is left.
fn conv_size(size: usize, kernel: usize, stride: usize, padding: usize) -> Option<usize> {
    Some((size + 2 * padding).checked_sub(kernel)? / stride + 1)
}

/// Size (z, y, x) after the middle layers.
fn middle_size(config: &NetworkConfig, mut size: [usize; 3]) -> Result<[usize; 3], ConfigError> {
    for (i, conv) in config.middle_layers.iter().enumerate() {
        let key = format!("network.middle_layers.{i}");
        for (axis, extent) in size.iter_mut().enumerate() {
            let output = conv_size(*extent, 3, conv.stride[axis], conv.padding[axis]);
            let found = format!("no voxel left of {extent} on axis {axis} (z, y, x)");
            ConfigError::require(output.is_some(), &key, found, "at least one voxel")?;
            *extent = output.unwrap_or(1);
        }
        check_map(&key, conv.channels, &size)?;
    }
    Ok(size)
}

/// Size (y, x) of the output maps, to which every block has to be upsampled.
fn rpn_map_size(config: &NetworkConfig, mut size: [usize; 2]) -> Result<[usize; 2], ConfigError> {
    let mut map_size = None;
    for (block, spec) in config.rpn.blocks.iter().enumerate() {
        let key = format!("network.rpn.blocks.{block}");
        // A 3 x 3 convolution with padding 1 never empties a map.
        size = size.map(|n| conv_size(n, 3, spec.stride, 1).unwrap_or(1));
        check_map(&key, spec.channels, &size)?;
        let up = &spec.upsample;
        let found = size.map(|n| ((n - 1) * up.stride + up.kernel).saturating_sub(2 * up.padding));
        let expected = *map_size.get_or_insert(found);
        if found != expected || found.contains(&0) {
            return Err(ConfigError::MapSize { block, found, expected });
        }
        check_map(&key, up.channels, &found)?;
    }
    Ok(map_size.unwrap_or(size))
}

fn check_map(key: &str, channels: usize, size: &[usize]) -> Result<(), ConfigError> {
    let numbers = size.iter().fold(channels as f64, |numbers, &extent| numbers * extent as f64);
    let found = format!("a feature map of {numbers:e} numbers");
    ConfigError::require(numbers <= MAX_MAP_NUMBERS, key, found, "at most 2^31 of them")
}
