//! Voxels as arrays for NumPy.

use std::io::Cursor;
use std::path::Path;

use anyhow::{Context, Result};
use npyz::npz::NpzWriter;
use npyz::zip::{CompressionMethod, DateTime, write::FileOptions};
use npyz::{AutoSerialize, WriterBuilder};
use voxelnet_files::write_atomically;
use voxelnet_voxelizer::{NUM_FEATURES, SparseVoxels, point_features};

type Archive = NpzWriter<Cursor<Vec<u8>>>;

/// Writes an archive that `numpy.load` opens: `points` [P, 4] (x, y, z, intensity), `features` [P, 7],
/// `offsets` [K + 1] (where the points of each voxel start; the last entry is P) and `indices` [K, 3]
/// (z, y, x).
pub fn write_voxels(path: &Path, voxels: &SparseVoxels) -> Result<()> {
    let bytes = archive(voxels).context("cannot make the arrays")?;
    write_atomically(path, &bytes).with_context(|| format!("cannot write {}", path.display()))
}

fn archive(voxels: &SparseVoxels) -> Result<Vec<u8>> {
    let (num_points, num_voxels) = (voxels.num_points(), voxels.len());
    let mut archive = Archive::new(Cursor::new(Vec::new()));
    let points = voxels.points().iter().flat_map(|p| [p.x, p.y, p.z, p.intensity]);
    add(&mut archive, "points", &[num_points, 4], points)?;
    add(&mut archive, "features", &[num_points, NUM_FEATURES], point_features(voxels))?;
    let offsets = voxels.offsets().iter().map(|&offset| offset as i64);
    add(&mut archive, "offsets", &[num_voxels + 1], offsets)?;
    let indices = voxels.indices().iter().flat_map(|index| [index.z, index.y, index.x]);
    add(&mut archive, "indices", &[num_voxels, 3], indices.map(|index| index as i32))?;
    Ok(archive.zip_writer().finish()?.into_inner())
}

/// Adds an array, its last axis fastest.
fn add<T: AutoSerialize>(
    archive: &mut Archive,
    name: &str,
    shape: &[usize],
    values: impl IntoIterator<Item = T>,
) -> Result<()> {
    // No time of day: the same voxels give the same bytes.
    let options = FileOptions::default()
        .compression_method(CompressionMethod::Stored)
        .last_modified_time(DateTime::default());
    let shape: Vec<u64> = shape.iter().map(|&extent| extent as u64).collect();
    let builder = archive.array(name, options)?;
    let mut array = builder.default_dtype().shape(&shape).begin_nd()?;
    array.extend(values)?;
    Ok(array.finish()?)
}
