//! Hits and passes of the rays of a scan, voxel by voxel.

use std::sync::atomic::{AtomicU32, Ordering};

use nalgebra::Point3;
use rayon::prelude::*;

use crate::grid::VoxelGrid;
use crate::ray_walk::RayWalk;
use crate::sparse_voxels::SparseVoxels;

/// The numbers of rays of a scan that ended in a voxel and that went on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RayCounts {
    /// Points in the voxel.
    pub num_hits: u32,
    /// Points in other voxels whose ray from the sensor crosses this one.
    pub num_passes: u32,
}

/// Hits and passes of every non-empty voxel of a scan, in their order \[K\], for a sensor at `origin_m`,
/// inside the grid or not.
///
/// Only the points kept in the voxels count, each as one ray: what limits on points dropped, and what
/// lies outside the grid, has gone.
///
/// # Panics
/// When `voxels` are not those of one scan in this grid, or the origin is not finite.
pub fn count_rays(
    voxels: &SparseVoxels,
    grid: &VoxelGrid,
    origin_m: Point3<f64>,
) -> Vec<RayCounts> {
    assert!(origin_m.iter().all(|value| value.is_finite()), "sensor at {origin_m} m");
    let occupied = OccupiedVoxels::new(voxels, grid);
    let num_passes: Vec<AtomicU32> = voxels.indices().iter().map(|_| AtomicU32::new(0)).collect();
    // Sums of whole numbers are the same in whatever order the threads add.
    (0..voxels.len()).into_par_iter().for_each(|voxel| {
        for point in &voxels.points()[voxels.range_of(voxel)] {
            RayWalk::new(grid, voxels.indices()[voxel], point, origin_m)
                .filter_map(|flat| occupied.position(flat))
                .for_each(|crossed| {
                    num_passes[crossed].fetch_add(1, Ordering::Relaxed);
                });
        }
    });
    let counts = num_passes.into_iter().enumerate().map(|(voxel, num_passes)| RayCounts {
        num_hits: voxels.range_of(voxel).len() as u32,
        num_passes: num_passes.into_inner(),
    });
    counts.collect()
}

/// The position of a voxel among the non-empty ones, by its flat index: for every 64 voxels of the grid
/// a bit each, and how many bits are set before.
struct OccupiedVoxels(Vec<Word>);

#[derive(Clone, Copy, Default)]
struct Word {
    bits: u64,
    num_before: u32,
}

impl OccupiedVoxels {
    fn new(voxels: &SparseVoxels, grid: &VoxelGrid) -> Self {
        let (indices, shape) = (voxels.indices(), grid.shape());
        let [width, height, depth] =
            [shape.width, shape.height, shape.depth].map(|count| count as u32);
        assert!(
            indices.is_sorted_by(|a, b| a < b)
                && indices.iter().all(|at| at.x < width && at.y < height && at.z < depth),
            "expected the voxels of one scan in a grid of {shape:?}"
        );
        let mut words = vec![Word::default(); shape.num_voxels().div_ceil(64)];
        for &index in indices {
            let (word, bit) = place_of(grid.flat_index(index));
            words[word].bits |= bit;
        }
        let mut num_before = 0;
        for word in &mut words {
            word.num_before = num_before;
            num_before += word.bits.count_ones();
        }
        Self(words)
    }

    #[inline]
    fn position(&self, flat: u32) -> Option<usize> {
        let (word, bit) = place_of(flat);
        let Word { bits, num_before } = self.0[word];
        let is_occupied = bits & bit != 0;
        is_occupied.then(|| (num_before + (bits & (bit - 1)).count_ones()) as usize)
    }
}

/// The word and the bit of a voxel.
fn place_of(flat: u32) -> (usize, u64) {
    ((flat / 64) as usize, 1 << (flat % 64))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;
    use voxelnet_scene::{Point, PointCloud};

    use super::*;
    use crate::grid::{GridSpec, VoxelIndex};
    use crate::key::SampleKey;
    use crate::limits::VoxelLimits;
    use crate::voxelizer::voxelize;

    fn cube(num_voxels: u32, voxel_size_m: f64) -> VoxelGrid {
        let max_m = [f64::from(num_voxels) * voxel_size_m; 3];
        VoxelGrid::new(&GridSpec { min_m: [0.; 3], max_m, voxel_size_m: [voxel_size_m; 3] })
            .unwrap()
    }

    fn voxels_of(points: &[[f32; 3]], grid: &VoxelGrid) -> SparseVoxels {
        let cloud =
            PointCloud::new(points.iter().map(|&[x, y, z]| Point::new(x, y, z, 0.)).collect());
        voxelize(&cloud, grid, &VoxelLimits::dynamic(), SampleKey::default())
    }

    /// Hits and passes, in pairs.
    fn count(points: &[[f32; 3]], grid: &VoxelGrid, origin_m: [f64; 3]) -> Vec<(u32, u32)> {
        let counts = count_rays(&voxels_of(points, grid), grid, origin_m.into());
        counts.into_iter().map(|counts| (counts.num_hits, counts.num_passes)).collect()
    }

    #[test]
    fn in_a_row_the_front_is_passed_by_all_that_lies_behind() {
        let row = [[0.5, 0.5, 0.5], [2.25, 0.5, 0.5], [2.75, 0.5, 0.5], [3.5, 0.5, 0.5]];
        let from_front = [(1, 3), (2, 1), (1, 0)];
        assert_eq!(count(&row, &cube(4, 1.), [-7., 0.5, 0.5]), from_front);
        assert_eq!(count(&row, &cube(4, 1.), [0.25, 0.5, 0.5]), from_front);
        assert_eq!(count(&row, &cube(4, 1.), [9., 0.5, 0.5]), [(1, 0), (2, 1), (1, 3)]);
    }

    #[test]
    fn a_sensor_in_the_middle_sees_both_sides_through_its_own_voxel() {
        let row = [[0.5, 0.5, 0.5], [1.5, 0.5, 0.5], [2.5, 0.5, 0.5], [3.5, 0.5, 0.5]];
        assert_eq!(count(&row, &cube(4, 1.), [2.2, 0.5, 0.5]), [(1, 0), (1, 1), (1, 3), (1, 0)]);
    }

    #[test]
    fn points_outside_the_grid_and_dropped_ones_do_not_count() {
        let row = [[0.5, 0.5, 0.5], [2.5, 0.5, 0.5], [2.6, 0.5, 0.5], [9., 0.5, 0.5]];
        let grid = cube(4, 1.);
        assert_eq!(count(&row, &grid, [-1., 0.5, 0.5]), [(1, 2), (2, 0)]);
        let cloud = PointCloud::new(row.map(|[x, y, z]| Point::new(x, y, z, 0.)).to_vec());
        let limits = VoxelLimits { max_points_per_voxel: Some(1), ..VoxelLimits::dynamic() };
        let voxels = voxelize(&cloud, &grid, &limits, SampleKey::default());
        let counts = count_rays(&voxels, &grid, Point3::new(-1., 0.5, 0.5));
        assert_eq!(counts[0], RayCounts { num_hits: 1, num_passes: 1 });
    }

    #[test]
    fn a_scan_without_points_has_no_counts() {
        assert!(count(&[], &cube(4, 1.), [0.; 3]).is_empty());
        assert!(count(&[[9.; 3]], &cube(4, 1.), [0.; 3]).is_empty());
    }

    #[test]
    fn voxels_across_words_of_bits_are_told_apart() {
        // All of 6^3 voxels, seen from straight below, far away.
        let middles: Vec<_> =
            (0..216_u8).map(|i| [i % 6, i / 6 % 6, i / 36].map(|i| f32::from(i) + 0.5)).collect();
        let counts = count(&middles, &cube(6, 1.), [3., 3., -1e9]);
        for (voxel, counts) in counts.into_iter().enumerate() {
            assert_eq!(counts, (1, 5 - voxel as u32 / 36), "{voxel}");
        }
    }

    #[test]
    #[should_panic(expected = "expected the voxels of one scan in a grid of")]
    fn voxels_of_another_grid_are_refused() {
        count_rays(&voxels_of(&[[3.5; 3]], &cube(4, 1.)), &cube(3, 1.), Point3::origin());
    }

    /// Whether the ray has a part inside a voxel that is widened by `margin_m` on all sides: the
    /// distances at which it is between each pair of planes overlap.
    fn crosses(
        grid: &VoxelGrid,
        voxel: VoxelIndex,
        point: &Point,
        origin_m: [f64; 3],
        margin_m: f64,
    ) -> bool {
        let (mut enter, mut leave) = (0_f64, 1_f64);
        let ends = [(voxel.x, point.x), (voxel.y, point.y), (voxel.z, point.z)];
        for (axis, (cell, end)) in ends.into_iter().enumerate() {
            let size_m = grid.spec().voxel_size_m[axis];
            let low_m = grid.spec().min_m[axis] + f64::from(cell) * size_m - margin_m;
            let high_m = low_m + size_m + 2. * margin_m;
            let (start_m, extent_m) = (origin_m[axis], f64::from(end) - origin_m[axis]);
            if extent_m == 0. {
                if start_m < low_m || start_m > high_m {
                    return false;
                }
                continue;
            }
            let shares = [low_m, high_m].map(|plane_m| (plane_m - start_m) / extent_m);
            enter = enter.max(shares[0].min(shares[1]));
            leave = leave.min(shares[0].max(shares[1]));
        }
        enter < leave
    }

    /// Passes by testing every ray against every voxel, rays that come within `-margin_m` of a surface
    /// from inside not counted, those within `margin_m` from outside counted.
    fn naive(
        voxels: &SparseVoxels,
        grid: &VoxelGrid,
        origin_m: [f64; 3],
        margin_m: f64,
    ) -> Vec<u32> {
        let passes = |voxel: VoxelIndex| {
            let others = voxels.iter().filter(move |&(other, _)| other != voxel);
            others
                .flat_map(|(_, points)| points)
                .filter(|point| crosses(grid, voxel, point, origin_m, margin_m))
                .count() as u32
        };
        voxels.indices().iter().map(|&voxel| passes(voxel)).collect()
    }

    const MARGIN_M: f64 = 1e-6;

    fn check(
        points: &[[f32; 3]],
        grid: &VoxelGrid,
        origin_m: [f64; 3],
    ) -> Result<(), TestCaseError> {
        let voxels = voxels_of(points, grid);
        let counts = count_rays(&voxels, grid, origin_m.into());
        let least = naive(&voxels, grid, origin_m, -MARGIN_M);
        let most = naive(&voxels, grid, origin_m, MARGIN_M);
        prop_assert_eq!(counts.len(), voxels.len());
        for (voxel, counts) in counts.into_iter().enumerate() {
            prop_assert_eq!(counts.num_hits as usize, voxels.range_of(voxel).len());
            prop_assert!((least[voxel]..=most[voxel]).contains(&counts.num_passes));
        }
        Ok(())
    }

    proptest! {
        #[test]
        fn counts_are_those_of_every_ray_against_every_voxel(
            points in prop::collection::vec([-1f32..9., -1f32..9., -1f32..9.], 0..150),
            origin_m in [-9f64..18., -9f64..18., -9f64..18.],
            voxel_size_m in [0.1f64..4., 0.1f64..4., 0.1f64..4.],
        ) {
            let min_m = [-0.3, 0.7, -1.1];
            let max_m = [0, 1, 2].map(|axis| {
                let size_m: f64 = voxel_size_m[axis];
                min_m[axis] + (8. / size_m).ceil() * size_m
            });
            let grid = VoxelGrid::new(&GridSpec { min_m, max_m, voxel_size_m }).unwrap();
            check(&points, &grid, origin_m)?;
        }

        #[test]
        fn they_are_where_rays_run_along_faces_and_through_corners(
            points in prop::collection::vec([0_u8..16, 0..16, 0..16], 0..150),
            origin in [-4_i8..20, -4..20, -4..20],
        ) {
            // Quarters of a voxel, whose size no binary number has.
            let points: Vec<_> =
                points.into_iter().map(|place| place.map(|i| f32::from(i) * 0.05)).collect();
            check(&points, &cube(4, 0.2), origin.map(|i| f64::from(i) * 0.05))?;
        }
    }
}
