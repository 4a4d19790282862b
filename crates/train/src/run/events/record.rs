//! Records of a TFRecord file.
//!
//! A record is the length of its data (8 bytes), a checksum of those, the data, and a checksum of
//! the data; numbers are little-endian.

use std::iter;

/// One record of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Record<'a> {
    /// The whole record, as in the file.
    pub(super) framed: &'a [u8],
    /// Its data.
    pub(super) data: &'a [u8],
}

/// The record that carries `data`.
pub(super) fn frame(data: &[u8]) -> Vec<u8> {
    let length = (data.len() as u64).to_le_bytes();
    let length_checksum = masked_checksum(&length).to_le_bytes();
    let data_checksum = masked_checksum(data).to_le_bytes();
    [&length[..], &length_checksum, data, &data_checksum].concat()
}

/// The records of a file up to the first that is torn or damaged: where the next one begins is
/// not known after that.
pub(super) fn intact_records(file: &[u8]) -> impl Iterator<Item = Record<'_>> {
    let mut rest = file;
    iter::from_fn(move || {
        let (record, after) = split_record(rest)?;
        rest = after;
        Some(record)
    })
}

fn split_record(file: &[u8]) -> Option<(Record<'_>, &[u8])> {
    let (length, rest) = file.split_first_chunk()?;
    let rest = after_checksum_of(length, rest)?;
    let num_bytes = usize::try_from(u64::from_le_bytes(*length)).ok()?;
    let (data, rest) = rest.split_at_checked(num_bytes)?;
    let rest = after_checksum_of(data, rest)?;
    let framed = &file[..file.len() - rest.len()];
    Some((Record { framed, data }, rest))
}

/// The rest of `file` behind the checksum at its start, if that is the checksum of `bytes`.
fn after_checksum_of<'a>(bytes: &[u8], file: &'a [u8]) -> Option<&'a [u8]> {
    let (checksum, rest) = file.split_first_chunk()?;
    (u32::from_le_bytes(*checksum) == masked_checksum(bytes)).then_some(rest)
}

/// The CRC-32C of `bytes`, turned and shifted so that the checksum of bytes that end in their own
/// CRC is no constant.
fn masked_checksum(bytes: &[u8]) -> u32 {
    crc32c::crc32c(bytes).rotate_right(15).wrapping_add(0xa282_ead8)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Written by TensorBoard 2.21:
    ///
    /// ```python
    /// file = io.BytesIO()
    /// RecordWriter(file).write(b"123456789")
    /// ```
    const DIGITS: [u8; 25] = *b"\x09\0\0\0\0\0\0\0\x37\xf9\x71\x39123456789\xe5\xb0\x8a\xc7";

    fn data_of(file: &[u8]) -> Vec<&[u8]> {
        intact_records(file).map(|record| record.data).collect()
    }

    #[test]
    fn the_checksum_is_the_masked_crc32c() {
        // The check value that catalogues of CRCs give for CRC-32C.
        assert_eq!(crc32c::crc32c(b"123456789"), 0xe306_9283);
        assert_eq!(masked_checksum(b"123456789"), 0xc78a_b0e5);
    }

    #[test]
    fn a_record_is_framed_as_tensorboard_frames_it() {
        assert_eq!(frame(b"123456789"), DIGITS);
    }

    #[test]
    fn records_come_back_in_order_with_their_frames() {
        let framed = [frame(b"one"), frame(b""), frame(b"three")];
        let file = framed.concat();
        assert_eq!(data_of(&file), [&b"one"[..], b"", b"three"]);
        assert!(intact_records(&file).map(|record| record.framed).eq(&framed));
        assert!(data_of(b"").is_empty());
    }

    #[test]
    fn a_record_torn_anywhere_ends_the_file() {
        let file = [frame(b"whole"), frame(b"torn")].concat();
        for end in frame(b"whole").len()..file.len() {
            assert_eq!(data_of(&file[..end]), [b"whole"], "cut after {end} bytes");
        }
    }

    #[test]
    fn any_changed_bit_ends_the_file_before_its_record() {
        let start = frame(b"good").len();
        let file = [frame(b"good"), frame(b"damaged"), frame(b"after")].concat();
        for bit in 8 * start..8 * (start + frame(b"damaged").len()) {
            let mut damaged = file.clone();
            damaged[bit / 8] ^= 1 << (bit % 8);
            assert_eq!(data_of(&damaged), [b"good"], "bit {bit} changed");
        }
    }

    #[test]
    fn a_tail_of_zeros_as_a_power_cut_leaves_is_no_record() {
        let file = [frame(b"good"), vec![0; 64]].concat();
        assert_eq!(data_of(&file), [b"good"]);
    }
}
