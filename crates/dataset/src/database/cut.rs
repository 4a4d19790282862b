//! Cutting labelled objects out of their scans.

use std::fs::{self, File};
use std::ops::Range;
use std::os::unix::fs::FileExt;
use std::path::Path;

use rayon::prelude::*;
use voxelnet_config::{BoxFrame, ScanConfig};
use voxelnet_kitti::{Calibration, KittiDataset};
use voxelnet_scene::{IntensityScale, Point, PointCloud, ScanOptions, read_scan_with};
use voxelnet_shard::Shard;

use super::format::{BlockHead, FrameObjects, MAGIC, ObjectRecord, checksum};
use crate::error::DatasetError;
use crate::frame::scan_box;
use crate::ground::GroundPlane;
use crate::order::fnv1a;

/// Frames of each shard that are cut out at a time and are in memory.
const FRAMES_PER_CHUNK: usize = 32;

/// The frames whose objects an object database holds.
///
/// Shards can share the work: each hashes its part of the frames and makes its part of the blocks, and what all of
/// them made, one after the other, is the same for any number of shards.
#[derive(Clone, Copy, Debug)]
pub struct ObjectSource<'a> {
    /// The dataset.
    pub dataset: &'a KittiDataset,
    /// The frame in which its labels give boxes.
    pub boxes: BoxFrame,
    /// Numbers in a row of its scans; see [`ScanOptions::columns`].
    pub columns: Option<usize>,
    /// The names of the frames.
    pub frames: &'a [String],
}

impl ObjectSource<'_> {
    /// Hashes of the files of a shard's frames, in the order of the frames.
    ///
    /// # Errors
    /// When a file of a frame is missing or malformed.
    pub fn hashes(&self, shard: Shard) -> Result<Vec<u8>, DatasetError> {
        let own = &self.frames[shard.range(self.frames.len())];
        let hash_of = |frame: &String| Ok(self.hash(frame)?.to_le_bytes());
        let own: Vec<[u8; 8]> = own.par_iter().map(hash_of).collect::<Result<_, DatasetError>>()?;
        Ok(own.into_flattened())
    }

    /// A number that changes with everything that the database is made from; `hashes` are those of all frames.
    pub fn fingerprint(&self, hashes: &[u8]) -> u64 {
        let columns = self.columns.into_iter().flat_map(usize::to_le_bytes);
        let options = [self.boxes as u8].into_iter().chain(columns);
        fnv1a(MAGIC.into_iter().chain(options).chain(hashes.iter().copied()))
    }

    /// The positions of the frames that are cut out together by `num_shards` shards, after the first `num_done`.
    pub fn chunks(&self, num_done: usize, num_shards: usize) -> impl Iterator<Item = Range<usize>> {
        let (len, size) = (self.frames.len(), FRAMES_PER_CHUNK * num_shards);
        (num_done..len).step_by(size).map(move |start| start..len.min(start + size))
    }

    /// The blocks of a shard's part of a chunk.
    ///
    /// # Errors
    /// When a file of a frame is missing or malformed.
    pub fn blocks(&self, chunk: Range<usize>, shard: Shard) -> Result<Vec<u8>, DatasetError> {
        let chunk = &self.frames[chunk];
        let own = chunk[shard.range(chunk.len())].par_iter();
        let blocks: Vec<Vec<u8>> = own.map(|frame| self.block(frame)).collect::<Result<_, _>>()?;
        Ok(blocks.concat())
    }

    /// The block of a frame, intensities as they are written.
    fn block(&self, frame: &str) -> Result<Vec<u8>, DatasetError> {
        let Self { dataset, boxes, columns, .. } = *self;
        // Their scale is that of whoever uses the objects.
        let options = ScanOptions {
            columns,
            intensity_scale: IntensityScale::AsWritten,
            ..ScanOptions::default()
        };
        let cloud = read_scan_with(&dataset.scan_path(frame)?, &options)?.cloud;
        let calibration = match boxes {
            BoxFrame::Camera => Some(dataset.calibration(frame)?),
            BoxFrame::Lidar => None,
        };
        let ground = ground_of(dataset, frame, calibration.as_ref(), &cloud)?;
        let (mut objects, mut points) = (Vec::new(), Vec::<Point>::new());
        for label in dataset.labels(frame)?.into_iter().filter(|label| !label.is_kind("DontCare")) {
            let box3d = scan_box(&label, calibration.as_ref());
            let inside = points_inside(&cloud, |point| box3d.contains(point));
            if inside.is_empty() {
                continue;
            }
            let center = box3d.center;
            objects.push(ObjectRecord {
                kind: label.kind,
                center: center.into(),
                size: [box3d.size.length, box3d.size.width, box3d.size.height],
                yaw: box3d.yaw,
                height_above_ground: ground
                    .map(|ground| box3d.bottom() - ground.z_at(center.x, center.y)),
                num_points: inside.len(),
                checksum: checksum(&[], bytemuck::cast_slice(&inside)),
            });
            points.extend(inside);
        }
        let objects = FrameObjects { frame: frame.to_owned(), objects };
        let points: &[u8] = bytemuck::cast_slice(&points);
        let text = serde_json::to_vec(&objects).ok();
        let block = text.and_then(|text| {
            let head = BlockHead::of(&text, points)?.to_bytes();
            Some([&head[..], &text, points].concat())
        });
        block.ok_or_else(|| DatasetError::TooManyPoints { frame: frame.to_owned() })
    }

    /// A number that changes with the files of a frame.
    fn hash(&self, frame: &str) -> Result<u64, DatasetError> {
        let Self { dataset, boxes, .. } = *self;
        let read = |path: &Path| {
            fs::read(path).map_err(|source| DatasetError::Io { path: path.to_owned(), source })
        };
        let mut content = frame.as_bytes().to_vec();
        content.extend(sample(&dataset.scan_path(frame)?)?);
        content.extend(read(&dataset.label_path(frame)?)?);
        if boxes == BoxFrame::Camera {
            content.extend(dataset.calibration(frame)?.to_text().bytes());
            let plane = dataset.plane(frame)?.unwrap_or_default();
            content.extend(plane.coefficients().iter().flat_map(|number| number.to_le_bytes()));
        }
        Ok(fnv1a(content.into_iter()))
    }
}

/// The length of a file, and some of its beginning, its middle and its end: enough to tell another scan,
/// without reading all of a large dataset again.
fn sample(path: &Path) -> Result<Vec<u8>, DatasetError> {
    const PAGE_BYTES: u64 = 4096;
    let read = || {
        let file = File::open(path)?;
        let num_bytes = file.metadata()?.len();
        let mut sample = num_bytes.to_le_bytes().to_vec();
        for start in [0, num_bytes / 2, num_bytes.saturating_sub(PAGE_BYTES)] {
            let mut page = vec![0; PAGE_BYTES.min(num_bytes - start) as usize];
            file.read_exact_at(&mut page, start)?;
            sample.extend(page);
        }
        Ok(sample)
    };
    read().map_err(|source| DatasetError::Io { path: path.to_owned(), source })
}

/// The road in the frame of the scan, as the dataset says or the scan shows.
fn ground_of(
    dataset: &KittiDataset,
    frame: &str,
    calibration: Option<&Calibration>,
    cloud: &PointCloud,
) -> Result<Option<GroundPlane>, DatasetError> {
    let Some(calibration) = calibration else { return Ok(GroundPlane::of_scan(cloud)) };
    let scan = ScanConfig::default();
    let said = dataset
        .plane(frame)?
        .and_then(|plane| GroundPlane::from_camera_plane(plane, calibration, &scan));
    Ok(said.or_else(|| GroundPlane::of_scan(cloud)))
}

fn points_inside(cloud: &PointCloud, is_inside: impl Fn(&Point) -> bool) -> Vec<Point> {
    cloud.points.iter().filter(|&point| is_inside(point)).copied().collect()
}
