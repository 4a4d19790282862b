//! Every format with files that are cut off, damaged or lying: an error of one line or a scan, never
//! a panic.

#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::decoded::Scan;
use super::error::ScanProblem;
use super::fixtures::{Fixture, fixtures, some_points};
use super::format::ScanFormat;
use super::options::ScanOptions;
use super::read::decode_scan;
use crate::point::Point;
use crate::scan::options::IntensityScale;

const FORMATS: [ScanFormat; 5] =
    [ScanFormat::Bin, ScanFormat::Ply, ScanFormat::Pcd, ScanFormat::Npy, ScanFormat::Npz];

fn decode(bytes: &[u8], format: ScanFormat) -> Result<Scan, ScanProblem> {
    let intensity_scale = IntensityScale::AsWritten;
    // Numbers of any kind are read with columns that are named.
    let options = ScanOptions { columns: Some(4), intensity_scale, ..ScanOptions::default() };
    decode_scan(bytes, format, &options)
}

/// Decodes what may be anything and checks what holds of every outcome.
fn decode_checked(bytes: &[u8], format: ScanFormat) -> Option<Scan> {
    let options = ScanOptions { intensity_scale: IntensityScale::Auto, ..ScanOptions::default() };
    match decode_scan(bytes, format, &options) {
        Ok(scan) => {
            assert!(scan.cloud.points.iter().all(Point::is_finite));
            Some(scan)
        }
        Err(problem) => {
            let message = problem.to_string();
            assert!(!message.contains(char::is_control) && message.len() < 1000, "{message:?}");
            None
        }
    }
}

fn bits(points: &[Point]) -> Vec<[u32; 4]> {
    points.iter().map(|p| [p.x, p.y, p.z, p.intensity].map(f32::to_bits)).collect()
}

#[test]
fn files_without_points_are_empty_clouds() {
    for Fixture { name, format, bytes } in fixtures(&[]) {
        let scan = decode(&bytes, format).unwrap_or_else(|problem| panic!("{name}: {problem}"));
        assert!(scan.cloud.is_empty() && scan.warnings.is_empty(), "{name}");
    }
}

#[test]
fn no_cut_off_file_passes_but_at_a_row_of_bin_or_in_the_last_number_of_ascii() {
    let points = some_points();
    for Fixture { name, format, bytes } in fixtures(&points) {
        for num_bytes in 0..bytes.len() {
            let Some(scan) = decode_checked(&bytes[..num_bytes], format) else { continue };
            let may_pass = match name {
                "bin" => scan.cloud.len() * 16 == num_bytes,
                "ascii ply" | "ascii pcd" => num_bytes + "0.12345678\n".len() > bytes.len(),
                _ => false,
            };
            assert!(may_pass, "{name}: {num_bytes} of {} bytes", bytes.len());
        }
    }
}

#[test]
fn what_follows_the_points_is_refused() {
    for Fixture { name, format, mut bytes } in fixtures(&some_points()) {
        // An archive may have a comment behind it, and a row more is a point more.
        if matches!(format, ScanFormat::Npz | ScanFormat::Bin) {
            continue;
        }
        bytes.extend(b"7 7 7 7 ");
        let problem = decode(&bytes, format).unwrap_err();
        assert!(matches!(problem, ScanProblem::Surplus { .. }), "{name}: {problem}");
    }
}

#[test]
fn four_billion_announced_points_are_refused() {
    for Fixture { name, format, bytes } in fixtures(&[]) {
        if matches!(format, ScanFormat::Npz | ScanFormat::Bin) {
            continue;
        }
        for count in ["4000000000", "18446744073709551615"] {
            let mut lying = bytes.clone();
            for key in ["vertex ", "WIDTH ", "POINTS ", "'shape': ("] {
                replace(&mut lying, &format!("{key}0"), &format!("{key}{count}"));
            }
            let problem = decode(&lying, format).unwrap_err();
            let is_expected = matches!(
                problem,
                ScanProblem::TooShort { .. } | ScanProblem::PcdUnpackedSize { .. }
            );
            assert!(is_expected, "{name}: {problem}");
        }
    }
}

/// Replaces a word, if it is there; the header of an array grows with it.
fn replace(bytes: &mut Vec<u8>, word: &str, by: &str) {
    let found = bytes.windows(word.len()).position(|window| window == word.as_bytes());
    if let Some(start) = found {
        bytes.splice(start..start + word.len(), by.bytes());
        if bytes.starts_with(b"\x93NUMPY") {
            let length = u16::from_le_bytes([bytes[8], bytes[9]]) + (by.len() - word.len()) as u16;
            bytes[8..10].copy_from_slice(&length.to_le_bytes());
        }
    }
}

#[test]
fn no_byte_of_a_small_file_can_be_changed_into_a_panic() {
    for Fixture { format, bytes, .. } in fixtures(&some_points()) {
        for position in 0..bytes.len() {
            for change in [1, 2, 4, 8, 16, 32, 64, 128, 255] {
                let mut damaged = bytes.clone();
                damaged[position] ^= change;
                decode_checked(&damaged, format);
            }
        }
    }
}

fn any_number() -> impl Strategy<Value = f32> {
    prop::num::f32::NORMAL | prop::num::f32::SUBNORMAL | prop::num::f32::ZERO
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn every_format_keeps_every_bit(
        numbers in prop::collection::vec(prop::array::uniform4(any_number()), 0..50),
    ) {
        let points: Vec<Point> =
            numbers.into_iter().map(|[x, y, z, i]| Point::new(x, y, z, i)).collect();
        for Fixture { name, format, bytes } in fixtures(&points) {
            let scan = decode(&bytes, format).unwrap();
            prop_assert_eq!(bits(&scan.cloud.points), bits(&points), "{}", name);
            prop_assert!(scan.warnings.is_empty(), "{}: {:?}", name, scan.warnings);
        }
    }

    #[test]
    fn random_bytes_never_panic(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        for format in FORMATS {
            decode_checked(&bytes, format);
        }
    }

    #[test]
    fn random_damage_never_panics(
        changes in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        cut in any::<prop::sample::Index>(),
        inserted in prop::collection::vec(any::<u8>(), 0..20),
    ) {
        for Fixture { format, mut bytes, .. } in fixtures(&some_points()) {
            for (position, value) in &changes {
                let position = position.index(bytes.len());
                bytes[position] = *value;
            }
            let start = cut.index(bytes.len());
            bytes.splice(start..start, inserted.iter().copied());
            decode_checked(&bytes, format);
        }
    }
}
