//! Partition, group, sample.

use rayon::prelude::*;
use serde::{Deserialize, Serialize};
use voxelnet_scene::{Point, PointCloud};

use crate::sample::{sample_indices, sample_to_front};
use crate::sparse_voxels::Dropped;
use crate::{SampleKey, SparseVoxels, VoxelGrid};

/// How much of a scan is kept; `None` is without limit.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct VoxelLimits {
    /// T: at most so many points per voxel, chosen uniformly at random.
    pub max_points_per_voxel: Option<usize>,
    /// At most so many voxels, chosen uniformly at random; the others are dropped whole.
    pub max_voxels: Option<usize>,
}

/// Groups the points of a scan by voxel and samples them.
///
/// Points outside the range, or with a coordinate that is not finite, are left out. The result
/// depends on the arguments alone, not on the number of threads.
pub fn voxelize(
    cloud: &PointCloud,
    grid: &VoxelGrid,
    limits: &VoxelLimits,
    key: SampleKey,
) -> SparseVoxels {
    let mut entries = partition(&cloud.points, grid);
    let mut dropped =
        Dropped { num_out_of_range: cloud.len() - entries.len(), ..Dropped::default() };

    // (voxel, position in the scan) is unique, so the order is the same on any number of threads.
    entries.par_sort_unstable();
    let mut groups: Vec<&mut [Entry]> =
        entries.chunk_by_mut(|a, b| a.flat_voxel == b.flat_voxel).collect();

    if let Some(max_voxels) = limits.max_voxels {
        let kept = sample_indices(groups.len(), max_voxels, &mut key.cap_generator());
        let num_before: usize = groups.iter().map(|group| group.len()).sum();
        let mut kept = kept.into_iter().peekable();
        let mut position = 0;
        groups.retain(|_| {
            let is_kept = kept.next_if_eq(&position).is_some();
            position += 1;
            is_kept
        });
        let num_after: usize = groups.iter().map(|group| group.len()).sum();
        dropped.num_over_voxel_cap = num_before - num_after;
    }

    let max_points = limits.max_points_per_voxel.unwrap_or(usize::MAX);
    groups.par_iter_mut().filter(|group| group.len() > max_points).for_each(|group| {
        sample_to_front(group, max_points, &mut key.generator(group[0].flat_voxel));
    });
    dropped.num_over_point_limit =
        groups.iter().map(|group| group.len().saturating_sub(max_points)).sum();

    gather(&cloud.points, grid, &groups, max_points, dropped)
}

/// A point of the scan with the voxel it lies in; ordered by voxel, then by place in the scan.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Entry {
    flat_voxel: u32,
    point: u32,
}

fn partition(points: &[Point], grid: &VoxelGrid) -> Vec<Entry> {
    points
        .par_iter()
        .zip(0..points.len() as u32)
        .filter_map(|(point, position)| {
            let flat_voxel = grid.flat_index(grid.voxel_of(point)?);
            Some(Entry { flat_voxel, point: position })
        })
        .collect()
}

fn gather(
    points: &[Point],
    grid: &VoxelGrid,
    groups: &[&mut [Entry]],
    max_points: usize,
    dropped: Dropped,
) -> SparseVoxels {
    let mut offsets = Vec::with_capacity(groups.len() + 1);
    offsets.push(0);
    let mut kept_points = Vec::new();
    for group in groups {
        let kept = &group[..group.len().min(max_points)];
        kept_points.extend(kept.iter().map(|entry| points[entry.point as usize]));
        offsets.push(kept_points.len());
    }
    let indices = groups.iter().map(|group| grid.index_of_flat(group[0].flat_voxel)).collect();
    SparseVoxels { points: kept_points, offsets, indices, dropped }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use proptest::prelude::*;

    use super::*;
    use crate::{GridSpec, VoxelIndex};

    fn small_grid() -> VoxelGrid {
        VoxelGrid::new(&GridSpec {
            min_m: [0., -4., -2.],
            max_m: [8., 4., 2.],
            voxel_size_m: [1., 1., 2.],
        })
        .unwrap()
    }

    fn clouds() -> impl Strategy<Value = PointCloud> {
        let point = (-1f32..9., -5f32..5., -3f32..3., 0f32..1.)
            .prop_map(|(x, y, z, intensity)| Point::new(x, y, z, intensity));
        prop::collection::vec(point, 0..800).prop_map(PointCloud::new)
    }

    fn by_hash_map(cloud: &PointCloud, grid: &VoxelGrid) -> BTreeMap<VoxelIndex, Vec<Point>> {
        let mut voxels = BTreeMap::<_, Vec<Point>>::new();
        for point in &cloud.points {
            if let Some(index) = grid.voxel_of(point) {
                voxels.entry(index).or_default().push(*point);
            }
        }
        voxels
    }

    proptest! {
        #[test]
        fn without_limits_the_voxels_equal_a_plain_map(cloud in clouds()) {
            let grid = small_grid();
            let voxels = voxelize(&cloud, &grid, &VoxelLimits::default(), SampleKey::default());
            let grouped: BTreeMap<_, _> =
                voxels.iter().map(|(index, points)| (index, points.to_vec())).collect();
            prop_assert_eq!(&grouped, &by_hash_map(&cloud, &grid));
            prop_assert!(voxels.indices().is_sorted());
        }

        #[test]
        fn every_point_is_kept_in_its_voxel_or_counted_as_dropped(
            cloud in clouds(), max_points in 1_usize..6, max_voxels in 1_usize..60, seed: u64,
        ) {
            let grid = small_grid();
            let limits = VoxelLimits {
                max_points_per_voxel: Some(max_points),
                max_voxels: Some(max_voxels),
            };
            let key = SampleKey { seed, ..Default::default() };
            let voxels = voxelize(&cloud, &grid, &limits, key);
            prop_assert!(voxels.len() <= max_voxels);
            let whole = by_hash_map(&cloud, &grid);
            for (index, points) in voxels.iter() {
                prop_assert_eq!(points.len(), whole[&index].len().min(max_points));
                prop_assert!(points.iter().all(|point| whole[&index].contains(point)));
            }
            let Dropped { num_out_of_range, num_over_point_limit, num_over_voxel_cap } =
                voxels.dropped();
            prop_assert_eq!(
                voxels.num_points() + num_out_of_range + num_over_point_limit + num_over_voxel_cap,
                cloud.len()
            );
        }

        #[test]
        fn one_thread_and_many_give_identical_results(cloud in clouds(), seed: u64) {
            let grid = small_grid();
            let limits = VoxelLimits { max_points_per_voxel: Some(2), max_voxels: Some(20) };
            let run = |threads| {
                let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
                let key = SampleKey { seed, ..Default::default() };
                pool.install(|| voxelize(&cloud, &grid, &limits, key))
            };
            prop_assert_eq!(run(1), run(4));
        }
    }

    #[test]
    fn the_choice_depends_on_every_part_of_the_key() {
        let points = (0..200).map(|i| Point::new(0.5, 0.5, 0.5, i as f32 / 200.)).collect();
        let cloud = PointCloud::new(points);
        let limits = VoxelLimits { max_points_per_voxel: Some(20), max_voxels: None };
        let key = SampleKey { seed: 1, epoch: 2, frame: 3 };
        let run = |key| voxelize(&cloud, &small_grid(), &limits, key);
        assert_eq!(run(key), run(key));
        for other in [
            SampleKey { seed: 9, ..key },
            SampleKey { epoch: 9, ..key },
            SampleKey { frame: 9, ..key },
        ] {
            assert_ne!(run(key), run(other));
        }
    }
}
