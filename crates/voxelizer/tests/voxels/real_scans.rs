//! The same properties on KITTI's scans.

use std::io::Write;
use std::path::{Path, PathBuf};

use voxelnet_scene::{PointCloud, read_scan};
use voxelnet_voxelizer::{SampleKey, Sampling, VoxelLimits, voxelize};

use crate::{car_grid, properties, reference};

/// The scans below `$VOXELNET_KITTI_MINI`; none, and a line that says so, when it is not set.
fn real_scans() -> Vec<PointCloud> {
    let Some(root) = std::env::var_os("VOXELNET_KITTI_MINI") else {
        // Past the test's capture of what is printed, so that it is seen.
        let _ = writeln!(std::io::stderr(), "skipped: VOXELNET_KITTI_MINI is not set");
        return Vec::new();
    };
    let folder = Path::new(&root).join("training/velodyne");
    let mut paths: Vec<PathBuf> =
        std::fs::read_dir(&folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    assert!(!paths.is_empty(), "{} holds no scan", folder.display());
    paths.iter().map(|path| read_scan(path).unwrap().cloud).collect()
}

#[test]
fn no_point_of_a_real_scan_is_lost_or_duplicated() {
    for cloud in real_scans() {
        for limits in [
            VoxelLimits::dynamic(),
            VoxelLimits { max_points_per_voxel: Some(35), ..VoxelLimits::dynamic() },
            VoxelLimits::hard(35, 2000),
        ] {
            let voxels = voxelize(&cloud, &car_grid(), &limits, SampleKey::default());
            properties::check(&cloud, &car_grid(), &limits, &voxels).unwrap();
        }
    }
}

#[test]
fn the_first_points_of_a_real_scan_equal_a_plain_hash_map() {
    for cloud in real_scans() {
        let limits = VoxelLimits { sampling: Sampling::First, ..VoxelLimits::hard(35, 5000) };
        let voxels = voxelize(&cloud, &car_grid(), &limits, SampleKey::default());
        let expected = reference::first(&cloud, car_grid().spec(), &limits);
        assert_eq!(reference::found(&voxels), expected);
    }
}

#[test]
fn one_thread_and_many_give_the_same_voxels_of_a_real_scan() {
    for cloud in real_scans() {
        let (grid, limits) = (car_grid(), VoxelLimits::hard(35, 5000));
        let key = SampleKey { seed: 3, ..SampleKey::default() };
        let [alone, shared] =
            [1, 5].map(|threads| properties::on_threads(threads, &cloud, &grid, &limits, key));
        assert!(alone == shared);
    }
}
