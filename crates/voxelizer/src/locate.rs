//! The cells of many points.

use voxelnet_scene::Point;

use crate::grid::{GridSpec, VoxelGrid};

/// A cell of no voxel: the point lies outside the grid.
pub(crate) const OUTSIDE: u32 = u32::MAX;

/// Does what [`VoxelGrid::voxel_of`] does, for many points at a time.
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
        Self {
            grid,
            x: Axis::new(spec, 0, shape.width),
            y: Axis::new(spec, 1, shape.height),
            z: Axis::new(spec, 2, shape.depth),
            width: shape.width as u32,
            height: shape.height as u32,
        }
    }

    /// Writes the cell of every point, or [`OUTSIDE`].
    pub(crate) fn locate(&self, points: &[Point], cells: &mut [u32]) {
        let (groups, rest) = points.as_chunks::<GROUP>();
        let (groups_of_cells, cells_of_rest) = cells.as_chunks_mut::<GROUP>();
        for (points, cells) in groups.iter().zip(groups_of_cells) {
            let mut are_doubtful = [0; GROUP];
            for ((point, cell), is_doubtful) in
                points.iter().zip(&mut *cells).zip(&mut are_doubtful)
            {
                (*cell, *is_doubtful) = self.locate_roughly(point);
            }
            if are_doubtful.iter().fold(0, |any, is_doubtful| any | is_doubtful) != 0 {
                for i in (0..GROUP).filter(|&i| are_doubtful[i] != 0) {
                    cells[i] = self.locate_exactly(&points[i]);
                }
            }
        }
        for (point, cell) in rest.iter().zip(cells_of_rest) {
            *cell = self.locate_exactly(point);
        }
    }

    /// The cell of a point, and something else than 0 when it may be a wrong one.
    #[inline]
    fn locate_roughly(&self, point: &Point) -> (u32, u32) {
        let x = self.x.locate(point.x);
        let y = self.y.locate(point.y);
        let z = self.z.locate(point.z);
        let flat = (z.cell.wrapping_mul(self.height).wrapping_add(y.cell))
            .wrapping_mul(self.width)
            .wrapping_add(x.cell);
        let is_inside = x.is_inside & y.is_inside & z.is_inside;
        let is_certain = !is_inside | (x.is_certain & y.is_certain & z.is_certain);
        (if is_inside { flat } else { OUTSIDE }, if is_certain { 0 } else { u32::MAX })
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
    /// The offset of a coordinate counted in voxels that makes it count from the middle of the first one.
    shift: f32,
    /// A cell is certain when the point is nearer than this to the middle of its voxel, in voxels.
    reach: f32,
}

/// A value on an axis.
struct Located {
    /// The cell; any when the value is outside.
    cell: u32,
    is_inside: bool,
    /// Whether rounding can have changed nothing.
    is_certain: bool,
}

/// 1.5 * 2^23. From 2^23 to 2^24, numbers are whole, and their last bits count them.
const INTEGERS: f32 = 12_582_912.;

impl Axis {
    fn new(spec: &GridSpec, axis: usize, num_voxels: usize) -> Self {
        let (min_m, max_m, voxel_size_m) =
            (spec.min_m[axis], spec.max_m[axis], spec.voxel_size_m[axis]);
        // In units of 2^-24 of `largest`, rounding costs 1 in each constant, 1 in the product, 2 in the
        // sum, which may be twice as large, and 1 in `reach`; the rest is exact. From 2^20 on nothing is
        // certain any more, long before whole numbers run out at 2^22.
        let largest = min_m.abs().max(max_m.abs()) / voxel_size_m + 1.;
        let error = 8. * largest * f64::from(f32::EPSILON) / 2.;
        // A range may be a little longer than its voxels; what lies there belongs to the last one.
        let overhang = ((max_m - min_m) / voxel_size_m - num_voxels as f64).max(0.);
        Self {
            min_m: least_f32_from(min_m),
            max_m: least_f32_from(max_m),
            voxels_per_m: (1. / voxel_size_m) as f32,
            shift: (-min_m / voxel_size_m - 0.5) as f32,
            reach: (0.5 - error - overhang) as f32,
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
            is_certain: rounding.abs() < self.reach,
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

    /// Voxels of any size, anywhere, as many as fit but for a thousandth of one.
    fn grids() -> impl Strategy<Value = VoxelGrid> {
        let slack = prop_oneof![Just(0.), -0.9e-3..0.9e-3];
        let count = (1_u32..700, slack).prop_map(|(count, slack)| f64::from(count) + slack);
        let axis = (-200f64..200., 1e-3f64..8., count);
        [axis.clone(), axis.clone(), axis].prop_map(|axes| {
            let max_m = axes.map(|(min_m, size_m, count)| min_m + size_m * count);
            let [min_m, voxel_size_m] =
                [axes.map(|(min_m, ..)| min_m), axes.map(|(_, size_m, _)| size_m)];
            VoxelGrid::new(&GridSpec { min_m, max_m, voxel_size_m }).unwrap()
        })
    }

    /// A coordinate of a grid: anywhere, or, most often, on the limit of a voxel or next to it.
    fn coordinate(grid: &VoxelGrid, axis: usize, cell: f64, kind: u8) -> f32 {
        let spec = grid.spec();
        let on_limit = |cell: f64| (spec.min_m[axis] + cell * spec.voxel_size_m[axis]) as f32;
        match kind {
            0 => f32::from_bits((cell * 1e7) as u32),
            1 => -0.,
            2 => (spec.max_m[axis] - cell * 1e-6 * spec.voxel_size_m[axis]) as f32,
            3 => on_limit(cell),
            4 => on_limit(cell.floor()).next_up(),
            5 => on_limit(cell.floor()).next_down(),
            _ => on_limit(cell.floor()),
        }
    }

    proptest! {
        #[test]
        fn many_points_are_located_as_each_alone(
            grid in grids(),
            points in prop::collection::vec([(-2f64..705., 0_u8..9), (-2f64..705., 0_u8..9), (-2f64..705., 0_u8..9)], 0..300),
        ) {
            let points: Vec<Point> = points
                .into_iter()
                .map(|place| {
                    let [x, y, z] = [0, 1, 2].map(|axis| {
                        let (cell, kind) = place[axis];
                        coordinate(&grid, axis, cell, kind)
                    });
                    Point::new(x, y, z, 0.)
                })
                .collect();
            let mut cells = vec![7; points.len()];
            Locator::new(&grid).locate(&points, &mut cells);
            for (point, cell) in points.iter().zip(cells) {
                let alone = grid.voxel_of(point).map_or(OUTSIDE, |index| grid.flat_index(index));
                prop_assert_eq!(cell, alone, "{:?}", point);
            }
        }
    }
}
