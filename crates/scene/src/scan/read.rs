//! From a file, a stream or bytes to a scan.

use std::fs::File;
use std::io::{self, Read};
use std::mem;
use std::path::Path;

use crate::scan::decoded::{Decoded, Scan};
use crate::scan::error::{ScanError, ScanProblem};
use crate::scan::format::ScanFormat;
use crate::scan::options::ScanOptions;
use crate::scan::size::MAX_BYTES;
use crate::scan::viewpoint::Viewpoint;
use crate::scan::{bin, content, npy, npz, pcd, ply};

/// Reads a scan in the format its extension names, in any case.
///
/// | extension | what is read |
/// |---|---|
/// | `.bin` | KITTI's rows of x, y, z, intensity as little-endian `f32`, no header; what looks like anything else is refused |
/// | `.ply` | the element `vertex`, ASCII or binary |
/// | `.pcd` | versions .5 to .7, ASCII, binary or compressed |
/// | `.npy` | an array of numbers with a row a point and at least 3 columns, or of records |
/// | `.npz` | of such arrays the one called `points`, or the only one |
///
/// Fields with names are `x`, `y`, `z` and, unless intensity is to be 0, one of `intensity`, `intensities`,
/// `reflectance`, `reflectivity`, `remission`, `signal` and `i` (the first present in this order), in any
/// case and perhaps behind `scalar_`. Without names, the fourth column is the intensity. Intensities are
/// brought to 0 to 1 ([`IntensityScale::Auto`]). Points are taken as they are: the pose in `VIEWPOINT` of a PCD
/// file, or in the element `camera` of a PLY file, is not applied.
///
/// [`IntensityScale::Auto`]: crate::scan::options::IntensityScale::Auto
///
/// # Errors
///
/// When the file cannot be read, its extension is unknown, its content is malformed or cut off, or it
/// has, unpacked and together with its points, more than 1 GiB.
pub fn read_scan(path: &Path) -> Result<Scan, ScanError> {
    read_scan_with(path, &ScanOptions::default())
}

/// Reads a scan like [`read_scan`], but as the options say.
///
/// # Errors
///
/// Those of [`read_scan`], and when the options are not possible.
pub fn read_scan_with(path: &Path, options: &ScanOptions) -> Result<Scan, ScanError> {
    let read = || {
        let format = ScanFormat::of_path(path)?;
        decode_scan(&bytes_of_file(path)?, format, options)
    };
    read().map_err(|problem| ScanError::new(path, problem))
}

/// Reads a scan from a stream, like standard input, to its end.
///
/// # Errors
///
/// When the stream cannot be read or holds more than 1 GiB, and those of [`decode_scan`].
pub fn read_scan_from(
    reader: impl Read,
    format: ScanFormat,
    options: &ScanOptions,
) -> Result<Scan, ScanProblem> {
    decode_scan(&bytes_of(reader, 0)?, format, options)
}

/// The scan that the content of a file is.
///
/// # Errors
///
/// When the content is malformed or cut off, or the options are not possible.
pub fn decode_scan(
    bytes: &[u8],
    format: ScanFormat,
    options: &ScanOptions,
) -> Result<Scan, ScanProblem> {
    let mut decoded = decode(bytes, format, options)?;
    let viewpoint = mem::replace(&mut decoded.viewpoint, Viewpoint::Missing);
    let notice = viewpoint.apply(&mut decoded.points, options.apply_viewpoint)?;
    let mut scan = Scan::new(decoded, options.intensity_scale);
    scan.warnings.extend(notice);
    Ok(scan)
}

fn decode(bytes: &[u8], format: ScanFormat, options: &ScanOptions) -> Result<Decoded, ScanProblem> {
    content::check(bytes, format)?;
    match format {
        ScanFormat::Bin => bin::decode_with(bytes, options),
        ScanFormat::Ply => ply::decode(bytes),
        ScanFormat::Pcd => pcd::decode(bytes),
        ScanFormat::Npy => npy::decode(bytes),
        ScanFormat::Npz => npz::decode(bytes),
    }
}

/// Checks by its beginning that a file can be a scan: that it is there, its format is known, its content
/// is not clearly that of another one, and the size of a `.bin` file is one of whole points.
///
/// # Errors
///
/// When [`read_scan_with`] would not read it for one of these reasons.
pub fn check_scan(path: &Path, options: &ScanOptions) -> Result<(), ScanError> {
    let check = || {
        let file = File::open(path).map_err(unreadable)?;
        let num_bytes = file.metadata().map_err(unreadable)?.len();
        let format = ScanFormat::of_path(path)?;
        let mut head = Vec::new();
        file.take(bin::NUM_HEAD_BYTES as u64).read_to_end(&mut head).map_err(unreadable)?;
        content::check(&head, format)?;
        match format {
            ScanFormat::Bin => bin::check(&head, num_bytes as usize, options).map(drop),
            _ => Ok(()),
        }
    };
    check().map_err(|problem| ScanError::new(path, problem))
}

fn bytes_of_file(path: &Path) -> Result<Vec<u8>, ScanProblem> {
    let file = File::open(path).map_err(unreadable)?;
    let num_bytes = file.metadata().map_err(unreadable)?.len();
    bytes_of(file, num_bytes)
}

/// Everything that a reader holds, which is expected to be `num_bytes`.
fn bytes_of(reader: impl Read, num_bytes: u64) -> Result<Vec<u8>, ScanProblem> {
    let too_large = || ScanProblem::TooLarge { max_bytes: MAX_BYTES };
    if num_bytes > MAX_BYTES {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(num_bytes as usize);
    reader.take(MAX_BYTES + 1).read_to_end(&mut bytes).map_err(unreadable)?;
    if bytes.len() as u64 > MAX_BYTES { Err(too_large()) } else { Ok(bytes) }
}

fn unreadable(source: io::Error) -> ScanProblem {
    ScanProblem::Unreadable { source }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::error::Error;
    use std::fs;

    use super::*;
    use crate::cloud::PointCloud;
    use crate::point::Point;
    use crate::scan::fixtures::{Fixture, fixtures, some_points};
    use crate::scan::write::{write_bin, write_ply};

    fn cloud(intensities: &[f32]) -> PointCloud {
        PointCloud::new(intensities.iter().map(|&i| Point::new(1., 2., 3., i)).collect())
    }

    #[test]
    fn the_extension_chooses_the_format_in_any_case() {
        let folder = tempfile::tempdir().unwrap();
        let points = some_points();
        for Fixture { name, format, bytes } in fixtures(&points) {
            let extension = format!("{format:?}");
            for extension in [extension.to_uppercase(), extension.to_lowercase(), extension] {
                let path = folder.path().join(format!("scan.{extension}"));
                fs::write(&path, &bytes).unwrap();
                check_scan(&path, &ScanOptions::default()).unwrap();
                assert_eq!(read_scan(&path).unwrap().cloud.points, points, "{name}");
            }
        }
    }

    #[test]
    fn what_is_written_is_read() {
        let folder = tempfile::tempdir().unwrap();
        let (bin, ply) = (folder.path().join("a.bin"), folder.path().join("a.ply"));
        let cloud = cloud(&[0.5, 0.25]);
        write_bin(&bin, &cloud).unwrap();
        write_ply(&ply, &cloud).unwrap();
        for path in [bin, ply] {
            let scan = read_scan(&path).unwrap();
            assert_eq!((&scan.cloud, scan.warnings), (&cloud, vec![]));
        }
    }

    #[test]
    fn an_unknown_extension_is_told_the_supported_ones() {
        let error = read_scan(Path::new("scans/a.las")).unwrap_err();
        assert_eq!(
            error.to_string(),
            "scans/a.las: unknown scan format \"las\", expected the extension bin, ply, pcd, npy or npz"
        );
        assert!(read_scan(Path::new("scans/a")).is_err());
    }

    #[test]
    fn a_missing_file_is_named_and_the_cause_is_kept() {
        let error = read_scan(Path::new("no/such.bin")).unwrap_err();
        assert_eq!(error.to_string(), "no/such.bin: cannot read the scan");
        assert!(error.source().is_some());
    }

    #[test]
    fn malformed_content_is_reported_with_the_path_on_one_line() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.ply");
        fs::write(&path, "ply\nformat ascii 1.0\nnonsense\nend_header\n").unwrap();
        let message = read_scan(&path).unwrap_err().to_string();
        assert!(message.starts_with(&format!("{}: header line 3 ", path.display())), "{message}");
        assert_eq!(message.lines().count(), 1);
    }

    #[test]
    fn the_number_of_columns_is_that_of_a_bin_file() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        let numbers = [1_f32, 2., 3., 0.5, 9., 4., 5., 6., 0.25, 9.];
        fs::write(&path, numbers.map(f32::to_le_bytes).concat()).unwrap();
        let options = ScanOptions { columns: Some(5), ..ScanOptions::default() };
        let expected = [Point::new(1., 2., 3., 0.5), Point::new(4., 5., 6., 0.25)];
        assert_eq!(read_scan_with(&path, &options).unwrap().cloud.points, expected);
        assert!(check_scan(&path, &ScanOptions::default()).is_err());
        for (columns, expected) in [(2, "2 columns, expected at least 3"), (0, "0 columns")] {
            let options = ScanOptions { columns: Some(columns), ..ScanOptions::default() };
            let message = read_scan_with(&path, &options).unwrap_err().to_string();
            assert!(message.contains(expected), "{message}");
        }
    }

    #[test]
    fn what_is_not_read_for_its_beginning_is_not_approved() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        let row = |i: u16| [10. + f64::from(i) / 7., -3.2 - f64::from(i) / 9., -1.7, 0.25];
        let doubles: Vec<u8> = (0..5000).flat_map(row).flat_map(f64::to_le_bytes).collect();
        for (content, expected) in
            [(doubles, "64-bit floats"), (b"1 2 3 4 5 6 7 8\n".to_vec(), "text")]
        {
            fs::write(&path, content).unwrap();
            let [read, checked] =
                [read_scan(&path).err(), check_scan(&path, &ScanOptions::default()).err()]
                    .map(|error| error.unwrap().to_string());
            assert!(read.contains(expected), "{read}");
            assert_eq!(read, checked);
        }
    }

    #[test]
    fn a_stream_is_read_to_its_end() {
        let bytes = bin::encode(&cloud(&[0.5]));
        let (first, second) = bytes.split_at(7);
        let options = ScanOptions::default();
        let scan = read_scan_from(first.chain(second), ScanFormat::Bin, &options).unwrap();
        assert_eq!(scan.cloud, cloud(&[0.5]));
        let cut_off = read_scan_from(first, ScanFormat::Bin, &options).unwrap_err();
        assert!(cut_off.to_string().starts_with("size is 7 bytes"));
    }

    #[test]
    fn files_beyond_any_scan_are_not_read() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.bin");
        // A hole takes no room on the disk.
        File::create(&path).unwrap().set_len(MAX_BYTES + 16).unwrap();
        let message = read_scan(&path).unwrap_err().to_string();
        assert!(message.contains("more than 1073741824 bytes"), "{message}");
    }
}
