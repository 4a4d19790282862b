//! `middle = "sparse"` against `middle = "dense"` on the KITTI scans below `VOXELNET_KITTI_MINI`.

use std::io::Write;
use std::path::PathBuf;
use std::{env, fs};

use tch::{Kind, Tensor};
use voxelnet_config::{FromSections, ModelConfig, NetworkConfig};
use voxelnet_model::{VoxelBatch, VoxelNet};
use voxelnet_scene::read_scan;
use voxelnet_voxelizer::SparseVoxels;

use crate::sparse_equals_dense::{Bounds, SINGLE, compare_networks, warm_networks};
use crate::support::{batch_of, max_error, seeded, voxels_of};

/// The paper's car network.
fn car_network() -> NetworkConfig {
    let text = include_str!("../../../configs/kitti-car.toml");
    let config = ModelConfig::parse(text, "kitti-car.toml".as_ref(), &[]).unwrap();
    config.network
}

/// The same on the same grid, with so few channels that the dense way is fast.
fn thin_car_network() -> NetworkConfig {
    let mut config = car_network();
    config.vfe.channels = vec![8, 16];
    config.voxel_channels = 16;
    config.middle_layers.iter_mut().for_each(|layer| layer.channels = 8);
    for block in &mut config.rpn.blocks {
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

/// Outputs and statistics in single precision.
///
/// Not gradients: a ReLU here and there is on its other side by rounding alone. On a real scan that moves
/// gradients of a deep network by more than 1e-3; those that PyTorch computes densely in single precision
/// are up to 4e-2 away from its own in double precision.
fn compare_single(config: &NetworkConfig, scans: &[SparseVoxels]) {
    let single = Bounds { gradients: f64::INFINITY, ..SINGLE };
    compare_networks(warm_networks(config, scans), config, scans, &single);
}

/// Everything in double precision.
fn compare_double(config: &NetworkConfig, scans: &[SparseVoxels]) {
    let mut networks = warm_networks(config, scans);
    networks.iter_mut().for_each(VoxelNet::use_double_precision);
    // Statistics are read in single precision.
    let double = Bounds { outputs: 1e-7, gradients: 1e-7, statistics: 1e-6 };
    compare_networks(networks, config, scans, &double);
}

#[test]
fn on_real_scans() {
    let config = thin_car_network();
    for scan in scans(&config) {
        compare_single(&config, &[scan]);
    }
}

#[test]
fn on_a_batch_of_real_scans() {
    let config = thin_car_network();
    if let [first, second, third, ..] = &scans(&config)[..] {
        compare_single(&config, &[first.clone(), second.clone(), third.clone()]);
    }
}

#[test]
fn in_double_precision() {
    let config = thin_car_network();
    if let [first, ..] = &scans(&config)[..] {
        compare_double(&config, std::slice::from_ref(first));
    }
}

/// Gradients of everything up to the middle layers, of the mean square of their output.
fn middle_gradients(network: &VoxelNet, batch: &VoxelBatch, train: bool) -> Vec<(String, Tensor)> {
    let features = network.voxel_features(batch, train);
    let map = network.middle(&features, batch, train).to_bev();
    let probe = seeded(&map.size(), 1) + 1.5;
    let loss = (map.square() * probe).mean(Kind::Float);
    let mut parameters = network.parameters();
    parameters.retain(|name, _| !name.starts_with("rpn."));
    let inputs: Vec<&Tensor> = parameters.values().collect();
    let gradients = Tensor::run_backward(&[loss], &inputs, false, false);
    parameters.into_keys().zip(gradients).collect()
}

#[test]
fn in_the_gradients_of_the_middle_layers() {
    let config = thin_car_network();
    for scan in scans(&config) {
        let scan = [scan];
        let networks = warm_networks(&config, &scan);
        let batch = batch_of(&scan, &config);
        for train in [false, true] {
            let [dense, sparse] =
                networks.each_ref().map(|network| middle_gradients(network, &batch, train));
            for ((name, expected), (_, found)) in dense.iter().zip(&sparse) {
                let error = max_error(found, expected);
                assert!(error < SINGLE.gradients, "train {train}, {name}: {error}");
            }
        }
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
        compare_single(&config, std::slice::from_ref(first));
    }
}

/// Past the capture of what tests print, so that it is seen.
fn say(text: &str) {
    let _ = writeln!(std::io::stderr(), "{text}");
}
