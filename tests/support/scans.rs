//! A cloud in every format.

use std::io::Cursor;

use npyz::npz::NpzWriter;
use npyz::zip::write::FileOptions;
use npyz::{WriteOptions, WriterBuilder};
use voxelnet_scene::PointCloud;

/// The contents of files that hold the same points, by the ending of their names; `.bin` and `.ply` are
/// written by the library.
pub fn other_formats(cloud: &PointCloud) -> [(&'static str, Vec<u8>); 4] {
    [
        ("ascii.pcd", ascii_pcd(cloud)),
        ("binary.pcd", binary_pcd(cloud)),
        ("rows.npy", npy(cloud)),
        ("rows.npz", npz(cloud)),
    ]
}

/// Rows of `.bin` with so many numbers after the intensity.
pub fn rows_with_more(cloud: &PointCloud, num_more: usize) -> Vec<u8> {
    let row = |[x, y, z, intensity]: [f32; 4]| {
        let more = (0..num_more).map(|i| 1000. + i as f32);
        [x, y, z, intensity].into_iter().chain(more).flat_map(f32::to_le_bytes)
    };
    rows(cloud).into_iter().flat_map(row).collect()
}

fn rows(cloud: &PointCloud) -> Vec<[f32; 4]> {
    cloud.points.iter().map(|p| [p.x, p.y, p.z, p.intensity]).collect()
}

fn pcd_header(cloud: &PointCloud, data: &str) -> String {
    let count = cloud.len();
    format!(
        "# .PCD v0.7\nVERSION 0.7\nFIELDS x y z intensity\nSIZE 4 4 4 4\nTYPE F F F F\nCOUNT 1 1 1 1\n\
         WIDTH {count}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\nPOINTS {count}\nDATA {data}\n"
    )
}

fn ascii_pcd(cloud: &PointCloud) -> Vec<u8> {
    let rows = rows(cloud).into_iter().map(|[x, y, z, i]| format!("{x} {y} {z} {i}\n"));
    (pcd_header(cloud, "ascii") + &rows.collect::<String>()).into_bytes()
}

fn binary_pcd(cloud: &PointCloud) -> Vec<u8> {
    let mut bytes = pcd_header(cloud, "binary").into_bytes();
    bytes.extend(rows(cloud).into_iter().flatten().flat_map(f32::to_le_bytes));
    bytes
}

fn npy(cloud: &PointCloud) -> Vec<u8> {
    let mut bytes = Vec::new();
    let shape = [cloud.len() as u64, 4];
    let mut array =
        WriteOptions::new().default_dtype().shape(&shape).writer(&mut bytes).begin_nd().unwrap();
    array.extend(rows(cloud).into_iter().flatten()).unwrap();
    array.finish().unwrap();
    bytes
}

fn npz(cloud: &PointCloud) -> Vec<u8> {
    let mut archive = NpzWriter::new(Cursor::new(Vec::new()));
    let shape = [cloud.len() as u64, 4];
    let builder = archive.array("points", FileOptions::default()).unwrap();
    let mut array = builder.default_dtype().shape(&shape).begin_nd().unwrap();
    array.extend(rows(cloud).into_iter().flatten()).unwrap();
    array.finish().unwrap();
    archive.zip_writer().finish().unwrap().into_inner()
}
