//! Building an object database, which may be interrupted.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufReader, Error, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use rayon::prelude::*;
use voxelnet_config::{BoxFrame, ScanConfig};
use voxelnet_kitti::{Calibration, KittiDataset};
use voxelnet_ranks::{Ranks, any, broadcast, gather, share};
use voxelnet_scene::{Point, PointCloud, read_scan};

use super::ObjectDatabase;
use super::format::{BlockHead, END, FrameObjects, HEADER_BYTES, MAGIC, ObjectRecord, checksum};
use crate::error::DatasetError;
use crate::frame::scan_box;
use crate::ground::GroundPlane;
use crate::order::fnv1a;

/// Frames that are cut out at a time: so many are in memory.
const FRAMES_PER_CHUNK: usize = 32;

/// The content of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseSummary {
    /// Frames that were looked at.
    pub num_frames: usize,
    /// Objects by their type, as the labels write it.
    pub num_objects: BTreeMap<String, usize>,
    /// Points of all objects.
    pub num_points: usize,
    /// Whether there was such a database already.
    pub was_up_to_date: bool,
}

/// Cuts the labelled objects of frames out of their scans and writes them into one file.
///
/// All objects but DontCare areas and those without any point are kept, in the frame of the scan. An
/// interrupted building is continued by the next call and gives the same bytes, whatever the number of
/// threads; a database of the same frames, labels and scans is left as it is. `progress` is called with the
/// number of frames done.
///
/// # Errors
/// When a file of a frame is missing or malformed, or the database cannot be written.
pub fn build_database(
    dataset: &KittiDataset,
    boxes: BoxFrame,
    frames: &[String],
    path: &Path,
    ranks: &dyn Ranks,
    progress: &(dyn Fn(usize) + Sync),
) -> Result<DatabaseSummary, DatasetError> {
    let fingerprint = fingerprint(dataset, boxes, frames, ranks)?;
    let known = if ranks.is_first() { ObjectDatabase::open(path).ok() } else { None };
    if any(ranks, known.is_some_and(|database| database.fingerprint() == fingerprint)) {
        progress(frames.len());
        let database = ObjectDatabase::open(path)?;
        return Ok(DatabaseSummary { was_up_to_date: true, ..database.summary() });
    }
    let mut partial = match ranks.is_first() {
        true => Some(Partial::open(path, fingerprint)?),
        false => None,
    };
    // The first rank alone knows how far an earlier attempt came.
    let num_done = partial.as_ref().map_or(0, |partial| partial.num_done as u64);
    let num_done = broadcast(ranks, num_done.to_le_bytes().to_vec(), 0);
    let num_done = num_done.first_chunk().map_or(0, |bytes| u64::from_le_bytes(*bytes)) as usize;
    progress(num_done.min(frames.len()));
    let chunks = frames.get(num_done..).unwrap_or_default().chunks(FRAMES_PER_CHUNK * ranks.size());
    for (chunk, frames) in chunks.enumerate() {
        let own: Vec<Vec<u8>> = frames[share(ranks, frames.len())]
            .par_iter()
            .map(|frame| block(dataset, boxes, frame))
            .collect::<Result<_, _>>()?;
        let blocks = gather(ranks, &own.concat());
        if let Some(partial) = &mut partial {
            partial.append(&blocks.concat())?;
        }
        progress(num_done + chunk * FRAMES_PER_CHUNK * ranks.size() + frames.len());
    }
    if let Some(partial) = partial {
        partial.finish(path)?;
    }
    ranks.barrier();
    Ok(ObjectDatabase::open(path)?.summary())
}

/// A database that is being written.
struct Partial {
    path: PathBuf,
    file: File,
    /// Frames that are in it.
    num_done: usize,
}

impl Partial {
    /// Goes on with what an earlier attempt left for the database in a file, if it is of the same frames.
    fn open(path: &Path, fingerprint: u64) -> Result<Self, DatasetError> {
        let path = partial_path(path);
        let folder = path.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder)
            .map_err(|source| DatasetError::Io { path: folder.to_owned(), source })?;
        let opened = open_partial(&path, fingerprint);
        let (file, num_done) =
            opened.map_err(|source| DatasetError::Io { path: path.clone(), source })?;
        Ok(Self { path, file, num_done })
    }

    fn append(&mut self, bytes: &[u8]) -> Result<(), DatasetError> {
        let written = self.file.write_all(bytes);
        written.map_err(|source| DatasetError::Io { path: self.path.clone(), source })
    }

    /// Gives the database its name.
    fn finish(mut self, path: &Path) -> Result<(), DatasetError> {
        let finished = finish(&mut self.file);
        finished.map_err(|source| DatasetError::Io { path: self.path.clone(), source })?;
        fs::rename(&self.path, path)
            .map_err(|source| DatasetError::Io { path: path.to_owned(), source })
    }
}

/// The path of the growing file: a hidden name beside its own.
fn partial_path(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.partial"))
}

/// A number that changes with whatever the database is made from; each rank reads some of the frames.
fn fingerprint(
    dataset: &KittiDataset,
    boxes: BoxFrame,
    frames: &[String],
    ranks: &dyn Ranks,
) -> Result<u64, DatasetError> {
    let read = |path: &Path| {
        fs::read(path).map_err(|source| DatasetError::Io { path: path.to_owned(), source })
    };
    let of_frame = |frame: &String| {
        let mut content = frame.as_bytes().to_vec();
        content.extend(sample(&dataset.scan_path(frame)?)?);
        content.extend(read(&dataset.label_path(frame)?)?);
        if boxes == BoxFrame::Camera {
            content.extend(dataset.calibration(frame)?.to_text().bytes());
            let plane = dataset.plane(frame)?.unwrap_or_default();
            content.extend(plane.coefficients().iter().flat_map(|number| number.to_le_bytes()));
        }
        Ok::<_, DatasetError>(fnv1a(content.into_iter()).to_le_bytes())
    };
    let own = &frames[share(ranks, frames.len())];
    let own: Vec<[u8; 8]> = own.par_iter().map(of_frame).collect::<Result<_, _>>()?;
    let of_frames = gather(ranks, own.as_flattened()).into_iter().flatten();
    Ok(fnv1a(MAGIC.into_iter().chain([boxes as u8]).chain(of_frames)))
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

/// The unfinished file, made when there is none of this fingerprint, and how many whole frames it holds.
fn open_partial(path: &Path, fingerprint: u64) -> std::io::Result<(File, usize)> {
    let mut file =
        OpenOptions::new().read(true).write(true).create(true).truncate(false).open(path)?;
    file.try_lock().map_err(|error| match error {
        TryLockError::WouldBlock => Error::other("another `voxelnet prepare` is writing it"),
        TryLockError::Error(error) => error,
    })?;
    let mut header = [0; HEADER_BYTES as usize];
    header[..8].copy_from_slice(&MAGIC);
    header[8..].copy_from_slice(&fingerprint.to_le_bytes());
    let mut found = [0; HEADER_BYTES as usize];
    let is_ours = file.read_exact(&mut found).is_ok() && found == header;
    if !is_ours {
        file.set_len(0)?;
        file.rewind()?;
        file.write_all(&header)?;
        return Ok((file, 0));
    }
    let (num_whole, end) = whole_blocks(&file)?;
    file.set_len(end)?;
    file.seek(SeekFrom::End(0))?;
    Ok((file, num_whole))
}

/// The number of whole blocks, and the end of the last of them. What follows was being written
/// when the building was interrupted.
fn whole_blocks(file: &File) -> std::io::Result<(usize, u64)> {
    let num_bytes = file.metadata()?.len();
    let mut reader = BufReader::new(file);
    let (mut num_whole, mut end) = (0, reader.seek(SeekFrom::Start(HEADER_BYTES))?);
    while let Some(head) = read_head(&mut reader, num_bytes - end) {
        let mut text = vec![0; head.text_bytes as usize];
        let mut points = vec![0; head.point_bytes as usize];
        reader.read_exact(&mut text)?;
        reader.read_exact(&mut points)?;
        if checksum(&text, &points) != head.checksum {
            break;
        }
        num_whole += 1;
        end += head.block_bytes();
    }
    Ok((num_whole, end))
}

/// The head of a block that lies whole in the next `num_bytes`.
fn read_head(reader: &mut impl Read, num_bytes: u64) -> Option<BlockHead> {
    let mut bytes = [0; super::format::BLOCK_HEAD_BYTES as usize];
    reader.read_exact(&mut bytes).ok()?;
    let head = BlockHead::from_bytes(bytes);
    // A whole block has a text; zeros are a file that was not written yet.
    (head.text_bytes > 0 && head.block_bytes() <= num_bytes).then_some(head)
}

/// Appends the index: the texts of all blocks with their places. They are read from the file, so that it
/// is the same whether the building was interrupted or not.
fn finish(file: &mut File) -> std::io::Result<()> {
    let index_start = file.metadata()?.len();
    let mut reader = BufReader::new(&*file);
    let mut place = reader.seek(SeekFrom::Start(HEADER_BYTES))?;
    let mut index = Vec::from(*b"[");
    while let Some(head) = read_head(&mut reader, index_start - place) {
        let mut text = vec![0; head.text_bytes as usize];
        reader.read_exact(&mut text)?;
        reader.seek_relative(i64::from(head.point_bytes))?;
        if index.len() > 1 {
            index.push(b',');
        }
        write!(index, "[{place},")?;
        index.extend(text);
        index.push(b']');
        place += head.block_bytes();
    }
    index.push(b']');
    let mut header = [0; HEADER_BYTES as usize];
    file.read_exact_at(&mut header, 0)?;
    index.extend(checksum(&header, &index).to_le_bytes());
    index.extend(index_start.to_le_bytes());
    index.extend(END);
    file.seek(SeekFrom::Start(index_start))?;
    file.write_all(&index)?;
    file.sync_all()
}

/// The block of a frame.
fn block(dataset: &KittiDataset, boxes: BoxFrame, frame: &str) -> Result<Vec<u8>, DatasetError> {
    let cloud = read_scan(&dataset.scan_path(frame)?)?.cloud;
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
