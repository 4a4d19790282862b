//! A configuration checked: the shapes of all feature maps.

use thiserror::Error;
use voxelnet_voxelizer::{GridError, VoxelGrid};

use crate::{AnchorClass, ConvSpec, NetworkConfig};

/// Why a configuration describes no network.
#[derive(Clone, Debug, Error, PartialEq)]
pub enum ConfigError {
    /// The grid is none.
    #[error("network.grid: {0}")]
    Grid(#[from] GridError),
    /// A value is outside what is possible.
    #[error("{key}: {found}, expected {expected}")]
    Value {
        /// The key in the configuration.
        key: String,
        /// What stands there.
        found: String,
        /// What would do.
        expected: String,
    },
    /// An upsampled block does not have the size of the output maps.
    #[error(
        "network.rpn.{block}: upsampling gives a map of {found:?}, expected {expected:?} \
         (y, x); change its kernel, stride or padding, or the range of the grid"
    )]
    MapSize {
        /// Number of the block, from 0.
        block: usize,
        /// Its size (y, x).
        found: [usize; 2],
        /// The size of the output maps (y, x).
        expected: [usize; 2],
    },
}

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
        let grid = VoxelGrid::new(&config.grid)?;
        check_channels(config)?;
        check_limits(config)?;
        check_classes(&config.classes)?;

        let shape = grid.shape();
        let [middle_depth, height, width] =
            middle_size(&config.middle, [shape.depth, shape.height, shape.width])?;
        let last_channels =
            config.middle.last().map_or(config.voxel_channels, |conv| conv.channels);
        let map_size = rpn_map_size(config, [height, width])?;
        Ok(Self { grid, middle_depth, bev_channels: last_channels * middle_depth, map_size })
    }
}

fn value_error(key: impl Into<String>, found: impl ToString, expected: &str) -> ConfigError {
    ConfigError::Value { key: key.into(), found: found.to_string(), expected: expected.into() }
}

fn at_least_one(key: impl Into<String>, value: usize) -> Result<(), ConfigError> {
    if value == 0 { Err(value_error(key, value, "at least 1")) } else { Ok(()) }
}

fn check_channels(config: &NetworkConfig) -> Result<(), ConfigError> {
    if config.vfe_channels.is_empty() {
        return Err(value_error("network.vfe_channels", "empty", "at least one VFE layer"));
    }
    if let Some(odd) = config.vfe_channels.iter().find(|&&c| c == 0 || c % 2 == 1) {
        return Err(value_error("network.vfe_channels", odd, "even numbers above 0"));
    }
    at_least_one("network.voxel_channels", config.voxel_channels)?;
    if config.middle.is_empty() {
        return Err(value_error("network.middle", "empty", "at least one layer"));
    }
    for (i, conv) in config.middle.iter().enumerate() {
        at_least_one(format!("network.middle.{i}.channels"), conv.channels)?;
        for stride in conv.stride {
            at_least_one(format!("network.middle.{i}.stride"), stride)?;
        }
    }
    if config.rpn.is_empty() {
        return Err(value_error("network.rpn", "empty", "at least one block"));
    }
    for (i, block) in config.rpn.iter().enumerate() {
        at_least_one(format!("network.rpn.{i}.channels"), block.channels)?;
        at_least_one(format!("network.rpn.{i}.num_convs"), block.num_convs)?;
        at_least_one(format!("network.rpn.{i}.stride"), block.stride)?;
        at_least_one(format!("network.rpn.{i}.upsample.channels"), block.upsample.channels)?;
        at_least_one(format!("network.rpn.{i}.upsample.kernel"), block.upsample.kernel)?;
        at_least_one(format!("network.rpn.{i}.upsample.stride"), block.upsample.stride)?;
    }
    Ok(())
}

fn check_limits(config: &NetworkConfig) -> Result<(), ConfigError> {
    at_least_one(
        "network.limits.max_points_per_voxel",
        config.limits.max_points_per_voxel.unwrap_or(1),
    )?;
    at_least_one("network.limits.max_voxels", config.limits.max_voxels.unwrap_or(1))
}

fn check_classes(classes: &[AnchorClass]) -> Result<(), ConfigError> {
    if classes.is_empty() {
        return Err(value_error("network.classes", "empty", "at least one class"));
    }
    for (i, class) in classes.iter().enumerate() {
        let key = |field: &str| format!("network.classes.{i}.{field}");
        if class.name.is_empty() {
            return Err(value_error(key("name"), "empty", "a class name, such as Car"));
        }
        if classes[..i].iter().any(|other| other.name.eq_ignore_ascii_case(&class.name)) {
            return Err(value_error(key("name"), &class.name, "each class once"));
        }
        for (field, size_m) in [
            ("length", class.size.length),
            ("width", class.size.width),
            ("height", class.size.height),
        ] {
            if !(size_m > 0. && size_m.is_finite()) {
                return Err(value_error(key(&format!("size.{field}")), size_m, "metres above 0"));
            }
        }
        if !class.center_z.is_finite() {
            return Err(value_error(key("center_z"), class.center_z, "a finite height"));
        }
        if !(0. < class.positive_iou && class.positive_iou <= 1.) {
            return Err(value_error(key("positive_iou"), class.positive_iou, "a number in (0, 1]"));
        }
        if !(0. ..=class.positive_iou).contains(&class.negative_iou) {
            let expected = "a number from 0 to positive_iou";
            return Err(value_error(key("negative_iou"), class.negative_iou, expected));
        }
    }
    Ok(())
}

/// Size along one axis after a convolution; `None` when nothing is left.
fn conv_size(size: usize, kernel: usize, stride: usize, padding: usize) -> Option<usize> {
    Some((size + 2 * padding).checked_sub(kernel)? / stride + 1)
}

fn middle_size(middle: &[ConvSpec], mut size: [usize; 3]) -> Result<[usize; 3], ConfigError> {
    for (i, conv) in middle.iter().enumerate() {
        for (axis, extent) in size.iter_mut().enumerate() {
            *extent =
                conv_size(*extent, 3, conv.stride[axis], conv.padding[axis]).ok_or_else(|| {
                    let found = format!("no voxel left of {extent} on axis {axis} (z, y, x)");
                    value_error(format!("network.middle.{i}"), found, "at least one voxel")
                })?;
        }
    }
    Ok(size)
}

fn rpn_map_size(config: &NetworkConfig, mut size: [usize; 2]) -> Result<[usize; 2], ConfigError> {
    let mut map_size = None;
    for (block, spec) in config.rpn.iter().enumerate() {
        // A 3 x 3 convolution with padding 1 never empties a map.
        size = size.map(|n| conv_size(n, 3, spec.stride, 1).unwrap_or(1));
        let up = &spec.upsample;
        let found = size.map(|n| ((n - 1) * up.stride + up.kernel).saturating_sub(2 * up.padding));
        let expected = *map_size.get_or_insert(found);
        if found != expected || found.contains(&0) {
            return Err(ConfigError::MapSize { block, found, expected });
        }
    }
    map_size.ok_or_else(|| value_error("network.rpn", "empty", "at least one block"))
}
