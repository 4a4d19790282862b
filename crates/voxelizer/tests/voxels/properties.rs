//! Properties over random scans.

use proptest::prelude::*;
use voxelnet_scene::PointCloud;
use voxelnet_voxelizer::{
    Dropped, SampleKey, Sampling, SparseVoxels, VoxelGrid, VoxelLimits, Voxelizer, voxelize,
};

use crate::reference;
use crate::{car_grid, overhanging_grid, random_cloud, rings, small_grid};

/// A grid with a scan of it, large enough to be shared by up to seven threads: a crowded one, one whose
/// range is no whole number of voxels, a sparse one, and one of rings.
fn scans() -> impl Strategy<Value = (VoxelGrid, PointCloud)> {
    (0..4, 0_usize..70_000, any::<u64>()).prop_map(|(kind, num_points, seed)| match kind {
        0 => (small_grid(), random_cloud(&small_grid(), num_points, seed)),
        1 => (overhanging_grid(), random_cloud(&overhanging_grid(), num_points, seed)),
        2 => (car_grid(), random_cloud(&car_grid(), num_points, seed)),
        _ => (car_grid(), rings(num_points, seed)),
    })
}

fn limits() -> impl Strategy<Value = VoxelLimits> {
    let count = |max: usize| prop::option::of(1..max);
    let sampling = prop_oneof![Just(Sampling::Random), Just(Sampling::First)];
    (count(60), count(3000), sampling).prop_map(|(max_points_per_voxel, max_voxels, sampling)| {
        VoxelLimits { max_points_per_voxel, max_voxels, sampling }
    })
}

pub fn on_threads(
    num_threads: usize,
    cloud: &PointCloud,
    grid: &VoxelGrid,
    limits: &VoxelLimits,
    key: SampleKey,
) -> SparseVoxels {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(num_threads).build().unwrap();
    pool.install(|| voxelize(cloud, grid, limits, key))
}

/// Everything that has to hold for the voxels of a scan.
pub fn check(
    cloud: &PointCloud,
    grid: &VoxelGrid,
    limits: &VoxelLimits,
    voxels: &SparseVoxels,
) -> Result<(), TestCaseError> {
    let whole = reference::dynamic(cloud, grid.spec());
    let max_points = limits.max_points_per_voxel.unwrap_or(usize::MAX);
    let max_voxels = limits.max_voxels.unwrap_or(usize::MAX);
    prop_assert_eq!(voxels.len(), whole.len().min(max_voxels));
    prop_assert!(voxels.indices().is_sorted_by(|a, b| a < b));

    let mut num_whole = 0;
    for (index, points) in voxels.iter() {
        let candidates = &whole[&index];
        num_whole += candidates.len();
        prop_assert_eq!(points.len(), candidates.len().min(max_points));
        // The kept points are some of the voxel's, in their order, none of them twice.
        let mut candidates = candidates.iter();
        prop_assert!(points.iter().all(|point| candidates.any(|candidate| candidate == point)));
    }
    let num_in_range: usize = whole.values().map(Vec::len).sum();
    let expected = Dropped {
        num_out_of_range: cloud.len() - num_in_range,
        num_over_point_limit: num_whole - voxels.num_points(),
        num_over_voxel_cap: num_in_range - num_whole,
    };
    prop_assert_eq!(voxels.dropped(), expected);
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_point_is_lost_or_duplicated_but_those_that_are_dropped_and_counted(
        (grid, cloud) in scans(), limits in limits(), seed: u64,
    ) {
        let key = SampleKey { seed, ..Default::default() };
        check(&cloud, &grid, &limits, &voxelize(&cloud, &grid, &limits, key))?;
    }

    #[test]
    fn without_limits_the_points_are_those_in_range((grid, cloud) in scans()) {
        let voxels = voxelize(&cloud, &grid, &VoxelLimits::dynamic(), SampleKey::default());
        prop_assert_eq!(reference::found(&voxels), reference::dynamic(&cloud, grid.spec()));
    }

    #[test]
    fn the_first_points_and_voxels_equal_a_plain_hash_map(
        (grid, cloud) in scans(), limits in limits(),
    ) {
        let limits = VoxelLimits { sampling: Sampling::First, ..limits };
        let voxels = voxelize(&cloud, &grid, &limits, SampleKey::default());
        prop_assert_eq!(reference::found(&voxels), reference::first(&cloud, grid.spec(), &limits));
    }

    #[test]
    fn one_thread_and_many_give_the_same(
        (grid, cloud) in scans(), limits in limits(), seed: u64,
    ) {
        let key = SampleKey { seed, ..Default::default() };
        let alone = on_threads(1, &cloud, &grid, &limits, key);
        for num_threads in [2, 3, 7] {
            prop_assert_eq!(&on_threads(num_threads, &cloud, &grid, &limits, key), &alone);
        }
    }

    #[test]
    fn what_was_voxelized_before_changes_nothing(
        num_points in prop::collection::vec(0_usize..20_000, 1..5), limits in limits(), seed: u64,
    ) {
        let grid = car_grid();
        let mut voxelizer = Voxelizer::new(&grid, &limits);
        let mut voxels = SparseVoxels::default();
        for (frame, num_points) in (0..).zip(num_points) {
            let key = SampleKey { seed, epoch: 0, frame };
            let cloud = random_cloud(&grid, num_points, frame);
            voxelizer.voxelize_into(&cloud, key, &mut voxels);
            prop_assert_eq!(&voxels, &voxelize(&cloud, &grid, &limits, key));
        }
    }
}
