//! Text files in UTF-8, with or without a byte-order mark.

use std::error::Error;
use std::fmt::{self, Display, Formatter};
use std::io;
use std::path::Path;

const BYTE_ORDER_MARK: &[u8] = b"\xef\xbb\xbf";
const OF_UTF_16: [&[u8]; 2] = [b"\xff\xfe", b"\xfe\xff"];

/// A file is no text in UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8 {
    /// The first line that is none, from 1.
    pub line: usize,
    /// Whether it begins as text in UTF-16 does.
    pub is_utf_16: bool,
}

impl Display for NotUtf8 {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if self.is_utf_16 {
            f.write_str("UTF-16 text, expected UTF-8")
        } else {
            write!(f, "line {} is not UTF-8 text", self.line)
        }
    }
}

impl Error for NotUtf8 {}

/// The text of a file's bytes, without the byte-order mark that some programs put before it.
///
/// ```
/// use voxelnet_files::decode_text;
///
/// assert_eq!(decode_text(b"\xef\xbb\xbfCar".to_vec()).as_deref(), Ok("Car"));
/// assert!(decode_text(b"\xff\xfeC\0a\0r\0".to_vec()).is_err_and(|error| error.is_utf_16));
/// ```
///
/// # Errors
///
/// [`NotUtf8`] for other bytes than UTF-8.
pub fn decode_text(mut bytes: Vec<u8>) -> Result<String, NotUtf8> {
    if bytes.starts_with(BYTE_ORDER_MARK) {
        bytes.drain(..BYTE_ORDER_MARK.len());
    }
    String::from_utf8(bytes).map_err(|error| {
        let readable = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = readable.iter().filter(|&&byte| byte == b'\n').count() + 1;
        let is_utf_16 = OF_UTF_16.iter().any(|mark| error.as_bytes().starts_with(mark));
        NotUtf8 { line, is_utf_16 }
    })
}

/// The text of a file, without the byte-order mark that some programs put before it.
///
/// # Errors
///
/// Whatever the file system reports, and [`NotUtf8`] as [`io::ErrorKind::InvalidData`].
pub fn read_text(path: &Path) -> io::Result<String> {
    decode_text(std::fs::read(path)?)
        .map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_byte_order_mark_is_no_part_of_the_text() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("list.txt");
        for (bytes, text) in [("\u{feff}a\r\n", "a\r\n"), ("a", "a"), ("", ""), ("\u{feff}", "")] {
            std::fs::write(&path, bytes).unwrap();
            assert_eq!(read_text(&path).unwrap(), text);
        }
    }

    #[test]
    fn other_encodings_are_named_with_the_line() {
        let said = |bytes: &[u8]| decode_text(bytes.to_vec()).unwrap_err().to_string();
        assert_eq!(said(b"\xff\xfea\0"), "UTF-16 text, expected UTF-8");
        assert_eq!(said(b"\xfe\xff\0a"), "UTF-16 text, expected UTF-8");
        assert_eq!(said(b"a\nb\xe9\n"), "line 2 is not UTF-8 text");
    }
}
