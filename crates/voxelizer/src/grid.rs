//! The regular grid that partitions the space in front of the sensor.

use serde::{Deserialize, Serialize};
use thiserror::Error;
use voxelnet_scene::Point;

const AXES: [&str; 3] = ["x", "y", "z"];

/// A range need not divide into voxels in binary floating point; this share of a voxel is forgiven.
const WHOLE_VOXELS_TOLERANCE: f64 = 1e-3;

/// The largest number of voxels a grid may have: indices are kept in 32 bits.
const MAX_VOXELS: f64 = (1_u64 << 31) as f64;

/// The description of a grid: ranges and voxel size per axis (x, y, z), metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct GridSpec {
    /// Lower limit per axis, metres; inside.
    pub min_m: [f64; 3],
    /// Upper limit per axis, metres; outside.
    pub max_m: [f64; 3],
    /// Extent of a voxel per axis, metres.
    pub voxel_size_m: [f64; 3],
}

impl GridSpec {
    /// The same range in pillars: one voxel along z.
    #[must_use]
    pub fn pillars(self) -> Self {
        let height_m = self.max_m[2] - self.min_m[2];
        let [x_m, y_m, _] = self.voxel_size_m;
        Self { voxel_size_m: [x_m, y_m, height_m], ..self }
    }
}

/// Errors of a [`GridSpec`].
#[derive(Clone, Debug, Error, PartialEq)]
pub enum GridError {
    /// A limit or a size is not a finite number.
    #[error("grid axis {axis}: {value} is not a finite number")]
    NotFinite {
        /// The axis.
        axis: &'static str,
        /// The value found.
        value: f64,
    },
    /// The range is empty or reversed.
    #[error("grid axis {axis}: the range [{min_m}, {max_m}) m is empty")]
    EmptyRange {
        /// The axis.
        axis: &'static str,
        /// Lower limit, metres.
        min_m: f64,
        /// Upper limit, metres.
        max_m: f64,
    },
    /// The voxel size is zero or negative.
    #[error("grid axis {axis}: voxel size {voxel_size_m} m, expected more than 0")]
    NoSize {
        /// The axis.
        axis: &'static str,
        /// The size found, metres.
        voxel_size_m: f64,
    },
    /// The range is no whole number of voxels.
    #[error(
        "grid axis {axis}: {extent_m} m is no whole number of voxels of {voxel_size_m} m; \
         change the range or the size"
    )]
    NotWholeVoxels {
        /// The axis.
        axis: &'static str,
        /// Extent of the range, metres.
        extent_m: f64,
        /// Voxel size, metres.
        voxel_size_m: f64,
    },
    /// The grid has more voxels than can be numbered.
    #[error("the grid has {num_voxels} voxels, expected at most {MAX_VOXELS}")]
    TooManyVoxels {
        /// The number of voxels asked for.
        num_voxels: f64,
    },
}

/// Number of voxels per axis, in the order of tensors.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct GridShape {
    /// Along z.
    pub depth: usize,
    /// Along y.
    pub height: usize,
    /// Along x.
    pub width: usize,
}

impl GridShape {
    /// Number of voxels.
    pub fn num_voxels(&self) -> usize {
        self.depth * self.height * self.width
    }
}

/// The place of a voxel in its grid.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct VoxelIndex {
    /// Row of z.
    pub z: u32,
    /// Row of y.
    pub y: u32,
    /// Column of x.
    pub x: u32,
}

/// A validated grid: whole voxels on every axis.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VoxelGrid {
    spec: GridSpec,
    shape: GridShape,
}

impl VoxelGrid {
    /// Checks a description.
    ///
    /// # Errors
    /// [`GridError`] when a range is empty, a size is not positive, or a range is no whole number
    /// of voxels (to a thousandth of a voxel).
    pub fn new(spec: &GridSpec) -> Result<Self, GridError> {
        let mut counts = [0_usize; 3];
        for (axis, count) in counts.iter_mut().enumerate() {
            *count = voxels_along(spec, axis)?;
        }
        let [width, height, depth] = counts;
        let num_voxels = counts.iter().map(|&count| count as f64).product();
        if num_voxels > MAX_VOXELS {
            return Err(GridError::TooManyVoxels { num_voxels });
        }
        Ok(Self { spec: *spec, shape: GridShape { depth, height, width } })
    }

    /// The description it was made from.
    pub fn spec(&self) -> &GridSpec {
        &self.spec
    }

    /// Number of voxels per axis.
    pub fn shape(&self) -> GridShape {
        self.shape
    }

    /// The voxel that holds a point; `None` outside the range or when a coordinate is not finite.
    ///
    /// The lower limit is inside, the upper limit outside, as compared in `f64` before any division.
    pub fn voxel_of(&self, point: &Point) -> Option<VoxelIndex> {
        let GridShape { depth, height, width } = self.shape;
        // Along x first: of a scan all around, the network's range leaves out most points there.
        let x = self.cell(0, point.x, width)?;
        let y = self.cell(1, point.y, height)?;
        let z = self.cell(2, point.z, depth)?;
        Some(VoxelIndex { z, y, x })
    }

    /// Position of a voxel of the grid in the order z, y, x.
    pub fn flat_index(&self, index: VoxelIndex) -> u32 {
        let (height, width) = (self.shape.height as u32, self.shape.width as u32);
        (index.z * height + index.y) * width + index.x
    }

    /// The voxel at a position below the number of voxels, in the order z, y, x.
    pub fn index_of_flat(&self, flat: u32) -> VoxelIndex {
        let (height, width) = (self.shape.height as u32, self.shape.width as u32);
        VoxelIndex { z: flat / width / height, y: flat / width % height, x: flat % width }
    }

    fn cell(&self, axis: usize, value_m: f32, count: usize) -> Option<u32> {
        let (value_m, min_m) = (f64::from(value_m), self.spec.min_m[axis]);
        // Written so that NaN is outside too.
        if !(value_m >= min_m && value_m < self.spec.max_m[axis]) {
            return None;
        }
        let cell = ((value_m - min_m) / self.spec.voxel_size_m[axis]) as usize;
        // The division may round up to `count` just below the upper limit.
        u32::try_from(cell.min(count - 1)).ok()
    }
}

fn voxels_along(spec: &GridSpec, axis: usize) -> Result<usize, GridError> {
    let (min_m, max_m, voxel_size_m) =
        (spec.min_m[axis], spec.max_m[axis], spec.voxel_size_m[axis]);
    let axis = AXES[axis];
    if let Some(&value) = [min_m, max_m, voxel_size_m].iter().find(|value| !value.is_finite()) {
        return Err(GridError::NotFinite { axis, value });
    }
    if min_m >= max_m {
        return Err(GridError::EmptyRange { axis, min_m, max_m });
    }
    if voxel_size_m <= 0. {
        return Err(GridError::NoSize { axis, voxel_size_m });
    }
    let extent_m = max_m - min_m;
    let count = (extent_m / voxel_size_m).round();
    if count < 1. || (extent_m / voxel_size_m - count).abs() > WHOLE_VOXELS_TOLERANCE {
        return Err(GridError::NotWholeVoxels { axis, extent_m, voxel_size_m });
    }
    if count > MAX_VOXELS {
        return Err(GridError::TooManyVoxels { num_voxels: count });
    }
    Ok(count as usize)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const CAR: GridSpec =
        GridSpec { min_m: [0., -40., -3.], max_m: [70.4, 40., 1.], voxel_size_m: [0.2, 0.2, 0.4] };

    #[test]
    fn the_car_grid_of_the_paper_has_its_shape() {
        let shape = VoxelGrid::new(&CAR).unwrap().shape();
        assert_eq!(shape, GridShape { depth: 10, height: 400, width: 352 });
    }

    #[test]
    fn lower_limits_are_inside_and_upper_limits_outside() {
        let grid = VoxelGrid::new(&CAR).unwrap();
        let origin = VoxelIndex { z: 0, y: 0, x: 0 };
        assert_eq!(grid.voxel_of(&Point::new(-0., -40., -3., 0.)), Some(origin));
        assert_eq!(grid.voxel_of(&Point::new(0., -40., 1., 0.)), None);
        assert_eq!(grid.voxel_of(&Point::new(0., 40., -3., 0.)), None);
        let last = VoxelIndex { z: 9, y: 399, x: 351 };
        let below = Point::new(70.4_f32.next_down(), 40_f32.next_down(), 1_f32.next_down(), 0.);
        assert_eq!(grid.voxel_of(&below), Some(last));
    }

    #[test]
    fn coordinates_that_are_no_numbers_or_huge_are_outside() {
        let grid = VoxelGrid::new(&CAR).unwrap();
        for x in [f32::NAN, f32::INFINITY, f32::NEG_INFINITY, f32::MAX, f32::MIN] {
            assert_eq!(grid.voxel_of(&Point::new(x, 0., 0., 0.)), None, "{x}");
        }
    }

    #[test]
    fn pillars_reach_through_the_whole_height() {
        let shape = VoxelGrid::new(&CAR.pillars()).unwrap().shape();
        assert_eq!(shape, GridShape { depth: 1, height: 400, width: 352 });
    }

    #[test]
    fn flat_indices_invert() {
        let grid = VoxelGrid::new(&CAR).unwrap();
        for flat in [0, 351, 352, 140_799, 140_800, 1_407_999] {
            assert_eq!(grid.flat_index(grid.index_of_flat(flat)), flat);
        }
    }

    #[test]
    fn wrong_descriptions_name_their_axis() {
        let error = VoxelGrid::new(&GridSpec { voxel_size_m: [0.2, 0.3, 0.4], ..CAR }).unwrap_err();
        assert!(matches!(error, GridError::NotWholeVoxels { axis: "y", .. }), "{error}");
        let error = VoxelGrid::new(&GridSpec { max_m: [0., 40., 1.], ..CAR }).unwrap_err();
        assert!(matches!(error, GridError::EmptyRange { axis: "x", .. }), "{error}");
        let error = VoxelGrid::new(&GridSpec { voxel_size_m: [0.2, 0.2, 0.], ..CAR }).unwrap_err();
        assert!(matches!(error, GridError::NoSize { axis: "z", .. }), "{error}");
        let error = VoxelGrid::new(&GridSpec { min_m: [f64::NAN, 0., 0.], ..CAR }).unwrap_err();
        assert!(matches!(error, GridError::NotFinite { axis: "x", .. }), "{error}");
        let error = VoxelGrid::new(&GridSpec { voxel_size_m: [1e-4; 3], ..CAR }).unwrap_err();
        assert!(matches!(error, GridError::TooManyVoxels { .. }), "{error}");
    }
}
