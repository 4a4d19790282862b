//! `voxelnet voxelize`

use std::process::ExitCode;
use std::time::Instant;

use anyhow::Result;
use voxelnet_config::{DatasetConfig, ModelConfig};
use voxelnet_files::counted;
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{
    Dropped, SampleKey, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer, point_features_into,
    voxelize as voxelize_once,
};

use crate::args::data::VoxelizeArgs;
use crate::configuration::read_configuration;
use crate::context::Context;
use crate::output::report::print_table;
use crate::output::voxel_arrays::write_voxels;
use crate::output::voxel_stats::{VoxelStats, occupancy};
use crate::progress::Progress;
use crate::scans::inputs::Input;
use crate::scans::reading::ScanReading;
use crate::scans::typed::require_scan_file;
use crate::usage::require_extension;

pub fn run(args: &VoxelizeArgs, context: &Context) -> Result<ExitCode> {
    require_scan_file(&args.scan)?;
    if let Some(path) = &args.out {
        require_extension(path, &["npz"], "--out")?;
    }
    let ModelConfig { dataset, network, detection } =
        read_configuration(&args.config, &args.overrides)?;
    let grid = VoxelGrid::new(&network.grid)?;
    let (cloud, points_outside_image) = read_cloud(args, &dataset, context.progress)?;
    let seed = args.seed.unwrap_or(detection.seed);
    let key = SampleKey { seed, ..SampleKey::default() };
    let (voxels, milliseconds) = timed(&cloud, &grid, &network.limits, key);
    if let Some(path) = &args.out {
        write_voxels(path, &voxels)?;
        let number = counted(voxels.len(), "voxel");
        context.progress.say(&format!("{number} in {}", path.display()));
    }
    if !args.stats && args.json.is_none() && args.out.is_some() {
        return Ok(ExitCode::SUCCESS);
    }

    let Dropped { num_out_of_range, num_over_point_limit, num_over_voxel_cap } = voxels.dropped();
    let shape = grid.shape();
    let stats = VoxelStats {
        points_read: cloud.len() + points_outside_image,
        points_outside_image,
        points_in_range: cloud.len() - num_out_of_range,
        points_kept: voxels.num_points(),
        dropped_by_point_limit: num_over_point_limit,
        dropped_by_voxel_cap: num_over_voxel_cap,
        voxels: voxels.len(),
        grid: [shape.depth, shape.height, shape.width],
        milliseconds,
        sampling: network.limits.sampling,
        seed,
        occupancy: occupancy(&voxelize_once(&cloud, &grid, &VoxelLimits::dynamic(), key)),
    };
    print_table(&stats.table(), &stats, args.json.as_deref())?;
    Ok(ExitCode::SUCCESS)
}

/// The points to divide, as the network sees them, and how many others are outside the image.
fn read_cloud(
    args: &VoxelizeArgs,
    dataset: &DatasetConfig,
    progress: Progress,
) -> Result<(PointCloud, usize)> {
    let reading = ScanReading::new(&(&args.reading).into(), dataset);
    let input = Input::of_file(&args.scan);
    let mut scan = reading.read_whole(&input)?;
    for warning in &scan.warnings {
        progress.warn(&format!("{}: {warning}", input.source));
    }
    let num_points = scan.cloud.len();
    reading.crop(&mut scan.cloud, &input)?;
    let num_unseen = num_points - scan.cloud.len();
    dataset.scan.network_from_scan(&mut scan.cloud);
    Ok((scan.cloud, num_unseen))
}

/// The voxels, and how many milliseconds they and their features take.
fn timed(
    cloud: &PointCloud,
    grid: &VoxelGrid,
    limits: &VoxelLimits,
    key: SampleKey,
) -> (SparseVoxels, f64) {
    let mut voxelizer = Voxelizer::new(grid, limits);
    let (mut voxels, mut features) = (SparseVoxels::default(), Vec::new());
    let mut milliseconds = 0.;
    // The first call gets its memory from the system, which is not what is to be timed.
    for _ in 0..2 {
        let started = Instant::now();
        voxelizer.voxelize_into(cloud, key, &mut voxels);
        point_features_into(&voxels, &mut features);
        milliseconds = started.elapsed().as_secs_f64() * 1e3;
    }
    (voxels, milliseconds)
}
