//! Building an object database, which may be interrupted.

use std::collections::BTreeMap;
use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{BufReader, Error, Read, Seek, SeekFrom, Write};
use std::os::unix::fs::FileExt;
use std::path::{Path, PathBuf};

use voxelnet_shard::Shard;

use super::ObjectDatabase;
use super::cut::ObjectSource;
use super::format::{BlockHead, END, HEADER_BYTES, MAGIC, checksum};
use crate::error::DatasetError;

/// The content of a database.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct DatabaseSummary {
    /// Frames that were read.
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
    source: &ObjectSource<'_>,
    path: &Path,
    progress: impl Fn(usize),
) -> Result<DatabaseSummary, DatasetError> {
    let fingerprint = source.fingerprint(&source.hashes(Shard::whole())?);
    let mut writer = match DatabaseWriter::open(path, fingerprint)? {
        OpenedDatabase::UpToDate(summary) => {
            progress(source.frames.len());
            return Ok(summary);
        }
        OpenedDatabase::Unfinished(writer) => writer,
    };
    progress(writer.num_done().min(source.frames.len()));
    for chunk in source.chunks(writer.num_done(), 1) {
        let num_done = chunk.end;
        writer.append(&source.blocks(chunk, Shard::whole())?)?;
        progress(num_done);
    }
    writer.finish()
}

/// A database as an earlier attempt left it.
pub enum OpenedDatabase {
    /// It is finished, and of the same frames.
    UpToDate(DatabaseSummary),
    /// It is to be written, or to be continued.
    Unfinished(DatabaseWriter),
}

/// A database that is being written.
pub struct DatabaseWriter {
    path: PathBuf,
    partial: PathBuf,
    file: File,
    num_done: usize,
}

impl DatabaseWriter {
    /// Continues what an earlier attempt left for the database in a file, if it has the same fingerprint.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn open(path: &Path, fingerprint: u64) -> Result<OpenedDatabase, DatasetError> {
        if let Some(known) =
            ObjectDatabase::open(path).ok().filter(|known| known.fingerprint() == fingerprint)
        {
            let summary = DatabaseSummary { was_up_to_date: true, ..known.summary() };
            return Ok(OpenedDatabase::UpToDate(summary));
        }
        let partial = partial_path(path);
        let folder = partial.parent().unwrap_or(Path::new(""));
        fs::create_dir_all(folder).map_err(DatasetError::io(folder))?;
        let (file, num_done) =
            open_partial(&partial, fingerprint).map_err(DatasetError::io(&partial))?;
        Ok(OpenedDatabase::Unfinished(Self { path: path.to_owned(), partial, file, num_done }))
    }

    /// The number of frames that an earlier attempt left in it.
    pub fn num_done(&self) -> usize {
        self.num_done
    }

    /// Appends the blocks of the next frames.
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn append(&mut self, blocks: &[u8]) -> Result<(), DatasetError> {
        self.file.write_all(blocks).map_err(DatasetError::io(&self.partial))
    }

    /// Gives the database its name.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn finish(mut self) -> Result<DatabaseSummary, DatasetError> {
        finish(&mut self.file).map_err(DatasetError::io(&self.partial))?;
        fs::rename(&self.partial, &self.path).map_err(DatasetError::io(&self.path))?;
        Ok(ObjectDatabase::open(&self.path)?.summary())
    }
}

/// The path of the growing file: a hidden name beside its own.
fn partial_path(path: &Path) -> PathBuf {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    path.with_file_name(format!(".{name}.partial"))
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
