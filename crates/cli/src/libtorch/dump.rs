//! All that is computed on the way to detections, for comparison with other programs.

use std::path::Path;

use anyhow::{Context, Result};
use safetensors::tensor::TensorView;
use safetensors::{Dtype, serialize};
use voxelnet_files::write_atomically;
use voxelnet_model::{Inspection, LibtorchDetector, weight_from_tensor};
use voxelnet_voxelizer::SparseVoxels;

use super::device::resolve;
use crate::engine::device::DeviceChoice;
use crate::engine::network::TrainedNetwork;

/// Computes a network on the voxels of a scan and writes all that it computes on the way into the file `path`.
pub fn dump(
    network: &TrainedNetwork,
    device: DeviceChoice,
    voxels: &SparseVoxels,
    path: &Path,
) -> Result<()> {
    let TrainedNetwork { weights, path: origin, config } = network;
    let device = resolve(device)?;
    let detector = LibtorchDetector::with_weights(weights, origin, config.clone(), device)?;
    write_dump(path, &detector.inspect(voxels.clone()))
}

/// An array as it stands in the file.
struct Array {
    name: &'static str,
    dtype: Dtype,
    shape: Vec<usize>,
    bytes: Vec<u8>,
}

/// Writes the voxels and the output of every stage as a safetensors file: `points` [P, 4], `offsets`
/// [K + 1], `indices` [K, 3] (z, y, x), `vfe` [K, C], `middle` [1, C, H, W], `scores` [1, A, H, W],
/// `residuals` [1, 7A, H, W] and, with a direction head, `directions` [1, A, H, W].
fn write_dump(path: &Path, inspection: &Inspection) -> Result<()> {
    let mut arrays = voxel_arrays(&inspection.voxels);
    let output = &inspection.output;
    for (name, tensor) in [
        ("vfe", Some(&inspection.voxel_features)),
        ("middle", Some(&inspection.middle_map)),
        ("scores", Some(&output.scores)),
        ("residuals", Some(&output.residuals)),
        ("directions", output.directions.as_ref()),
    ] {
        let Some(tensor) = tensor else { continue };
        let tensor = weight_from_tensor(tensor);
        let bytes = tensor.data.iter().flat_map(|value| value.to_le_bytes()).collect();
        arrays.push(Array { name, dtype: Dtype::F32, shape: tensor.shape, bytes });
    }
    let views = arrays
        .iter()
        .map(|array| {
            let Array { name, dtype, shape, bytes } = array;
            Ok((*name, TensorView::new(*dtype, shape.clone(), bytes)?))
        })
        .collect::<Result<Vec<_>>>()?;
    write_atomically(path, &serialize(views, None)?)
        .with_context(|| format!("cannot write {}", path.display()))
}

fn voxel_arrays(voxels: &SparseVoxels) -> Vec<Array> {
    let points = voxels.iter().flat_map(|(_, points)| points);
    let points = points.flat_map(|point| [point.x, point.y, point.z, point.intensity]);
    let mut offsets = vec![0_i64];
    let mut indices = Vec::new();
    for (index, points) in voxels.iter() {
        offsets.push(offsets[offsets.len() - 1] + points.len() as i64);
        indices.extend([index.z, index.y, index.x].map(i64::from));
    }
    let integers = |name, shape, numbers: Vec<i64>| {
        let bytes = numbers.into_iter().flat_map(i64::to_le_bytes).collect();
        Array { name, dtype: Dtype::I64, shape, bytes }
    };
    vec![
        Array {
            name: "points",
            dtype: Dtype::F32,
            shape: vec![voxels.num_points(), 4],
            bytes: points.flat_map(f32::to_le_bytes).collect(),
        },
        integers("offsets", vec![voxels.len() + 1], offsets),
        integers("indices", vec![voxels.len(), 3], indices),
    ]
}
