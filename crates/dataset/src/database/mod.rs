//! Labelled objects with their points in one file, to be put into other frames.

mod build;
mod cut;
mod format;

use std::collections::BTreeMap;
use std::fs::File;
use std::io::Read;
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use voxelnet_scene::{Box3d, BoxSize, Point, PointCloud};

pub use build::{DatabaseSummary, DatabaseWriter, OpenedDatabase, build_database};
pub use cut::ObjectSource;
use format::{BLOCK_HEAD_BYTES, END, FOOTER_BYTES, FrameObjects, HEADER_BYTES, MAGIC, POINT_BYTES};

use crate::error::DatasetError;

/// An object of a database; its points are read when they are asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct StoredObject {
    /// The type, as the label writes it.
    pub kind: String,
    /// The frame that it was cut out of.
    pub frame: String,
    /// In the frame of the scan.
    pub box3d: Box3d,
    /// Height of the lower face above the ground of its own scan, metres; none where that is unknown.
    pub height_above_ground: Option<f64>,
    /// Points inside its box.
    pub num_points: usize,
    /// The position of its points in the file.
    place: u64,
    checksum: u64,
}

/// A file of objects, opened for reading. Any number of threads may read from it.
#[derive(Debug)]
pub struct ObjectDatabase {
    path: PathBuf,
    file: File,
    fingerprint: u64,
    num_frames: usize,
    objects: Vec<StoredObject>,
    /// Positions in `objects` by type in lower case.
    by_kind: BTreeMap<String, Vec<usize>>,
}

impl ObjectDatabase {
    /// Opens a database that [`build_database`] wrote; points stay in the file.
    ///
    /// # Errors
    /// [`DatasetError::Database`] when it is missing, damaged, or something else.
    pub fn open(path: &Path) -> Result<Self, DatasetError> {
        let refused = |problem: String| DatasetError::Database { path: path.to_owned(), problem };
        let mut file = File::open(path).map_err(|error| refused(error.to_string()))?;
        let (fingerprint, index, num_bytes) =
            read_index(&mut file).ok_or_else(|| refused("it is damaged or none".into()))?;
        let frames: Vec<(u64, FrameObjects)> = serde_json::from_slice(&index)
            .map_err(|error| refused(format!("its index is damaged: {error}")))?;
        let mut by_kind = BTreeMap::<String, Vec<usize>>::new();
        let mut objects = Vec::new();
        for (place, FrameObjects { frame, objects: records }) in &frames {
            // Behind the head of the block and its text.
            let mut head = [0; BLOCK_HEAD_BYTES as usize];
            file.read_exact_at(&mut head, *place).map_err(|error| refused(error.to_string()))?;
            let head = format::BlockHead::from_bytes(head);
            let mut place = place + BLOCK_HEAD_BYTES + u64::from(head.text_bytes);
            for record in records {
                let [length, width, height] = record.size;
                let size = BoxSize { length, width, height };
                by_kind.entry(record.kind.to_ascii_lowercase()).or_default().push(objects.len());
                objects.push(StoredObject {
                    kind: record.kind.clone(),
                    frame: frame.clone(),
                    box3d: Box3d::new(record.center.into(), size, record.yaw),
                    height_above_ground: record.height_above_ground,
                    num_points: record.num_points,
                    place,
                    checksum: record.checksum,
                });
                place = (record.num_points as u64)
                    .checked_mul(POINT_BYTES as u64)
                    .and_then(|length| place.checked_add(length))
                    .filter(|&end| end <= num_bytes)
                    .ok_or_else(|| refused("an object has more points than the file".into()))?;
            }
        }
        let (path, num_frames) = (path.to_owned(), frames.len());
        Ok(Self { path, file, fingerprint, num_frames, objects, by_kind })
    }

    /// All objects, in the order of frames.
    pub fn objects(&self) -> &[StoredObject] {
        &self.objects
    }

    /// The types in lower case, each with the positions of its objects.
    pub fn by_kind(&self) -> impl Iterator<Item = (&str, &[usize])> {
        self.by_kind.iter().map(|(kind, objects)| (kind.as_str(), objects.as_slice()))
    }

    /// The points of an object, in the frame of its scan, intensities as they are written there.
    ///
    /// # Errors
    /// [`DatasetError::Database`] when they cannot be read, or are not those that were written.
    pub fn points(&self, object: &StoredObject) -> Result<PointCloud, DatasetError> {
        let mut points = vec![Point::default(); object.num_points];
        let bytes: &mut [u8] = bytemuck::cast_slice_mut(&mut points);
        let refused = |problem: String| DatasetError::Database { path: self.path.clone(), problem };
        self.file.read_exact_at(bytes, object.place).map_err(|error| refused(error.to_string()))?;
        if format::checksum(&[], bytes) != object.checksum {
            return Err(refused(format!("an object of frame {} is damaged", object.frame)));
        }
        Ok(PointCloud::new(points))
    }

    fn fingerprint(&self) -> u64 {
        self.fingerprint
    }

    fn summary(&self) -> DatabaseSummary {
        let mut num_objects = BTreeMap::new();
        for object in &self.objects {
            *num_objects.entry(object.kind.clone()).or_default() += 1;
        }
        DatabaseSummary {
            num_frames: self.num_frames,
            num_objects,
            num_points: self.objects.iter().map(|object| object.num_points).sum(),
            was_up_to_date: false,
        }
    }
}

/// The fingerprint, the text of the index, and the length of the file; `None` when it is no database.
fn read_index(file: &mut File) -> Option<(u64, Vec<u8>, u64)> {
    let num_bytes = file.metadata().ok()?.len();
    let mut header = [0; HEADER_BYTES as usize];
    file.read_exact(&mut header).ok()?;
    let (magic, fingerprint) = header.split_first_chunk::<8>()?;
    let mut footer = [0; FOOTER_BYTES as usize];
    let index_end = num_bytes.checked_sub(FOOTER_BYTES)?;
    file.read_exact_at(&mut footer, index_end).ok()?;
    let (checksum, rest) = footer.split_first_chunk::<8>()?;
    let (start, end) = rest.split_first_chunk::<8>()?;
    let start = u64::from_le_bytes(*start);
    if *magic != MAGIC || end != END || !(HEADER_BYTES..=index_end).contains(&start) {
        return None;
    }
    let mut index = vec![0; usize::try_from(index_end - start).ok()?];
    file.read_exact_at(&mut index, start).ok()?;
    let is_whole = format::checksum(&header, &index) == u64::from_le_bytes(*checksum);
    is_whole.then_some((u64::from_le_bytes(fingerprint.try_into().ok()?), index, num_bytes))
}

#[cfg(test)]
mod tests;
