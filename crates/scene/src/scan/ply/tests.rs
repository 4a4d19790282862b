#![allow(clippy::unwrap_used)]

use proptest::prelude::*;

use super::encode;
use crate::cloud::PointCloud;
use crate::point::Point;
use crate::scan::decoded::Scan;
use crate::scan::error::ScanProblem;
use crate::scan::fixtures::Reading;
use crate::scan::format::ScanFormat;
use crate::scan::options::ScanOptions;
use crate::scan::read::decode_scan;
use crate::scan::warning::ScanWarning;

const XYZI: &str =
    "property float x\nproperty float y\nproperty float z\nproperty float intensity\n";
const XYZ: &str = "property float x\nproperty float y\nproperty float z\n";

fn file(encoding: &str, elements: &str, data: &[u8]) -> Vec<u8> {
    let mut bytes = format!("ply\nformat {encoding} 1.0\n{elements}end_header\n").into_bytes();
    bytes.extend_from_slice(data);
    bytes
}

fn ascii(elements: &str, data: &str) -> Vec<u8> {
    file("ascii", elements, data.as_bytes())
}

fn decode(bytes: &[u8]) -> Result<Scan, ScanProblem> {
    Reading(ScanFormat::Ply).scan(bytes)
}

#[track_caller]
fn assert_points(bytes: &[u8], expected: &[Point]) {
    Reading(ScanFormat::Ply).assert_points(bytes, expected);
}

fn cloud(points: &[Point]) -> PointCloud {
    PointCloud::new(points.to_vec())
}

fn message(bytes: &[u8]) -> String {
    let message = decode(bytes).unwrap_err().to_string();
    assert_eq!(message.lines().count(), 1, "{message}");
    message
}

#[test]
fn what_is_written_is_read_back() {
    let points = [Point::new(0.1, -2.5, 3e-40, 0.99), Point::new(-0., f32::MAX, 1., 0.)];
    assert_points(&encode(&cloud(&points)).unwrap(), &points);
    assert_points(&encode(&cloud(&[])).unwrap(), &[]);
}

#[test]
fn ascii_doubles_with_foreign_properties_are_read_by_name() {
    let elements = "comment made by hand\nobj_info none\nelement vertex 2\nproperty uchar red\n\
        property double z\nproperty double y\nproperty double x\nproperty float Scalar_Intensity\n";
    let data = "255 3.25 2 1.5 0.5\r\n\r\n 0\t-3 -2 -1 1";
    assert_points(
        &ascii(elements, data),
        &[Point::new(1.5, 2., 3.25, 0.5), Point::new(-1., -2., -3., 1.)],
    );
}

#[test]
fn ascii_numbers_may_be_spelled_in_any_common_way() {
    let elements = format!("element vertex 2\n{XYZI}");
    let data = "1.5E+1 .5 -5. +2e-1\n-1.25e2 +.25 007 1e0\n";
    assert_points(
        &ascii(&elements, data),
        &[Point::new(15., 0.5, -5., 0.2), Point::new(-125., 0.25, 7., 1.)],
    );
}

#[test]
fn ascii_points_that_are_not_finite_are_dropped_and_counted() {
    let elements = format!("element vertex 5\n{XYZI}");
    let data = "nan 0 0 0\n1 2 3 0.5\n0 -inf 0 0\n0 0 NaN 0\n0 0 1e39 0\n";
    let scan = decode(&ascii(&elements, data)).unwrap();
    assert_eq!(scan.cloud.points, [Point::new(1., 2., 3., 0.5)]);
    assert_eq!(scan.warnings, [ScanWarning::NonFinitePoints { num_dropped: 4 }]);
}

#[test]
fn big_endian_of_mixed_types_is_read() {
    let elements = "element vertex 1\nproperty short x\nproperty float64 y\nproperty int z\n\
        property list uchar float spectrum\nproperty uint8 reflectance\n";
    let mut data = Vec::new();
    data.extend((-5_i16).to_be_bytes());
    data.extend(2.5_f64.to_be_bytes());
    data.extend(70_000_i32.to_be_bytes());
    data.push(2);
    data.extend([0_u8; 8]);
    data.push(200);
    let bytes = file("binary_big_endian", elements, &data);
    assert_points(&bytes, &[Point::new(-5., 2.5, 70_000., 200.)]);
}

#[test]
fn elements_around_the_vertices_are_passed_over() {
    let elements = format!(
        "element camera 1\nproperty float focal\nelement vertex 1\n{XYZI}\
         element face 2\nproperty list uchar int vertex_indices\n"
    );
    let point = Point::new(1., 2., 3., 4.);
    assert_points(&ascii(&elements, "9\n1 2 3 4\n3 0 1 2\n4 0 1 2 3\n"), &[point]);

    let mut data = 9_f32.to_le_bytes().to_vec();
    data.extend([1_f32, 2., 3., 4.].into_iter().flat_map(f32::to_le_bytes));
    data.push(3);
    data.extend([0_u8; 12]);
    data.push(0);
    assert_points(&file("binary_little_endian", &elements, &data), &[point]);
}

#[test]
fn the_usual_names_of_intensity_are_known() {
    let names = ["intensity", "scalar_intensity", "scalar_Intensity", "reflectance", "remission"];
    for name in names.into_iter().chain(["i", "I", "INTENSITY"]) {
        let elements = format!("element vertex 1\n{XYZ}property float {name}\n");
        assert_points(&ascii(&elements, "1 2 3 0.5\n"), &[Point::new(1., 2., 3., 0.5)]);
    }
    let both = format!("element vertex 1\nproperty float i\n{XYZ}property float intensity\n");
    assert_points(&ascii(&both, "9 1 2 3 0.5\n"), &[Point::new(1., 2., 3., 0.5)]);
}

#[test]
fn without_intensity_points_get_zero_and_a_warning() {
    let scan = decode(&ascii(&format!("element vertex 1\n{XYZ}"), "1 2 3\n")).unwrap();
    assert_eq!(scan.cloud.points, [Point::new(1., 2., 3., 0.)]);
    assert_eq!(scan.warnings, [ScanWarning::MissingIntensity { other_fields: vec![] }]);
    let elements = format!("element vertex 1\n{XYZ}property uchar red\nproperty float Time\n");
    let scan = decode(&ascii(&elements, "1 2 3 4 5\n")).unwrap();
    let other_fields = vec!["red".to_owned(), "Time".to_owned()];
    assert_eq!(scan.warnings, [ScanWarning::MissingIntensity { other_fields }]);
}

#[test]
fn a_coordinate_must_be_there_once_and_be_a_number() {
    for (properties, num_found) in [
        ("property float y\nproperty float z\n".to_owned(), 0),
        (format!("{XYZ}property double X\n"), 2),
        ("property list uchar float x\nproperty float y\nproperty float z\n".to_owned(), 0),
    ] {
        let bytes = ascii(&format!("element vertex 0\n{properties}"), "");
        match decode(&bytes) {
            Err(ScanProblem::Coordinate { name: "x", num_found: n, .. }) => {
                assert_eq!(n, num_found)
            }
            other => panic!("{other:?}"),
        }
    }
    assert!(matches!(decode(&ascii("", "")), Err(ScanProblem::HeaderLineMissing { .. })));
}

#[test]
fn four_billion_declared_points_are_refused_before_any_is_stored() {
    for encoding in ["ascii", "binary_little_endian", "binary_big_endian"] {
        for count in ["4000000000", "18446744073709551615"] {
            let bytes = file(encoding, &format!("element vertex {count}\n{XYZI}"), &[b'1'; 16]);
            assert!(matches!(decode(&bytes), Err(ScanProblem::TooShort { .. })), "{encoding}");
        }
    }
}

#[test]
fn malformed_header_lines_are_named() {
    for (elements, line) in [
        ("element vertex\n", 3),
        ("element vertex -1\n", 3),
        ("element vertex 99999999999999999999999\n", 3),
        ("property float x\n", 3),
        ("element vertex 1\nproperty quad x\n", 4),
        ("element vertex 1\nproperty list float int x\n", 4),
        ("element vertex 0\nelement vertex 0\n", 4),
        ("element void 4000000000\n", 4),
        ("format ascii 1.0\n", 3),
        ("\n", 3),
        ("comment \u{1f980}\nelement vertex 1 \u{1f980}\n", 4),
    ] {
        let message = message(&ascii(elements, ""));
        assert!(message.starts_with(&format!("header line {line} is ")), "{elements}: {message}");
    }
    assert!(message(b"plyx\n").contains("expected \"ply\""));
    assert!(message(b"ply\nformat ascii 2.0\n").contains("1.0"));
    assert!(message(b"ply\nelement vertex 0\nend_header\n").contains("format"));
    assert!(message(b"").contains("end_header"));
    assert!(message(&[0x89; 100_000]).starts_with("header line 1 is"));
    assert!(
        message(&[b"ply\n".as_slice(), &b"comment\n".repeat(50_000)].concat()).contains("65536")
    );
}

#[test]
fn a_bad_row_is_named() {
    let elements = format!("element vertex 2\n{XYZI}");
    let refusal = |row: &str| message(&ascii(&elements, &format!("1.00 2 3 4\n{row}\n")));
    for row in ["1 2 3", "1 2 3 4 5"] {
        assert_eq!(
            refusal(row),
            "vertex 2 of 2 is cut off or is not float x, float y, float z, float intensity"
        );
    }
    for (row, word) in [("1 2 x 4", "x"), ("1 2 3 \u{1f980}", "\u{1f980}")] {
        assert_eq!(refusal(row), format!("vertex 2 of 2: {word:?} is no number"));
    }
    let comma = refusal("6,92 -4,97 0,3 0,5");
    assert!(
        comma.starts_with("vertex 2 of 2: \"6,92\" is no number, expected decimals"),
        "{comma}"
    );
}

#[test]
fn numbers_that_are_not_finite_may_be_spelled_as_windows_does() {
    let elements = format!("element vertex 4\n{XYZI}");
    let data = "-nan(ind) -nan(ind) -nan(ind) 0\n1 2 3 0.5\n1.#QNAN 0 0 0\n0 -1.#INF 0 Infinity\n";
    let scan = decode(&ascii(&elements, data)).unwrap();
    assert_eq!(scan.cloud.points, [Point::new(1., 2., 3., 0.5)]);
    assert_eq!(scan.warnings, [ScanWarning::NonFinitePoints { num_dropped: 3 }]);
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let bytes = ascii(&format!("element vertex 1\n{XYZI}"), "1 2 3 4\n");
    assert_points(&[b"\xef\xbb\xbf", &bytes[..]].concat(), &[Point::new(1., 2., 3., 4.)]);
}

#[test]
fn the_camera_moves_the_points_when_asked_for() {
    let properties: String =
        "view_px view_py view_pz x_axisx x_axisy x_axisz y_axisx y_axisy y_axisz \
                              z_axisx z_axisy z_axisz focal scalex scaley"
            .split_whitespace()
            .map(|name| format!("property float {name}\n"))
            .collect();
    let elements =
        format!("element vertex 1\n{XYZI}element camera 1\n{properties}property int viewportx\n");
    let file = |rows: &str| ascii(&elements, &format!("1 2 3 0.5\n1 0 0 {rows} 0 0 0 640\n"));
    let turned = "0 -1 0 1 0 0 0 0 1";
    let asked_for = ScanOptions { apply_viewpoint: true, ..ScanOptions::default() };
    let read = |bytes: &[u8]| decode_scan(bytes, ScanFormat::Ply, &asked_for);
    let moved = read(&file(turned)).unwrap();
    assert_eq!((moved.cloud.points, moved.warnings), (vec![Point::new(-1., 1., 3., 0.5)], vec![]));
    let as_written = decode(&file(turned)).unwrap();
    assert_eq!(as_written.cloud.points, [Point::new(1., 2., 3., 0.5)]);
    assert_eq!(as_written.warnings, [ScanWarning::UnusedViewpoint]);
    let refusal = read(&file("0 0 0 0 0 0 0 0 0")).unwrap_err().to_string();
    assert!(refusal.starts_with("camera 1 of 1 is "), "{refusal}");
    let without = read(&ascii(&format!("element vertex 1\n{XYZI}"), "1 2 3 0.5\n")).unwrap();
    assert_eq!(without.warnings, [ScanWarning::NoViewpoint]);
}

// Found by fuzzing.
#[test]
fn names_are_shortened_and_without_control_characters_in_messages() {
    let name = "\u{1b}[31m".to_owned() + &"i".repeat(400);
    let elements =
        format!("element vertex 1\n{XYZ}{}", format!("property float {name}\n").repeat(9));
    let message = message(&ascii(&elements, "1 2 3 4 5 6 7 8 9 10 11"));
    assert!(message.len() < 400 && !message.contains(char::is_control), "{message:?}");
    assert!(message.contains("float z, float \u{fffd}[31miii"), "{message}");

    let name = "\u{1b}[31m".repeat(100);
    let elements = format!("element vertex 0\n{XYZ}element {name} 1\nproperty int i\n");
    let message = self::message(&ascii(&elements, "1.5"));
    assert!(message.starts_with("\u{fffd}[31m\u{fffd}[31m") && message.len() < 200, "{message:?}");
}

#[test]
fn data_beyond_the_declared_elements_is_refused() {
    let elements = format!("element vertex 1\n{XYZI}");
    let result = decode(&ascii(&elements, "1 2 3 4\n5 6 7 8\n"));
    assert!(matches!(result, Err(ScanProblem::Surplus { num_bytes: 7, .. })), "{result:?}");
}

#[test]
fn no_truncation_of_a_binary_file_passes() {
    let elements =
        format!("element vertex 2\n{XYZI}element face 1\nproperty list uchar int vertex_indices\n");
    let mut data: Vec<u8> = (1..9_u8).flat_map(|i| f32::from(i).to_be_bytes()).collect();
    data.extend([1, 0, 0, 0, 1]);
    let bytes = file("binary_big_endian", &elements, &data);
    assert_eq!(decode(&bytes).unwrap().cloud.len(), 2);
    for num_bytes in 0..bytes.len() {
        assert!(decode(&bytes[..num_bytes]).is_err(), "{num_bytes} of {}", bytes.len());
    }
}

#[test]
fn no_truncation_of_an_ascii_file_passes_but_within_its_last_number() {
    let bytes = ascii(&format!("element vertex 2\n{XYZI}"), "1 2 3 4\n5 6 7 8.25\n");
    for num_bytes in 0..bytes.len() {
        let within_last_number = num_bytes + "8.25\n".len() > bytes.len();
        match decode(&bytes[..num_bytes]) {
            Ok(scan) => assert!(within_last_number && scan.cloud.len() == 2, "{num_bytes}"),
            Err(problem) => assert_eq!(problem.to_string().lines().count(), 1),
        }
    }
}

#[test]
fn a_list_that_claims_more_than_the_file_holds_is_an_error() {
    let elements = format!("element vertex 0\n{XYZI}element face 1\nproperty list int int v\n");
    for claimed in [i32::MAX, -1] {
        let bytes = file("binary_little_endian", &elements, &claimed.to_le_bytes());
        assert!(message(&bytes).starts_with("face 1 of 1 is cut off"));
    }
    for row in ["4000000000 1 2", "18446744073709551615 1", "-1 1"] {
        assert!(message(&ascii(&elements, row)).starts_with("face 1 of 1 is cut off"));
    }
}

proptest! {
    #[test]
    fn random_damage_never_panics(
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..8),
        is_ascii in any::<bool>(),
    ) {
        let elements = format!("element vertex 2\n{XYZI}element face 1\nproperty list uchar int v\n");
        let mut bytes = if is_ascii {
            ascii(&elements, "1 2 3 4\n5 6 7 8.25\n1 0\n")
        } else {
            file("binary_little_endian", &elements, &[[0; 32].as_slice(), &[1, 0, 0, 0, 0]].concat())
        };
        for (position, value) in flips {
            let position = position.index(bytes.len());
            bytes[position] = value;
        }
        let _ = decode(&bytes);
    }
}
