//! `middle = "sparse"` against `middle = "dense"` on the KITTI scans below `VOXELNET_KITTI_MINI`.

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

use voxelnet_head::{ModelConfig, NetworkConfig};
use voxelnet_scene::read_scan;
use voxelnet_voxelizer::SparseVoxels;

use crate::sparse_equals_dense::compare;
use crate::support::voxels_of;

/// The paper's car network.
fn car_network() -> NetworkConfig {
    let config: ModelConfig =
        toml::from_str(include_str!("../../../configs/kitti-car.toml")).unwrap();
    config.network
}

/// The same on the same grid, with so few channels that the dense way is fast.
fn thin_car_network() -> NetworkConfig {
    let mut config = car_network();
    config.vfe_channels = vec![8, 16];
    config.voxel_channels = 16;
    config.middle_layers.iter_mut().for_each(|layer| layer.channels = 8);
    for block in &mut config.rpn {
        (block.channels, block.upsample.channels) = (16, 8);
    }
    config
}

/// The scans in the order of their names; none when the variable is not set.
fn scans(config: &NetworkConfig) -> Vec<SparseVoxels> {
    let Some(root) = env::var_os("VOXELNET_KITTI_MINI").map(PathBuf::from) else {
        say("skipped: VOXELNET_KITTI_MINI is not set");
        return Vec::new();
    };
    let folder = fs::read_dir(root.join("training/velodyne")).unwrap();
    let mut paths: Vec<PathBuf> = folder.map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    paths.iter().map(|path| voxels_of(&read_scan(path).unwrap().cloud, config)).collect()
}

#[test]
fn on_real_scans() {
    let config = thin_car_network();
    for scan in scans(&config) {
        compare(&config, &[scan]);
    }
}

#[test]
fn on_a_batch_of_real_scans() {
    let config = thin_car_network();
    if let [first, second, third, ..] = &scans(&config)[..] {
        compare(&config, &[first.clone(), second.clone(), third.clone()]);
    }
}

#[test]
fn with_the_network_of_the_paper() {
    if env::var_os("VOXELNET_SLOW_TESTS").is_none_or(|value| value != "1") {
        say("skipped: VOXELNET_SLOW_TESTS is not 1");
        return;
    }
    let config = car_network();
    if let [first, ..] = &scans(&config)[..] {
        compare(&config, &[first.clone()]);
    }
}

/// Past the capture of what tests print, so that it is seen.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
