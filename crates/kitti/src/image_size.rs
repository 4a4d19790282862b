//! The size of a camera image, without decoding it.

use std::fs::File;
use std::io::{ErrorKind, Read};
use std::path::Path;

use crate::error::KittiError;

/// Width and height of an image, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ImageSize {
    /// Columns.
    pub width: u32,
    /// Rows.
    pub height: u32,
}

impl Default for ImageSize {
    /// The most frequent size of the KITTI benchmark.
    fn default() -> Self {
        Self { width: 1242, height: 375 }
    }
}

/// The size that the header of a PNG file states.
///
/// # Errors
///
/// [`KittiError::Io`], and [`KittiError::NotPng`] when the file does not begin as a PNG does.
pub fn read_png_size(path: &Path) -> Result<ImageSize, KittiError> {
    // Signature, then a chunk: length, "IHDR", width, height; big-endian (PNG specification 11.2.2).
    let mut header = [0; 24];
    File::open(path).and_then(|mut file| file.read_exact(&mut header)).map_err(|reason| {
        match reason.kind() {
            ErrorKind::UnexpectedEof => KittiError::NotPng { path: path.to_owned() },
            _ => KittiError::io(path, reason),
        }
    })?;
    size_in_header(&header).ok_or_else(|| KittiError::NotPng { path: path.to_owned() })
}

fn size_in_header(header: &[u8; 24]) -> Option<ImageSize> {
    let rest = header.strip_prefix(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR")?;
    let (width, rest) = rest.split_first_chunk()?;
    let (height, _) = rest.split_first_chunk()?;
    let size = ImageSize { width: u32::from_be_bytes(*width), height: u32::from_be_bytes(*height) };
    (size.width > 0 && size.height > 0).then_some(size)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
pub(crate) mod tests {
    use super::*;

    pub(crate) fn png_header(width: u32, height: u32) -> Vec<u8> {
        let mut bytes = b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR".to_vec();
        bytes.extend(width.to_be_bytes());
        bytes.extend(height.to_be_bytes());
        bytes
    }

    #[test]
    fn the_header_alone_gives_the_size_and_anything_else_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("000000.png");
        std::fs::write(&path, png_header(1224, 370)).unwrap();
        assert_eq!(read_png_size(&path).unwrap(), ImageSize { width: 1224, height: 370 });
        for wrong in [png_header(0, 370), b"\xff\xd8\xff\xe0".to_vec(), vec![b'x'; 100]] {
            std::fs::write(&path, wrong).unwrap();
            assert!(matches!(read_png_size(&path), Err(KittiError::NotPng { .. })));
        }
        let missing = read_png_size(&folder.path().join("000001.png"));
        assert!(matches!(missing, Err(KittiError::Io { .. })));
    }
}
