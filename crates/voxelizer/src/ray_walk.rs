//! The voxels that a ray crosses.

use nalgebra::Point3;
use voxelnet_scene::Point;

use crate::grid::{VoxelGrid, VoxelIndex};

/// The voxels between a point and the sensor that saw it: their flat indices, from the point on, its
/// own voxel left out.
///
/// From each voxel the walk goes on through the face that the ray meets first (Amanatides and Woo, "A
/// fast voxel traversal algorithm for ray tracing", Eurographics 1987, the other way round). So it
/// begins in a voxel that is known, wherever the sensor stands, and ends at the sensor or where the
/// ray leaves the grid, which it does once at most. No voxel comes twice.
///
/// A ray along a face runs in the voxel that the face belongs to, the one with its lower limit there.
/// A voxel that is only touched, in an edge or a corner, is left out as far as rounding allows.
pub(crate) struct RayWalk {
    flat: u32,
    axes: [AxisWalk; 3],
}

/// The walk along one axis.
struct AxisWalk {
    /// The start of the ray, metres.
    start_m: f64,
    /// To its other end, metres.
    extent_m: f64,
    min_m: f64,
    max_m: f64,
    voxel_size_m: f64,
    cell: u32,
    num_cells: u32,
    /// From a cell to the next one in the order of flat indices.
    stride: u32,
    /// The share of the ray before it meets the next face; infinite when it runs along the faces.
    share_of_face: f64,
}

impl RayWalk {
    /// From a point in voxel `index` to the sensor at `origin_m`.
    pub(crate) fn new(
        grid: &VoxelGrid,
        index: VoxelIndex,
        point: &Point,
        origin_m: Point3<f64>,
    ) -> Self {
        let (spec, shape) = (grid.spec(), grid.shape());
        let (width, height, depth) = (shape.width as u32, shape.height as u32, shape.depth as u32);
        let start_m = [point.x, point.y, point.z].map(f64::from);
        let cells = [index.x, index.y, index.z];
        let num_cells = [width, height, depth];
        let strides = [1, width, width * height];
        let axes = std::array::from_fn(|axis| {
            let walk = AxisWalk {
                start_m: start_m[axis],
                extent_m: origin_m[axis] - start_m[axis],
                min_m: spec.min_m[axis],
                max_m: spec.max_m[axis],
                voxel_size_m: spec.voxel_size_m[axis],
                cell: cells[axis],
                num_cells: num_cells[axis],
                stride: strides[axis],
                share_of_face: f64::INFINITY,
            };
            AxisWalk { share_of_face: walk.share_of_next_face(), ..walk }
        });
        Self { flat: grid.flat_index(index), axes }
    }
}

impl Iterator for RayWalk {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        let shares = self.axes.each_ref().map(|axis| axis.share_of_face);
        let share = shares[0].min(shares[1]).min(shares[2]);
        if share >= 1. {
            return None;
        }
        // Through an edge or a corner, along several axes in one step.
        for axis in self.axes.iter_mut().filter(|axis| axis.share_of_face == share) {
            self.flat = axis.step(self.flat)?;
        }
        Some(self.flat)
    }
}

impl AxisWalk {
    /// Steps over the next face; `None` where the grid ends.
    #[inline]
    fn step(&mut self, flat: u32) -> Option<u32> {
        let flat = if self.extent_m > 0. {
            self.cell += 1;
            if self.cell == self.num_cells {
                return None;
            }
            flat + self.stride
        } else {
            self.cell = self.cell.checked_sub(1)?;
            flat - self.stride
        };
        self.share_of_face = self.share_of_next_face();
        Some(flat)
    }

    /// Anew for every face: a running sum of steps would drift.
    #[inline]
    fn share_of_next_face(&self) -> f64 {
        if self.extent_m == 0. {
            return f64::INFINITY;
        }
        let face = if self.extent_m > 0. { self.cell + 1 } else { self.cell };
        // The range may end a little before or after the last whole voxel.
        let face_m = if face == self.num_cells {
            self.max_m
        } else {
            self.min_m + f64::from(face) * self.voxel_size_m
        };
        (face_m - self.start_m) / self.extent_m
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::grid::GridSpec;

    /// Four voxels of 1 m along each axis, from 0 on.
    fn grid() -> VoxelGrid {
        let spec = GridSpec { min_m: [0.; 3], max_m: [4.; 3], voxel_size_m: [1.; 3] };
        VoxelGrid::new(&spec).unwrap()
    }

    /// The voxels of a walk as (x, y, z).
    fn walk(grid: &VoxelGrid, [x, y, z]: [f32; 3], origin_m: [f64; 3]) -> Vec<[u32; 3]> {
        let point = Point::new(x, y, z, 0.);
        let index = grid.voxel_of(&point).unwrap();
        let place = |flat| {
            let VoxelIndex { z, y, x } = grid.index_of_flat(flat);
            [x, y, z]
        };
        RayWalk::new(grid, index, &point, origin_m.into()).map(place).collect()
    }

    #[test]
    fn a_row_is_walked_to_the_voxel_of_the_sensor() {
        let row = walk(&grid(), [3.5, 0.5, 0.5], [0.5; 3]);
        assert_eq!(row, [[2, 0, 0], [1, 0, 0], [0, 0, 0]]);
        let row = walk(&grid(), [0.5, 0.5, 0.5], [0.5, 3.5, 0.5]);
        assert_eq!(row, [[0, 1, 0], [0, 2, 0], [0, 3, 0]]);
    }

    #[test]
    fn a_sensor_outside_is_walked_to_as_far_as_the_grid_goes() {
        let row = walk(&grid(), [1.5, 2.5, 3.5], [1.5, 2.5, -1e9]);
        assert_eq!(row, [[1, 2, 2], [1, 2, 1], [1, 2, 0]]);
        // y = 1 at x = 2 and y = 0 at x = 0.75.
        let slanted = walk(&grid(), [3.25, 2., 0.5], [-3., -3., 0.5]);
        assert_eq!(slanted, [[3, 1, 0], [2, 1, 0], [1, 0, 0], [0, 0, 0]]);
    }

    #[test]
    fn a_sensor_in_the_same_voxel_or_at_the_point_leaves_nothing_to_walk() {
        assert!(walk(&grid(), [3.25, 3.25, 3.25], [3.75, 3., 3.5]).is_empty());
        assert!(walk(&grid(), [3.25; 3], [3.25; 3]).is_empty());
        assert!(walk(&grid(), [3., 3., 3.], [3.; 3]).is_empty());
    }

    #[test]
    fn a_ray_along_a_face_or_an_edge_runs_in_the_voxel_that_begins_there() {
        let along_face = walk(&grid(), [2.5, 1., 0.5], [0.5, 1., 0.5]);
        assert_eq!(along_face, [[1, 1, 0], [0, 1, 0]]);
        let along_edge = walk(&grid(), [1., 1., 2.], [1., 1., 9.]);
        assert_eq!(along_edge, [[1, 1, 3]]);
    }

    #[test]
    fn a_diagonal_passes_from_corner_to_corner() {
        let down = walk(&grid(), [3.; 3], [0.; 3]);
        assert_eq!(down, [[2; 3], [1; 3], [0; 3]]);
        let up = walk(&grid(), [0.; 3], [3.5; 3]);
        assert_eq!(up, [[1; 3], [2; 3], [3; 3]]);
    }

    #[test]
    fn a_voxel_in_which_the_ray_has_no_length_is_left_out() {
        // The sensor stands on the face, coming from above and from below.
        assert_eq!(walk(&grid(), [3.5, 0.5, 0.5], [2., 0.5, 0.5]), [[2, 0, 0]]);
        assert_eq!(walk(&grid(), [0.5, 0.5, 0.5], [2., 0.5, 0.5]), [[1, 0, 0]]);
    }

    #[test]
    fn the_last_voxel_reaches_to_the_end_of_a_range_that_is_a_little_longer() {
        let spec = GridSpec { min_m: [0.; 3], max_m: [4.0009; 3], voxel_size_m: [1.; 3] };
        let grid = VoxelGrid::new(&spec).unwrap();
        // Beyond 4 m along x, over the face between two voxels along y.
        assert_eq!(walk(&grid, [4.0004, 1.5, 0.5], [4.0004, 2.5, 0.5]), [[3, 2, 0]]);
        assert_eq!(walk(&grid, [3.9996, 1.5, 0.5], [4.0006, 2.5, 0.5]), [[3, 2, 0]]);
        assert!(walk(&grid, [3.5, 1.5, 0.5], [9.5, 2.5, 0.5]).is_empty());
    }
}
