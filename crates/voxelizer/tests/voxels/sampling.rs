//! The points and voxels that survive, over many seeds.

use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{SampleKey, VoxelLimits, Voxelizer, voxelize};

use crate::small_grid;

const SEEDS: u64 = 4000;

/// The number of times that each of the points, told apart by their intensity, is kept.
fn survivals(cloud: &PointCloud, limits: VoxelLimits) -> Vec<f64> {
    let mut survivals = vec![0.; cloud.len()];
    let mut voxelizer = Voxelizer::new(&small_grid(), &limits);
    for seed in 0..SEEDS {
        let voxels = voxelizer.voxelize(cloud, SampleKey { seed, ..Default::default() });
        voxels.points().iter().for_each(|point| survivals[point.intensity as usize] += 1.);
    }
    survivals
}

/// Pearson's statistic against equal shares of `num_kept` out of all, scaled to a chi-square variable
/// with one degree of freedom less than there are items: drawing without replacement makes it smaller.
fn chi_square(survivals: &[f64], num_kept: usize) -> f64 {
    let share = num_kept as f64 / survivals.len() as f64;
    let expected = SEEDS as f64 * share;
    let correction = (1. - 1. / survivals.len() as f64) / (1. - share);
    survivals.iter().map(|n| (n - expected).powi(2) / expected).sum::<f64>() * correction
}

#[test]
fn every_point_of_a_voxel_survives_equally_often() {
    let points = (0..100).map(|i| Point::new(3.5, 0.5, 0.5, i as f32)).collect();
    let limits = VoxelLimits { max_points_per_voxel: Some(35), ..VoxelLimits::dynamic() };
    let survivals = survivals(&PointCloud::new(points), limits);
    // The 99.9% quantile of chi-square with 99 degrees of freedom is 148.2.
    let statistic = chi_square(&survivals, 35);
    assert!(statistic < 148.2, "{statistic}");
    let [early, late] = [&survivals[..50], &survivals[50..]].map(|half| half.iter().sum::<f64>());
    // Their difference has a standard deviation of about 2 sqrt(seeds * 50 * 0.35 * 0.65 / 2).
    let deviation = 2. * (SEEDS as f64 * 50. * 0.35 * 0.65 / 2.).sqrt();
    assert!((early - late).abs() < 4. * deviation, "{early} early, {late} late");
}

#[test]
fn every_voxel_survives_the_cap_equally_often() {
    let points = (0..40)
        .map(|i| Point::new((i % 8) as f32 + 0.5, (i / 8) as f32 - 3.5, 0.5, i as f32))
        .collect();
    let limits = VoxelLimits { max_voxels: Some(15), ..VoxelLimits::dynamic() };
    // The 99.9% quantile of chi-square with 39 degrees of freedom is 72.1.
    let statistic = chi_square(&survivals(&PointCloud::new(points), limits), 15);
    assert!(statistic < 72.1, "{statistic}");
}

#[test]
fn the_choice_depends_on_every_part_of_the_key() {
    let points = (0..200).map(|i| Point::new(0.5, 0.5, 0.5, i as f32)).collect();
    let cloud = PointCloud::new(points);
    let limits = VoxelLimits { max_points_per_voxel: Some(20), ..VoxelLimits::dynamic() };
    let key = SampleKey { seed: 1, epoch: 2, frame: 3 };
    let run = |key| voxelize(&cloud, &small_grid(), &limits, key);
    assert_eq!(run(key), run(key));
    for other in
        [SampleKey { seed: 9, ..key }, SampleKey { epoch: 9, ..key }, SampleKey { frame: 9, ..key }]
    {
        assert_ne!(run(key), run(other));
    }
}
