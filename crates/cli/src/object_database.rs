//! Building an object database on several ranks.

use std::path::Path;

use anyhow::Result;
use voxelnet_communicator::Communicator;
use voxelnet_dataset::{DatabaseSummary, DatabaseWriter, ObjectSource, OpenedDatabase};

/// Builds the object database of some frames. Every rank cuts objects out of some of them, and the first rank writes
/// the file; it alone gets the summary. `progress` is called with the number of frames done. Collective.
pub fn build_object_database(
    source: &ObjectSource<'_>,
    path: &Path,
    communicator: &Communicator,
    progress: impl Fn(usize),
) -> Result<Option<DatabaseSummary>> {
    let (shard, num_frames) = (communicator.shard(), source.frames.len());
    let fingerprint = source.fingerprint(&communicator.gather(&source.hashes(shard)?).concat());
    let (mut writer, mut summary) = (None, None);
    if communicator.is_first() {
        match DatabaseWriter::open(path, fingerprint)? {
            OpenedDatabase::UpToDate(known) => summary = Some(known),
            OpenedDatabase::Unfinished(unfinished) => writer = Some(unfinished),
        }
    }
    // The first rank alone knows how far an earlier attempt came.
    let num_known = match &writer {
        Some(writer) => writer.num_done().min(num_frames),
        None => num_frames,
    };
    let num_done = number_of_first(communicator, num_known);
    progress(num_done);
    for chunk in source.chunks(num_done, communicator.size()) {
        let end = chunk.end;
        let blocks = communicator.gather(&source.blocks(chunk, shard)?);
        if let Some(writer) = &mut writer {
            writer.append(&blocks.concat())?;
        }
        progress(end);
    }
    if let Some(writer) = writer {
        summary = Some(writer.finish()?);
    }
    communicator.barrier();
    Ok(summary)
}

/// The number that the first rank has. Collective.
fn number_of_first(communicator: &Communicator, number: usize) -> usize {
    let mut bytes = (number as u64).to_le_bytes();
    communicator.broadcast(&mut bytes, 0);
    u64::from_le_bytes(bytes) as usize
}
