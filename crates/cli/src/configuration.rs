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
        network.map_or(Ok(()), |network| check_layout(&network, path))?;
        Ok(config)
    })
}

/// Checks that the feature maps of a network fit together; `path`, where its configuration is from, is for messages.
pub fn check_layout(network: &NetworkConfig, path: &Path) -> Result<(), ConfigFileError> {
    let layout = NetworkLayout::new(network);
    layout.map(drop).map_err(|source| ConfigFileError::Value { path: path.into(), source })
}
