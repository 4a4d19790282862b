//! Reading a configuration, the same way in every command.

use std::path::Path;

use anyhow::{Context, Result};
use voxelnet_config::{ConfigFileError, FromSections, NetworkConfig, blame_overrides};
use voxelnet_detection::NetworkLayout;

/// Reads the sections that a command needs, and checks that the feature maps of the network fit together.
pub fn read_configuration<C: FromSections>(path: &Path, overrides: &[String]) -> Result<C> {
    read(path, overrides).context("cannot use the configuration")
}

fn read<C: FromSections>(path: &Path, overrides: &[String]) -> Result<C, ConfigFileError> {
    blame_overrides(overrides, |overrides| {
        let (config, network) = <(C, Option<NetworkConfig>)>::read(path, overrides)?;
        if let Some(network) = network {
            NetworkLayout::new(&network)
                .map_err(|source| ConfigFileError::Value { path: path.into(), source })?;
        }
        Ok(config)
    })
}
