//! Statistics of the voxels of a scan.

use std::fmt::Write as _;

use serde::Serialize;
use voxelnet_voxelizer::{Sampling, SparseVoxels};

/// The numbers of one voxelization. Fields may be added, not renamed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct VoxelStats {
    /// Points of the scan.
    pub points_read: usize,
    /// Those outside the camera's image, when only the others are looked at.
    pub points_outside_image: usize,
    /// Those of the others within the range of the grid.
    pub points_in_range: usize,
    /// Those in the voxels at the end.
    pub points_kept: usize,
    /// Those beyond the limit T of their voxel.
    pub dropped_by_point_limit: usize,
    /// Those of voxels beyond the cap.
    pub dropped_by_voxel_cap: usize,
    /// Voxels at the end.
    pub voxels: usize,
    /// Voxels of the grid (z, y, x).
    pub grid: [usize; 3],
    /// Time of partition, grouping, sampling and features.
    pub milliseconds: f64,
    /// The choice of points and voxels.
    pub sampling: Sampling,
    /// The seed of the choice.
    pub seed: u64,
    /// The number of voxels by their number of points, before any limit.
    pub occupancy: Vec<OccupancyBin>,
}

/// The voxels that hold a number of points within limits, both included.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct OccupancyBin {
    pub min_points: usize,
    pub max_points: usize,
    pub voxels: usize,
}

/// Bins that double in width: 1, 2 to 3, 4 to 7 and so on, up to the fullest voxel.
pub fn occupancy(voxels: &SparseVoxels) -> Vec<OccupancyBin> {
    let mut bins = Vec::<OccupancyBin>::new();
    for (_, points) in voxels.iter() {
        let bin = points.len().ilog2() as usize;
        while bins.len() <= bin {
            let min_points = 1 << bins.len();
            bins.push(OccupancyBin { min_points, max_points: 2 * min_points - 1, voxels: 0 });
        }
        bins[bin].voxels += 1;
    }
    bins
}

impl VoxelStats {
    /// The numbers as a table.
    pub fn table(&self) -> String {
        let [depth, height, width] = self.grid;
        let num_cells = (depth * height * width) as f64;
        let share = 100. * self.voxels as f64 / num_cells;
        let mut table = format!(
            "points read                {:>9}\n\
             points outside the image   {:>9}\n\
             points in range            {:>9}\n\
             dropped by the voxel cap   {:>9}\n\
             dropped by the point limit {:>9}\n\
             points kept                {:>9}\n\
             voxels                     {:>9}   {share:.2}% of {depth} x {height} x {width} (z, y, x)\n\
             milliseconds               {:>9.2}\n\
             \n\
             points per voxel, before any limit:\n",
            self.points_read,
            self.points_outside_image,
            self.points_in_range,
            self.dropped_by_voxel_cap,
            self.dropped_by_point_limit,
            self.points_kept,
            self.voxels,
            self.milliseconds,
        );
        let most = self.occupancy.iter().map(|bin| bin.voxels).max().unwrap_or(1);
        for bin in &self.occupancy {
            let range = match bin.min_points {
                1 => "1".into(),
                min_points => format!("{min_points} to {}", bin.max_points),
            };
            let bar = "#".repeat((bin.voxels * MAX_BAR).div_ceil(most));
            // Writing to a String cannot fail.
            let _ = writeln!(table, "{range:>14} {:>9} {bar}", bin.voxels);
        }
        table
    }
}

/// Characters of the longest bar.
const MAX_BAR: usize = 40;

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_scene::{Point, PointCloud};
    use voxelnet_voxelizer::{GridSpec, SampleKey, VoxelGrid, VoxelLimits, voxelize};

    use super::*;

    #[test]
    fn bins_double_in_width() {
        let spec = GridSpec { min_m: [0.; 3], max_m: [9., 1., 1.], voxel_size_m: [1.; 3] };
        let points = [1, 1, 2, 3, 4, 9]
            .into_iter()
            .enumerate()
            .flat_map(|(x, count)| vec![Point::new(x as f32, 0., 0., 0.); count])
            .collect();
        let grid = VoxelGrid::new(&spec).unwrap();
        let cloud = PointCloud::new(points);
        let voxels = voxelize(&cloud, &grid, &VoxelLimits::dynamic(), SampleKey::default());
        let bins: Vec<_> = occupancy(&voxels)
            .into_iter()
            .map(|bin| (bin.min_points, bin.max_points, bin.voxels))
            .collect();
        assert_eq!(bins, [(1, 1, 2), (2, 3, 2), (4, 7, 1), (8, 15, 1)]);
    }
}
