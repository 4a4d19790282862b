#![allow(clippy::unwrap_used)]

use crate::point::Point;
use crate::scan::fixtures::{Reading, compress, pcd, with_sizes};
use crate::scan::format::ScanFormat;
use crate::scan::options::ScanOptions;
use crate::scan::read::decode_scan;
use crate::scan::warning::ScanWarning;

const PCD: Reading = Reading(ScanFormat::Pcd);

fn ascii(header: &str, data: &str) -> Vec<u8> {
    format!("{header}DATA ascii\n{data}").into_bytes()
}

#[test]
fn numbers_of_every_type_and_count_are_read_in_binary() {
    let fields = ["normal I z y x", "4 2 8 1 8", "F U F I I", "3 1 1 1 1"];
    let row = [
        [0; 12].as_slice(),
        &500_u16.to_le_bytes(),
        &2.5_f64.to_le_bytes(),
        &(-3_i8).to_le_bytes(),
        &(-70_000_i64).to_le_bytes(),
    ]
    .concat();
    let bytes = pcd(fields, 2, "binary", &row.repeat(2));
    PCD.assert_points(&bytes, &[Point::new(-70_000., -3., 2.5, 500.); 2]);
}

#[test]
fn old_headers_may_be_short() {
    let points = [Point::new(1., 2., 3., 0.5), Point::new(-1., 4., 0., 0.25)];
    let data = "1 2 3 0.5\r\n\r\n-1\t4 0. 25e-2";
    for header in [
        "# .PCD v.5\nVERSION .5\nCOLUMNS x y z i\nPOINTS 2\n",
        "VERSION 0.6\n\nFIELDS x y z i\r\nSIZE 4 4 4 4\nTYPE F F F F\nWIDTH 2\nHEIGHT 1\n",
        "FIELDS x y z i\nCOUNT 1 1 1 1\nPOINTS 2\nHEIGHT 2\nWIDTH 1\n",
    ] {
        PCD.assert_points(&ascii(header, data), &points);
    }
}

#[test]
fn ascii_rows_may_have_padding_and_several_numbers_a_field() {
    let fields = ["rgb _ x fpfh y z", "4 1 4 4 4 8", "F U F F F F", "1 2 1 3 1 1"];
    let bytes = pcd(fields, 1, "ascii", b"nan 0 0 1 9 9 9 2 3\n");
    let scan = PCD.scan(&bytes).unwrap();
    assert_eq!(scan.cloud.points, [Point::new(1., 2., 3., 0.)]);
    let other_fields = vec!["rgb".to_owned(), "fpfh".to_owned()];
    assert_eq!(scan.warnings, [ScanWarning::MissingIntensity { other_fields }]);
}

#[test]
fn points_of_organized_clouds_without_a_return_are_dropped() {
    let header = "FIELDS x y z intensity\nWIDTH 2\nHEIGHT 2\nPOINTS 4\n";
    let scan =
        PCD.scan(&ascii(header, "nan nan nan 0\n1 2 3 1\nnan nan nan 0\ninf 0 0 0\n")).unwrap();
    assert_eq!(scan.cloud.points, [Point::new(1., 2., 3., 1.)]);
    assert_eq!(scan.warnings, [ScanWarning::NonFinitePoints { num_dropped: 3 }]);
}

#[test]
fn padding_of_compressed_data_may_be_there_or_not() {
    let fields = ["x y z _ i", "4 4 4 1 1", "F F F U U", "1 1 1 4 1"];
    let point = Point::new(1., 2., 3., 7.);
    let coordinates = [1_f32, 2., 3.].map(f32::to_le_bytes).concat();
    for padding in [[0; 4].as_slice(), &[]] {
        let table = [&coordinates, padding, &[7]].concat();
        let data = with_sizes(&compress(&table), table.len());
        PCD.assert_points(&pcd(fields, 1, "binary_compressed", &data), &[point]);
    }
}

#[test]
fn many_compressed_points_come_back() {
    let points: Vec<Point> =
        (0..5000).map(|i| Point::new((i % 70) as f32, i as f32 * 0.1, -1.5, 0.5)).collect();
    let column = |of: fn(&Point) -> f32| points.iter().flat_map(move |p| of(p).to_le_bytes());
    let table: Vec<u8> = column(|p| p.x)
        .chain(column(|p| p.y))
        .chain(column(|p| p.z))
        .chain(column(|p| p.intensity))
        .collect();
    let packed = compress(&table);
    assert!(packed.len() < table.len() / 2, "{} of {}", packed.len(), table.len());
    let fields = ["x y z intensity", "4 4 4 4", "F F F F", "1 1 1 1"];
    let data = with_sizes(&packed, table.len());
    for spelling in ["binary_compressed", "binaryscompressed"] {
        PCD.assert_points(&pcd(fields, points.len(), spelling, &data), &points);
    }
}

#[test]
fn compressed_data_of_another_size_or_content_is_refused() {
    let file = |num_points, data: &[u8]| {
        pcd(["x y z", "4 4 4", "F F F", "1 1 1"], num_points, "binary_compressed", data)
    };
    let packed = compress(&[1; 12]);
    assert!(PCD.scan(&file(1, &with_sizes(&packed, 12))).is_ok());
    let refused = |bytes: &[u8], expected: &str| {
        let message = PCD.refusal(bytes);
        assert!(message.contains(expected), "{message}");
    };
    refused(&file(1, &with_sizes(&packed, 24)), "24 bytes unpacked, expected 12");
    refused(&file(2, &with_sizes(&packed, 24)), "do not unpack to 24 bytes");
    refused(&file(1, &with_sizes(&[0x20, 9], 12)), "do not unpack to 12 bytes");
    refused(&file(1, &[&with_sizes(&packed, 12)[..], b"more"].concat()), "4 bytes follow");
    refused(&file(1, &with_sizes(&packed, 12)[..9]), "1 follow it");
    refused(&file(1, &[0; 7]), "at least 8 bytes, 7 follow");
    // One more than the memory of a scan has room for, from a file that could unpack to it.
    let num_points = (1 << 30) / 28 + 1;
    let packed = vec![0; 12 * num_points / 88 + 1];
    refused(&file(num_points, &with_sizes(&packed, 12 * num_points)), "more than 1073741824 bytes");
}

#[test]
fn malformed_header_lines_are_named() {
    for (line, expected) in [
        ("VERSION 0.8", "VERSION with"),
        ("FIELDS a b", "a single FIELDS line"),
        ("SIZE 4 4 -4", "a single SIZE line"),
        ("TYPE F F X", "a single TYPE line"),
        ("COUNT 1 1 -1", "a single COUNT line"),
        ("WIDTH", "\"WIDTH NUMBER\""),
        ("HEIGHT 99999999999999999999", "\"HEIGHT NUMBER\""),
        ("POINTS 1 2", "\"POINTS NUMBER\""),
        ("DATA base64", "DATA with ascii"),
        ("DATA", "VERSION, FIELDS"),
        ("1 2 3", "VERSION, FIELDS"),
        ("\u{1f980}\u{7}", "VERSION, FIELDS"),
    ] {
        let message = PCD.refusal(format!("# comment\nFIELDS x y z\n{line}\n").as_bytes());
        assert!(message.starts_with("header line 3 is "), "{line}: {message}");
        assert!(message.contains(expected), "{line}: {message}");
    }
}

#[test]
fn headers_that_lack_something_or_contradict_themselves_are_refused() {
    for (header, expected) in [
        ("FIELDS x y z\n", "no line \"POINTS NUMBER\""),
        ("POINTS 1\n", "no line \"FIELDS NAMES\""),
        (
            "FIELDS x y\nPOINTS 1\n",
            "the PCD file needs exactly one field with COUNT 1 \"z\", has 0",
        ),
        ("FIELDS x y z x\nPOINTS 1\n", "\"x\", has 2"),
        ("FIELDS x y z\nCOUNT 1 1 3\nPOINTS 1\n", "\"z\", has 0"),
        ("FIELDS x y z\nSIZE 4 4\nPOINTS 1\n", "SIZE has 2 values, expected 3"),
        ("FIELDS x y z\nSIZE 4 4 3\nPOINTS 1\n", "field \"z\" has SIZE 3"),
        ("FIELDS x y z\nSIZE 1 4 4\nPOINTS 1\n", "field \"x\" has SIZE 1"),
        ("FIELDS x y z\nWIDTH 2\nHEIGHT 3\nPOINTS 5\n", "POINTS is 5, expected WIDTH times HEIGHT"),
        (
            "FIELDS x y z\nWIDTH 18446744073709551615\nHEIGHT 18446744073709551615\nPOINTS 1\n",
            "POINTS is 1",
        ),
    ] {
        let message = PCD.refusal(&ascii(header, "1 2 3\n"));
        assert!(message.contains(expected), "{header}: {message}");
    }
    assert!(
        PCD.refusal(b"FIELDS x y z\nPOINTS 1\nDATA binary").contains("no line \"DATA ENCODING\"")
    );
    assert!(PCD.refusal(&b"#\n".repeat(100_000)).contains("first 65536 bytes"));
}

#[test]
fn a_bad_row_is_named() {
    let header = "FIELDS x y z i\nPOINTS 2\n";
    let refusal = |row: &str| PCD.refusal(&ascii(header, &format!("1.00 2 3 4\n{row}\n")));
    for row in ["1 2 3", "1 2 3 4 5"] {
        assert_eq!(refusal(row), "point 2 of 2 is cut off or is not 4 numbers");
    }
    for (row, word) in [("1 2 x 4", "x"), ("1 2 3 \u{1f980}", "\u{1f980}"), ("1 2 0x1 4", "0x1")] {
        assert_eq!(refusal(row), format!("point 2 of 2: {word:?} is no number"));
    }
    for (row, word) in [("1,2,3,4", "1,2,3,4"), ("1 2 -3,5 4", "-3,5")] {
        let expected =
            format!("point 2 of 2: {word:?} is no number, expected decimals behind a point");
        assert!(refusal(row).starts_with(&expected), "{}", refusal(row));
    }
}

#[test]
fn fields_without_numbers_and_any_padding_are_passed_over() {
    let fields = ["_ x nothing y _ z i _", "1 4 4 4 2 4 4 8", "U F F F U F F F", "3 1 0 1 2 1 1 1"];
    let numbers = [1_f32, 2., 3., 0.5];
    let [x, y, z, i] = numbers.map(f32::to_le_bytes);
    let point = Point::new(1., 2., 3., 0.5);
    let row = [&[9; 3], &x[..], &y, &[9; 4], &z, &i, &[9; 8]].concat();
    PCD.assert_points(&pcd(fields, 2, "binary", &row.repeat(2)), &[point; 2]);
    PCD.assert_points(&pcd(fields, 1, "ascii", b"9 9 9 1 2 9 9 3 0.5 9\n"), &[point]);
    for table in [[x, y, z, i].concat(), row] {
        let data = with_sizes(&compress(&table), table.len());
        PCD.assert_points(&pcd(fields, 1, "binary_compressed", &data), &[point]);
    }
}

#[test]
fn the_first_of_several_intensities_is_taken() {
    let fields = ["x y z intensity", "4 4 4 4", "F F F F", "1 1 1 2"];
    let points = [Point::new(1., 2., 3., 0.5), Point::new(4., 5., 6., 0.25)];
    let rows = [[1_f32, 2., 3., 0.5, 9.], [4., 5., 6., 0.25, 9.]];
    let binary: Vec<u8> = rows.iter().flatten().flat_map(|n| n.to_le_bytes()).collect();
    PCD.assert_points(&pcd(fields, 2, "binary", &binary), &points);
    PCD.assert_points(&pcd(fields, 2, "ascii", b"1 2 3 0.5 9\n4 5 6 0.25 9\n"), &points);
    let table: Vec<u8> = [1_f32, 4., 2., 5., 3., 6., 0.5, 9., 0.25, 9.]
        .into_iter()
        .flat_map(f32::to_le_bytes)
        .collect();
    let data = with_sizes(&compress(&table), table.len());
    PCD.assert_points(&pcd(fields, 2, "binary_compressed", &data), &points);
}

#[test]
fn compressed_data_may_be_stored() {
    let table: Vec<u8> = [0.1_f32, 0.2, 0.3, 0.4].into_iter().flat_map(f32::to_le_bytes).collect();
    let fields = ["x y z intensity", "4 4 4 4", "F F F F", "1 1 1 1"];
    let bytes = pcd(fields, 1, "binary_compressed", &with_sizes(&table, table.len()));
    PCD.assert_points(&bytes, &[Point::new(0.1, 0.2, 0.3, 0.4)]);
    // Of another size it cannot be.
    let bytes = pcd(fields, 1, "binary_compressed", &with_sizes(&table[1..], table.len()));
    assert!(PCD.refusal(&bytes).contains("15 bytes of LZF do not unpack to 16 bytes"));
}

#[test]
fn a_byte_order_mark_is_passed_over() {
    let bytes = ascii("\u{feff}# .PCD v.7\nFIELDS x y z i\nPOINTS 1\n", "1 2 3 0.5\n");
    PCD.assert_points(&bytes, &[Point::new(1., 2., 3., 0.5)]);
}

#[test]
fn the_viewpoint_moves_the_points_when_asked_for() {
    // A quarter turn to the left, then 1 m forward.
    let file = |viewpoint: &str| {
        ascii(&format!("FIELDS x y z i\nVIEWPOINT {viewpoint}\nPOINTS 1\n"), "1 2 3 0.5\n")
    };
    let asked_for = ScanOptions { apply_viewpoint: true, ..ScanOptions::default() };
    let read = |viewpoint| decode_scan(&file(viewpoint), ScanFormat::Pcd, &asked_for);
    let turned = "1 0 0 0.70710678 0 0 0.70710678";
    let point = read(turned).unwrap().cloud.points[0];
    assert!((point.position() - Point::new(-1., 1., 3., 0.).position()).norm() < 1e-5, "{point:?}");
    let as_written = PCD.scan(&file(turned)).unwrap();
    assert_eq!(as_written.cloud.points, [Point::new(1., 2., 3., 0.5)]);
    assert_eq!(as_written.warnings, [ScanWarning::UnusedViewpoint]);
    let refusal = read("0 0 0 0 0 0 0").unwrap_err().to_string();
    assert!(refusal.starts_with("VIEWPOINT in header line 2 is \"0 0 0 0 0 0 0\""), "{refusal}");
    PCD.assert_points(&file("0 0 0 0 0 0 0"), &[Point::new(1., 2., 3., 0.5)]);
}

#[test]
fn rows_of_more_bytes_than_can_be_counted_are_refused() {
    let many = "18446744073709551615";
    for encoding in ["ascii", "binary", "binary_compressed"] {
        let counts = format!("1 1 1 1 {many} {many}");
        let fields = ["x y z i a b", "4 4 4 4 8 8", "F F F F F F", &counts];
        let message = PCD.refusal(&pcd(fields, 1, encoding, &[0; 64]));
        assert!(message.contains("expected") || message.contains("at least"), "{message}");
        let no_data: &[u8] = if encoding == "binary_compressed" { &[0; 8] } else { &[] };
        PCD.assert_points(&pcd(fields, 0, encoding, no_data), &[]);
    }
}
