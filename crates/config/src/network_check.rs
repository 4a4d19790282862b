//! The possible values of the section `network`.

use std::ops::RangeInclusive;

use voxelnet_scene::BoxSize;
use voxelnet_voxelizer::{VoxelGrid, VoxelLimits};

use crate::encoder::SetAbstractionConfig;
use crate::network::{AnchorClass, NetworkConfig};
use crate::value_error::ConfigError;

// Far beyond any network that can be used; what a slip of the finger asks for would fill the memory.
const CHANNELS: RangeInclusive<usize> = 1..=4096;
const LAYERS: RangeInclusive<usize> = 1..=100;
const STEPS: RangeInclusive<usize> = 1..=64;
const CENTERS: RangeInclusive<usize> = 1..=1_000_000;
const NEIGHBORS: RangeInclusive<usize> = 1..=4096;
const PADDINGS: RangeInclusive<usize> = 0..=64;

impl NetworkConfig {
    /// Checks every value alone; whether the feature maps fit together is a question of their layout.
    ///
    /// # Errors
    /// [`ConfigError`] names the key, what stands there and what was expected.
    pub fn check(&self) -> Result<(), ConfigError> {
        VoxelGrid::new(&self.grid)?;
        let momentum = self.batch_norm_momentum;
        let holds = 0. < momentum && momentum <= 1.;
        let key = "network.batch_norm_momentum";
        ConfigError::require(holds, key, momentum, "a number above 0, up to 1")?;
        check_encoder(self)?;
        check_channels(self)?;
        check_limits(self)?;
        check_classes(&self.classes)
    }
}

fn check_count(
    possible: RangeInclusive<usize>,
    key: impl Into<String>,
    value: usize,
) -> Result<(), ConfigError> {
    let expected = format!("{} to {}", possible.start(), possible.end());
    ConfigError::require(possible.contains(&value), key, value, &expected)
}

fn check_encoder(config: &NetworkConfig) -> Result<(), ConfigError> {
    let key = "network.vfe.channels";
    let is_empty = config.vfe.channels.is_empty();
    ConfigError::require(!is_empty, key, "empty", "at least one VFE layer")?;
    for &channels in &config.vfe.channels {
        check_count(CHANNELS, key, channels)?;
        let is_even = channels.is_multiple_of(2);
        ConfigError::require(is_even, key, channels, "even numbers above 0")?;
    }
    let SetAbstractionConfig { num_centers, radius_m, max_neighbors, channels } =
        &config.set_abstraction;
    let key = |field: &str| format!("network.set_abstraction.{field}");
    check_count(CENTERS, key("num_centers"), *num_centers)?;
    check_count(NEIGHBORS, key("max_neighbors"), *max_neighbors)?;
    let holds = 0. < *radius_m && radius_m.is_finite();
    ConfigError::require(holds, key("radius_m"), radius_m, "metres above 0")?;
    channels.iter().try_for_each(|&channels| check_count(CHANNELS, key("channels"), channels))
}

fn check_channels(config: &NetworkConfig) -> Result<(), ConfigError> {
    let is_empty = |key: &str, length: usize, expected: &str| {
        ConfigError::require(length > 0, key, "empty", expected)
    };
    check_count(CHANNELS, "network.voxel_channels", config.voxel_channels)?;
    is_empty("network.middle_layers", config.middle_layers.len(), "at least one layer")?;
    for (i, conv) in config.middle_layers.iter().enumerate() {
        check_count(CHANNELS, format!("network.middle_layers.{i}.channels"), conv.channels)?;
        for axis in 0..3 {
            check_count(STEPS, format!("network.middle_layers.{i}.stride"), conv.stride[axis])?;
            check_count(
                PADDINGS,
                format!("network.middle_layers.{i}.padding"),
                conv.padding[axis],
            )?;
        }
    }
    is_empty("network.rpn.blocks", config.rpn.blocks.len(), "at least one block")?;
    for (i, block) in config.rpn.blocks.iter().enumerate() {
        let key = |field: &str| format!("network.rpn.blocks.{i}.{field}");
        check_count(CHANNELS, key("channels"), block.channels)?;
        check_count(LAYERS, key("num_convs"), block.num_convs)?;
        check_count(STEPS, key("stride"), block.stride)?;
        check_count(CHANNELS, key("upsample.channels"), block.upsample.channels)?;
        check_count(STEPS, key("upsample.kernel"), block.upsample.kernel)?;
        check_count(STEPS, key("upsample.stride"), block.upsample.stride)?;
        check_count(PADDINGS, key("upsample.padding"), block.upsample.padding)?;
    }
    Ok(())
}

fn check_limits(config: &NetworkConfig) -> Result<(), ConfigError> {
    let VoxelLimits { max_points_per_voxel, max_voxels, .. } = config.limits;
    for (field, limit) in
        [("max_points_per_voxel", max_points_per_voxel), ("max_voxels", max_voxels)]
    {
        let key = format!("network.limits.{field}");
        ConfigError::require(limit != Some(0), key, 0, "at least 1, or no such key for no limit")?;
    }
    Ok(())
}

fn check_classes(classes: &[AnchorClass]) -> Result<(), ConfigError> {
    ConfigError::require(!classes.is_empty(), "network.classes", "empty", "at least one class")?;
    for (i, class) in classes.iter().enumerate() {
        let key = |field: &str| format!("network.classes.{i}.{field}");
        let named = !class.name.is_empty();
        ConfigError::require(named, key("name"), "empty", "a class name, such as Car")?;
        let is_token = !class.name.contains(char::is_whitespace);
        let expected = "a name without white space, as it stands in files of rows";
        ConfigError::require(is_token, key("name"), &class.name, expected)?;
        let is_new = !classes[..i].iter().any(|other| other.name.eq_ignore_ascii_case(&class.name));
        ConfigError::require(is_new, key("name"), &class.name, "each class once")?;
        check_anchor(class, key)?;
    }
    Ok(())
}

fn check_anchor(class: &AnchorClass, key: impl Fn(&str) -> String) -> Result<(), ConfigError> {
    let BoxSize { length, width, height } = class.size;
    for (field, size_m) in [("length", length), ("width", width), ("height", height)] {
        let holds = size_m > 0. && size_m.is_finite();
        ConfigError::require(holds, key(&format!("size.{field}")), size_m, "metres above 0")?;
    }
    let is_finite = class.center_z.is_finite();
    ConfigError::require(is_finite, key("center_z"), class.center_z, "a finite height")?;
    let positive = class.positive_iou;
    let holds = 0. < positive && positive <= 1.;
    ConfigError::require(holds, key("positive_iou"), positive, "a number in (0, 1]")?;
    let negative = class.negative_iou;
    let holds = (0. ..=positive).contains(&negative);
    ConfigError::require(holds, key("negative_iou"), negative, "a number from 0 to positive_iou")
}
