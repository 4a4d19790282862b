//! The kind of file that content seems to be, whatever its name says.

use std::str;

use crate::scan::error::ScanProblem;
use crate::scan::format::ScanFormat;
use crate::scan::word::without_byte_order_mark;

/// The part of a file that is looked at for its kind.
pub const NUM_HEAD_BYTES: usize = 4096;

/// A kind of file, and how a scan comes out of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Content {
    /// With its article.
    pub name: &'static str,
    pub remedy: &'static str,
    /// The format that reads it.
    format: Option<ScanFormat>,
}

const TEXT: Content = Content {
    name: "text",
    remedy: "save its columns as an array, as numpy.save(\"scan.npy\", numpy.loadtxt(FILE)) does",
    format: None,
};

const LFS_POINTER: Content = Content {
    name: "a Git LFS pointer",
    remedy: "fetch the file that it stands for with git lfs pull",
    format: None,
};

/// Refuses content that is clearly not of this format but of another one.
pub fn check(bytes: &[u8], format: ScanFormat) -> Result<(), ScanProblem> {
    match content_of(bytes) {
        Some(content) if content.format == Some(format) => Ok(()),
        // The headers of these formats are text, and their readers name the line that is wrong.
        Some(TEXT) if matches!(format, ScanFormat::Ply | ScanFormat::Pcd) => Ok(()),
        Some(Content { name, remedy, .. }) => {
            Err(ScanProblem::OtherContent { found: name, expected: format.content(), remedy })
        }
        None => Ok(()),
    }
}

/// The kind of file that starts with these bytes, if it is a known one.
fn content_of(bytes: &[u8]) -> Option<Content> {
    let bytes = without_byte_order_mark(bytes);
    if bytes.starts_with(b"version https://git-lfs") {
        return Some(LFS_POINTER);
    }
    scan_format(bytes).or_else(|| foreign(bytes)).or_else(|| is_text(bytes).then_some(TEXT))
}

/// The content of the formats that have a beginning of their own.
fn scan_format(bytes: &[u8]) -> Option<Content> {
    let is_ply = || bytes.starts_with(b"ply\n") || bytes.starts_with(b"ply\r");
    let starts_pcd = |word: &&[u8]| bytes.starts_with(word);
    let pcd: [&[u8]; 4] = [b"# .PCD", b"VERSION ", b"FIELDS ", b"COLUMNS "];
    let content = |name, remedy, format| Content { name, remedy, format: Some(format) };
    match () {
        () if bytes.starts_with(b"\x93NUMPY") => {
            Some(content("a NumPy array", "give it the extension .npy", ScanFormat::Npy))
        }
        () if bytes.starts_with(b"PK\x03\x04") || bytes.starts_with(b"PK\x05\x06") => {
            Some(content(
                "a zip archive",
                "give it the extension .npz if it holds NumPy arrays, unpack it otherwise",
                ScanFormat::Npz,
            ))
        }
        () if is_ply() => {
            Some(content("a PLY file", "give it the extension .ply", ScanFormat::Ply))
        }
        () if pcd.iter().any(starts_pcd) => {
            Some(content("a PCD file", "give it the extension .pcd", ScanFormat::Pcd))
        }
        () => None,
    }
}

/// Other files that have come under the name of a scan.
fn foreign(bytes: &[u8]) -> Option<Content> {
    const CONVERT: &str = "convert it to .ply, .pcd or .npy";
    const EXPORT: &str = "export its scans as .pcd, .ply or .npy";
    const UNPACK: &str = "unpack it";
    const PICTURE: &str = "give the scan instead";
    let kinds: [(&[u8], &str, &str); 23] = [
        (b"ASTM-E57", "an E57 file", CONVERT),
        (b"solid ", "an STL file", CONVERT),
        (b"\x89HDF\r\n\x1a\n", "an HDF5 file", EXPORT),
        (b"PAR1", "a Parquet file", EXPORT),
        (b"\xd4\xc3\xb2\xa1", "a packet capture (pcap)", EXPORT),
        (b"\xa1\xb2\xc3\xd4", "a packet capture (pcap)", EXPORT),
        (b"\x4d\x3c\xb2\xa1", "a packet capture (pcap)", EXPORT),
        (b"\xa1\xb2\x3c\x4d", "a packet capture (pcap)", EXPORT),
        (b"\x0a\x0d\x0d\x0a", "a packet capture (pcapng)", EXPORT),
        (b"#ROSBAG V", "a ROS bag", EXPORT),
        (b"SQLite format 3\0", "an SQLite database, perhaps a ROS 2 bag", EXPORT),
        (b"\x89MCAP0\r\n", "an MCAP file", EXPORT),
        (b"\xfd7zXZ\0", "xz data", UNPACK),
        (b"\x28\xb5\x2f\xfd", "zstd data", UNPACK),
        (b"\x04\x22\x4d\x18", "lz4 data", UNPACK),
        (b"7z\xbc\xaf\x27\x1c", "a 7z archive", UNPACK),
        (b"\x89PNG\r\n\x1a\n", "a PNG image", PICTURE),
        (b"\xff\xd8\xff", "a JPEG image", PICTURE),
        (b"II*\0", "a TIFF image", PICTURE),
        (b"MM\0*", "a TIFF image", PICTURE),
        (b"DRACO", "a Draco file", CONVERT),
        (b"Rar!\x1a\x07", "a RAR archive", UNPACK),
        (b"\x7fELF", "a program", PICTURE),
    ];
    // Bytes behind the magic make sure that it is not the first number of a point.
    let is_gzip = bytes.starts_with(b"\x1f\x8b\x08") && bytes.get(3).is_some_and(|&b| b < 0x20);
    let is_bzip2 = bytes.starts_with(b"BZh") && bytes.get(4..10) == Some(b"1AY&SY");
    let is_las = bytes.starts_with(b"LASF") && bytes.get(24) == Some(&1);
    let is_tar = bytes.get(257..262) == Some(b"ustar");
    let found = match () {
        () if is_las => Some(("a LAS or LAZ file", CONVERT)),
        () if is_gzip => Some(("gzip data", UNPACK)),
        () if is_bzip2 => Some(("bzip2 data", UNPACK)),
        () if is_tar => Some(("a tar archive", UNPACK)),
        () if is_pickle(bytes) => Some(("a Python pickle", EXPORT)),
        () => {
            let kind = kinds.into_iter().find(|(magic, ..)| bytes.starts_with(magic));
            kind.map(|(_, name, remedy)| (name, remedy))
        }
    };
    found.map(|(name, remedy)| Content { name, remedy, format: None })
}

/// Protocols 4 and 5, which start with a frame that tells its length.
fn is_pickle(bytes: &[u8]) -> bool {
    let Some(&[0x80, 4 | 5, 0x95, ref length @ ..]) = bytes.first_chunk::<11>() else {
        return false;
    };
    length[4..] == [0; 4] && bytes.len() > 11
}

/// Whether the beginning is all letters, digits, signs and white space.
fn is_text(bytes: &[u8]) -> bool {
    let head = &bytes[..bytes.len().min(NUM_HEAD_BYTES)];
    let text = match str::from_utf8(head) {
        Ok(text) => text,
        // A character may be cut in two where the beginning ends.
        Err(error) if error.error_len().is_none() => {
            str::from_utf8(&head[..error.valid_up_to()]).unwrap_or_default()
        }
        Err(_) => return false,
    };
    let is_printable = |char: char| !char.is_control() || matches!(char, '\t' | '\n' | '\r');
    text.chars().all(is_printable) && text.contains(['\n', ' ', ',', '\t'])
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::scan::fixtures::{Fixture, Reading, fixtures, some_points};
    use crate::scan::options::ScanOptions;
    use crate::scan::read::decode_scan;

    #[test]
    fn every_format_under_the_name_of_another_is_named() {
        let formats =
            [ScanFormat::Bin, ScanFormat::Ply, ScanFormat::Pcd, ScanFormat::Npy, ScanFormat::Npz];
        for Fixture { name, format, bytes } in fixtures(&some_points()) {
            for other in formats.into_iter().filter(|&other| other != format) {
                let refusal = Reading(other).refusal(&bytes);
                if format != ScanFormat::Bin {
                    let extension = format!("extension .{}", format!("{format:?}").to_lowercase());
                    assert!(refusal.contains(&extension), "{name} as {other:?}: {refusal}");
                }
            }
        }
    }

    #[test]
    fn files_that_are_no_scans_are_named_whatever_columns_are_asked_for() {
        let las = [b"LASF".as_slice(), &[0; 20], &[1, 4], &[0; 22]].concat();
        let tar = [[b'a'; 257].as_slice(), b"ustar", &[0; 250]].concat();
        let zeros = |magic: &[u8]| [magic, &[0; 64]].concat();
        for (bytes, expected) in [
            (las, "a LAS or LAZ file"),
            (tar, "a tar archive"),
            (zeros(b"\x1f\x8b\x08"), "gzip data"),
            (zeros(b"\xd4\xc3\xb2\xa1"), "a packet capture (pcap)"),
            (zeros(b"\x0a\x0d\x0d\x0a"), "a packet capture (pcapng)"),
            (zeros(b"#ROSBAG V2.0\n"), "a ROS bag"),
            (zeros(b"\x80\x04\x95\x30\x02\0\0\0\0\0\0"), "a Python pickle"),
            (b"version https://git-lfs.github.com/spec/v1\n".to_vec(), "git lfs pull"),
            (b"1.5,2,3,0.5\n1.5,2,3,0.5\n".to_vec(), "is text"),
            ("\u{feff}x y z\n\u{e4}".into(), "is text"),
        ] {
            for columns in [None, Some(4)] {
                let options = ScanOptions { columns, ..ScanOptions::default() };
                let refusal = decode_scan(&bytes, ScanFormat::Bin, &options).unwrap_err();
                let refusal = refusal.to_string();
                assert!(refusal.contains(expected), "{refusal}");
                assert!(refusal.contains("expected rows of 32-bit floats; "), "{refusal}");
            }
        }
    }

    #[test]
    fn numbers_are_not_taken_for_anything_else() {
        for bytes in [vec![], vec![0; 4096], b"ABCDEFGHABCDEFGH".to_vec(), vec![0xff; 64]] {
            assert_eq!(content_of(&bytes), None);
        }
        for Fixture { format, bytes, .. } in fixtures(&some_points()) {
            assert!(check(&bytes, format).is_ok());
        }
    }
}
