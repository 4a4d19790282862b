//! Result files packed for the benchmark's server.

use std::io::{Cursor, Write};
use std::path::Path;

use anyhow::{Context, Result};
use npyz::zip::write::FileOptions;
use npyz::zip::{CompressionMethod, DateTime, ZipWriter};
use voxelnet_files::write_atomically;

/// Packs `results/FRAME.txt` of each frame, without any folder. The same files give the same bytes.
pub fn write_submission(path: &Path, results: &Path, frames: &[String]) -> Result<()> {
    let mut archive = ZipWriter::new(Cursor::new(Vec::new()));
    let options = FileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(DateTime::default());
    for frame in frames {
        let name = format!("{frame}.txt");
        let file = results.join(&name);
        let rows = std::fs::read(&file).with_context(|| file.display().to_string())?;
        archive.start_file(name, options)?;
        archive.write_all(&rows)?;
    }
    let bytes = archive.finish()?.into_inner();
    Ok(write_atomically(path, &bytes)?)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::io::Read;

    use super::*;

    #[test]
    fn every_result_file_stands_at_the_top_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        for (name, rows) in [("000001.txt", "Car\n"), ("000002.txt", ""), ("000007.txt", "x")] {
            std::fs::write(folder.path().join(name), rows).unwrap();
        }
        let frames = ["000002", "000001"].map(str::to_owned);
        let path = folder.path().join("submission.zip");
        write_submission(&path, folder.path(), &frames).unwrap();
        let bytes = std::fs::read(&path).unwrap();
        let mut archive = npyz::zip::ZipArchive::new(Cursor::new(&bytes)).unwrap();
        assert_eq!(archive.len(), 2);
        let mut rows = String::new();
        archive.by_name("000001.txt").unwrap().read_to_string(&mut rows).unwrap();
        assert_eq!(rows, "Car\n");
        write_submission(&path, folder.path(), &frames).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), bytes);
    }
}
