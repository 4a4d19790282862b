//! Archives of NumPy arrays: zip files whose members end in `.npy`.

use std::fmt::Display;
use std::io::Read;

use flate2::bufread::DeflateDecoder;
use rawzip::{CompressionMethod, ZipArchive, ZipFileHeaderRecord, ZipSliceArchive};

use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::npy;
use crate::scan::npy::{Header, MAX_HEADER_BYTES, Table};

/// The array that is taken when there are several.
const POINTS: &str = "points";

/// The points of a `.npz` file.
pub fn decode(bytes: &[u8]) -> Result<Decoded, ScanProblem> {
    let archive = ZipArchive::from_slice(bytes).map_err(damaged)?;
    let member = member_with_points(&archive)?;
    let entry = archive.get_entry(member.wayfinder()).map_err(damaged)?;
    let array = match member.compression_method() {
        CompressionMethod::STORE => unpack(entry.verifying_reader(entry.data()))?,
        CompressionMethod::DEFLATE => {
            unpack(entry.verifying_reader(DeflateDecoder::new(entry.data())))?
        }
        other => {
            return Err(ScanProblem::NpzArchive {
                reason: format!("compressed by {other}, expected stored or deflated"),
            });
        }
    };
    npy::decode(&array)
}

/// The array called `points`, or the only one.
fn member_with_points<'a>(
    archive: &'a ZipSliceArchive<&[u8]>,
) -> Result<ZipFileHeaderRecord<'a>, ScanProblem> {
    let mut names = Vec::new();
    let mut last = None;
    for member in archive.entries() {
        let member = member.map_err(damaged)?;
        let path = String::from_utf8_lossy(member.file_path().as_bytes());
        let Some(name) = path.strip_suffix(".npy") else { continue };
        if name == POINTS {
            return Ok(member);
        }
        names.push(name.to_owned());
        last = Some(member);
    }
    match last {
        Some(member) if names.len() == 1 => Ok(member),
        _ => Err(ScanProblem::NpzArrays { names }),
    }
}

/// Unpacks as much as the header of the array announces, and one byte to see that nothing follows.
///
/// Nothing is believed of the sizes that the archive has.
fn unpack(mut reader: impl Read) -> Result<Vec<u8>, ScanProblem> {
    let mut array = Vec::new();
    let mut unpack_to = |num_bytes: usize, array: &mut Vec<u8>| {
        let num_missing = num_bytes.saturating_sub(array.len()) as u64;
        reader.by_ref().take(num_missing).read_to_end(array).map_err(damaged)
    };
    unpack_to(MAX_HEADER_BYTES, &mut array)?;
    let header = Header::parse(&array)?;
    // This also makes sure that memory has room for it.
    Table::of(&header)?;
    unpack_to(header.num_bytes + header.num_data_bytes() as usize + 1, &mut array)?;
    Ok(array)
}

fn damaged(error: impl Display) -> ScanProblem {
    ScanProblem::NpzArchive { reason: error.to_string() }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use npyz::Order;
    use npyz::zip::CompressionMethod::{self, Deflated, Stored};

    use super::*;
    use crate::point::Point;
    use crate::scan::fixtures::{npy, npy_with_header, npz};

    fn message(bytes: &[u8]) -> String {
        decode(bytes).err().unwrap().to_string()
    }

    fn array(first: f32) -> Vec<u8> {
        npy(&[first, 2., 3., 4.], &[1, 4], Order::C)
    }

    #[test]
    fn the_array_called_points_is_taken_or_the_only_one() {
        let several =
            [("indices", &array(1.)[..]), ("points", &array(2.)), ("scan/points", &array(3.))];
        let decoded = decode(&npz(&several, Deflated)).unwrap();
        assert_eq!(decoded.points, [Point::new(2., 2., 3., 4.)]);
        let decoded = decode(&npz(&several[2..], Stored)).unwrap();
        assert_eq!(decoded.points, [Point::new(3., 2., 3., 4.)]);
    }

    #[test]
    fn the_arrays_are_named_when_it_is_not_clear_which() {
        let several = [("lidar", &array(1.)[..]), ("radar\n", &array(2.))];
        let expected =
            r#"the archive has the arrays ["lidar", "radar\n"], expected "points" or a single one"#;
        assert_eq!(message(&npz(&several, Stored)), expected);
        assert!(message(&npz(&[], Stored)).starts_with("the archive has the arrays [],"));
    }

    #[test]
    fn damage_that_the_array_does_not_show_is_found_by_the_checksum() {
        for method in [Stored, Deflated] {
            let bytes = npz(&[("points", &array(1.))], method);
            let damaged = |position: usize| {
                let mut bytes = bytes.clone();
                bytes[position] ^= 1;
                decode(&bytes)
            };
            let found = (0..bytes.len()).filter_map(|position| damaged(position).err());
            let is_checksum = |problem: ScanProblem| problem.to_string().contains("checksum");
            assert!(found.map(is_checksum).filter(|&is_it| is_it).count() > 15);
        }
    }

    #[test]
    fn other_compressions_are_named() {
        let bytes = npz(&[("points", &array(1.))], CompressionMethod::Bzip2);
        assert!(message(&bytes).contains("expected stored or deflated"), "{}", message(&bytes));
    }

    #[test]
    fn archives_that_unpack_to_more_than_memory_has_room_for_are_refused() {
        let header = |num_points: u64| {
            format!("{{'descr': '|u1', 'fortran_order': False, 'shape': ({num_points}, 3)}}")
        };
        // A megabyte that deflates to a kilobyte, from a header that says it is 4 billion points.
        let bomb = npy_with_header(&header(4_000_000_000), &vec![0; 1 << 20]);
        let bytes = npz(&[("points", &bomb)], Deflated);
        assert!(bytes.len() < 1 << 12);
        assert!(message(&bytes).contains("more than 1073741824 bytes"));
        // And what goes on behind the points is not unpacked.
        let bomb = npy_with_header(&header(1), &vec![0; 1 << 20]);
        let bytes = npz(&[("points", &bomb)], Deflated);
        assert!(message(&bytes).contains("bytes follow the last row"), "{}", message(&bytes));
        let cut_off = npy_with_header(&header(1 << 20), &vec![0; 1 << 20]);
        let bytes = npz(&[("points", &cut_off)], Deflated);
        assert!(message(&bytes).contains("at least 3145728 bytes, 1048576 follow"));
    }
}
