//! The voxelizer written in the plainest way.

use std::collections::{BTreeMap, HashMap};

use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::{GridSpec, SparseVoxels, VoxelIndex, VoxelLimits};

/// The voxels of a scan with their points, those of the scan's start first.
pub type Voxels = BTreeMap<VoxelIndex, Vec<Point>>;

/// The place of a point by the definition: the whole part of its distance from the lower limit,
/// counted in voxels.
fn voxel_of(spec: &GridSpec, point: &Point) -> Option<VoxelIndex> {
    let cell = |axis: usize, value: f32| {
        let value = f64::from(value);
        let is_inside = spec.min_m[axis] <= value && value < spec.max_m[axis];
        let distance = (value - spec.min_m[axis]) / spec.voxel_size_m[axis];
        let count = (spec.max_m[axis] - spec.min_m[axis]) / spec.voxel_size_m[axis];
        // A range may be a little longer than its voxels; what lies there belongs to the last one.
        is_inside.then_some(distance.floor().min(count.round() - 1.) as u32)
    };
    Some(VoxelIndex { z: cell(2, point.z)?, y: cell(1, point.y)?, x: cell(0, point.x)? })
}

/// All points in range.
pub fn dynamic(cloud: &PointCloud, spec: &GridSpec) -> Voxels {
    let mut voxels = Voxels::new();
    for point in &cloud.points {
        if let Some(index) = voxel_of(spec, point) {
            voxels.entry(index).or_default().push(*point);
        }
    }
    voxels
}

/// The first voxels that are met, and of each the first points.
pub fn first(cloud: &PointCloud, spec: &GridSpec, limits: &VoxelLimits) -> Voxels {
    let mut voxels = HashMap::<VoxelIndex, Vec<Point>>::new();
    for point in &cloud.points {
        let Some(index) = voxel_of(spec, point) else { continue };
        let is_full = limits.max_voxels.is_some_and(|max| voxels.len() >= max);
        if is_full && !voxels.contains_key(&index) {
            continue;
        }
        let points = voxels.entry(index).or_default();
        if limits.max_points_per_voxel.is_none_or(|max| points.len() < max) {
            points.push(*point);
        }
    }
    voxels.into_iter().collect()
}

/// The voxelizer's result, in the same form.
pub fn found(voxels: &SparseVoxels) -> Voxels {
    voxels.iter().map(|(index, points)| (index, points.to_vec())).collect()
}
