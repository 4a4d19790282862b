//! The cells of many points.

use voxelnet_scene::Point;

use crate::VoxelGrid;
use crate::cell_table::OUTSIDE;

/// What [`VoxelGrid::voxel_of`] does, for many points at a time.
///
/// A first pass without branches, several points in one instruction, computes in `f32` and marks the
/// points that come so near to the limit of a voxel that rounding may have decided; those are done
/// again, in `f64`, one by one.
#[derive(Clone, Copy)]
pub(crate) struct Locator<'a> {
    grid: &'a VoxelGrid,
    x: Axis,
    y: Axis,
    z: Axis,
    width: u32,
    height: u32,
}

/// Points of which it is asked together whether any is marked.
const GROUP: usize = 128;

impl<'a> Locator<'a> {
    pub(crate) fn new(grid: &'a VoxelGrid) -> Self {
        let (spec, shape) = (grid.spec(), grid.shape());
        let axis = |axis| Axis::new(spec.min_m[axis], spec.max_m[axis], spec.voxel_size_m[axis]);
        Self {
            grid,
            x: axis(0),
            y: axis(1),
            z: axis(2),
            width: shape.width as u32,
            height: shape.height as u32,
        }
    }

    /// Writes the cell of every point, or [`OUTSIDE`].
    pub(crate) fn locate(&self, points: &[Point], cells: &mut [u32]) {
        let (groups, rest) = points.as_chunks::<GROUP>();
        let (groups_of_cells, cells_of_rest) = cells.as_chunks_mut::<GROUP>();
        for (points, cells) in groups.iter().zip(groups_of_cells) {
            let mut are_near = [0; GROUP];
            for ((point, cell), is_near) in points.iter().zip(&mut *cells).zip(&mut are_near) {
                (*cell, *is_near) = self.locate_roughly(point);
            }
            if are_near.iter().fold(0, |any, is_near| any | is_near) != 0 {
                for i in (0..GROUP).filter(|&i| are_near[i] != 0) {
                    cells[i] = self.locate_exactly(&points[i]);
                }
            }
        }
        for (point, cell) in rest.iter().zip(cells_of_rest) {
            *cell = self.locate_exactly(point);
        }
    }

    /// The cell of a point, and all ones when it may be a wrong one.
    #[inline]
    fn locate_roughly(&self, point: &Point) -> (u32, u32) {
        let x = self.x.locate(point.x);
        let y = self.y.locate(point.y);
        let z = self.z.locate(point.z);
        let flat = (z.cell.wrapping_mul(self.height).wrapping_add(y.cell))
            .wrapping_mul(self.width)
            .wrapping_add(x.cell);
        let is_inside = x.is_inside & y.is_inside & z.is_inside;
        let is_near = is_inside & (x.is_near | y.is_near | z.is_near);
        (if is_inside { flat } else { OUTSIDE }, if is_near { u32::MAX } else { 0 })
    }

    fn locate_exactly(&self, point: &Point) -> u32 {
        self.grid.voxel_of(point).map_or(OUTSIDE, |index| self.grid.flat_index(index))
    }
}

/// One axis of a grid, in `f32`.
#[derive(Clone, Copy)]
struct Axis {
    /// The least number inside.
    min_m: f32,
    /// The least number above that is outside.
    max_m: f32,
    voxels_per_m: f32,
    /// What to add to a coordinate counted in voxels to have it from the middle of the first one.
    shift: f32,
    /// A point is near a limit when it is farther than this from the middle of its voxel, in voxels.
    reach: f32,
}

/// A value on an axis.
struct Located {
    /// The cell; any when the value is outside.
    cell: u32,
    is_inside: bool,
    is_near: bool,
}

/// 1.5 * 2^23. From 2^23 to 2^24, numbers are whole, and their last bits count them.
const INTEGERS: f32 = 12_582_912.;

impl Axis {
    fn new(min_m: f64, max_m: f64, voxel_size_m: f64) -> Self {
        // Every step rounds by at most 2^-24 of the largest number that it meets; there are less than
        // eight, those that made the constants included.
        let largest = min_m.abs().max(max_m.abs()) / voxel_size_m + 1.;
        let error = 8. * largest * f64::from(f32::EPSILON) / 2.;
        Self {
            min_m: least_f32_from(min_m),
            max_m: least_f32_from(max_m),
            voxels_per_m: (1. / voxel_size_m) as f32,
            shift: (-min_m / voxel_size_m - 0.5) as f32,
            reach: (0.5 - error) as f32,
        }
    }

    #[inline]
    fn locate(&self, value_m: f32) -> Located {
        let from_middle = value_m * self.voxels_per_m + self.shift;
        let shifted = from_middle + INTEGERS;
        let rounding = from_middle - (shifted - INTEGERS);
        Located {
            cell: shifted.to_bits().wrapping_sub(INTEGERS.to_bits()),
            is_inside: (value_m >= self.min_m) & (value_m < self.max_m),
            is_near: rounding.abs() >= self.reach,
        }
    }
}

/// The least `f32` that is not below a number.
fn least_f32_from(number: f64) -> f32 {
    let nearest = number as f32;
    if f64::from(nearest) < number { nearest.next_up() } else { nearest }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::GridSpec;

    /// Values everywhere, and often on the limits of voxels or next to them.
    fn values() -> impl Strategy<Value = f32> {
        let on_limit = (-60..420_i32).prop_map(|cell| (f64::from(cell) * 0.2 - 3.) as f32);
        prop_oneof![
            any::<f32>(),
            -50f32..80.,
            on_limit.clone(),
            on_limit.clone().prop_map(f32::next_up),
            on_limit.prop_map(f32::next_down),
            Just(-0.),
        ]
    }

    proptest! {
        #[test]
        fn many_points_are_located_as_each_alone(
            points in prop::collection::vec((values(), values(), values()), 0..300),
        ) {
            let grid = VoxelGrid::new(&GridSpec {
                min_m: [0., -40., -3.],
                max_m: [70.4, 40., 1.],
                voxel_size_m: [0.2, 0.2, 0.4],
            })
            .unwrap();
            let points: Vec<Point> =
                points.into_iter().map(|(x, y, z)| Point::new(x, y, z, 0.)).collect();
            let mut cells = vec![7; points.len()];
            Locator::new(&grid).locate(&points, &mut cells);
            for (point, cell) in points.iter().zip(cells) {
                let alone = grid.voxel_of(point).map_or(OUTSIDE, |index| grid.flat_index(index));
                prop_assert_eq!(cell, alone, "{:?}", point);
            }
        }
    }
}
