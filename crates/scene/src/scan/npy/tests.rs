#![allow(clippy::unwrap_used)]

use npyz::Order;

use crate::point::Point;
use crate::scan::fixtures::{Reading, npy, npy_with_header};
use crate::scan::format::ScanFormat;
use crate::scan::warning::ScanWarning;

const NPY: Reading = Reading(ScanFormat::Npy);

#[test]
fn numbers_of_every_type_are_read() {
    let expected = [Point::new(1., 2., 3., 4.), Point::new(6., 7., 8., 9.)];
    // Points of five columns.
    macro_rules! assert_type {
        ($($number:ty)*) => { $(
            let rows = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10].map(|n| n as $number);
            NPY.assert_points(&npy(&rows, &[2, 5], Order::C), &expected);
            let columns = [1, 6, 2, 7, 3, 8, 4, 9, 5, 10].map(|n| n as $number);
            NPY.assert_points(&npy(&columns, &[2, 5], Order::Fortran), &expected);
        )* };
    }
    assert_type!(u8 i8 u16 i16 u32 i32 u64 i64 f32 f64);
}

#[test]
fn half_floats_and_big_endian_numbers_are_read() {
    let header = |descr| format!("{{'descr': '{descr}', 'fortran_order': False, 'shape': (1, 4)}}");
    let half = [0x3c00_u16, 0xc000, 0x3800, 0x3400];
    let expected = [Point::new(1., -2., 0.5, 0.25)];
    let data: Vec<u8> = half.iter().flat_map(|n| n.to_le_bytes()).collect();
    NPY.assert_points(&npy_with_header(&header("<f2"), &data), &expected);
    let data: Vec<u8> = half.iter().flat_map(|n| n.to_be_bytes()).collect();
    NPY.assert_points(&npy_with_header(&header(">f2"), &data), &expected);
    let data: Vec<u8> = [1_f64, -2., 0.5, 0.25].iter().flat_map(|n| n.to_be_bytes()).collect();
    NPY.assert_points(&npy_with_header(&header(">f8"), &data), &expected);
}

#[test]
fn arrays_of_three_columns_have_no_intensity() {
    for order in [Order::C, Order::Fortran] {
        let scan = NPY.scan(&npy(&[1_f32, 2., 3.], &[1, 3], order)).unwrap();
        assert_eq!(scan.cloud.points, [Point::new(1., 2., 3., 0.)]);
        assert_eq!(scan.warnings, [ScanWarning::MissingIntensity { other_fields: vec![] }]);
    }
}

#[test]
fn arrays_with_a_column_for_each_point_are_refused() {
    for (shape, order) in [((4, 65), Order::C), ((3, 500), Order::C), ((8, 100), Order::Fortran)] {
        let numbers = vec![1_f32; (shape.0 * shape.1) as usize];
        let message = NPY.refusal(&npy(&numbers, &[shape.0, shape.1], order));
        let expected = format!(
            "the array has the shape [{}, {}], expected (points, columns)",
            shape.0, shape.1
        );
        assert!(message.starts_with(&expected) && message.contains(": transpose it"), "{message}");
    }
    // Few points with many features, and what a transposed view of an array is saved as.
    for (shape, order) in [((4, 64), Order::C), ((9, 65), Order::C), ((500, 4), Order::Fortran)] {
        let numbers = vec![1_f32; (shape.0 * shape.1) as usize];
        let scan = NPY.scan(&npy(&numbers, &[shape.0, shape.1], order)).unwrap();
        assert_eq!(scan.cloud.len() as u64, shape.0);
    }
}

#[test]
fn other_fields_of_records_are_named_when_none_is_an_intensity() {
    let header = "{'descr': [('x', '|u1'), ('y', '|u1'), ('z', '|u1'), ('ring', '|u1')], \
                  'fortran_order': False, 'shape': (1,)}";
    let scan = NPY.scan(&npy_with_header(header, &[1, 2, 3, 4])).unwrap();
    let other_fields = vec!["ring".to_owned()];
    assert_eq!(scan.warnings, [ScanWarning::MissingIntensity { other_fields }]);
}

#[test]
fn records_may_have_any_shape() {
    let header = "{'shape': (2, 1,), 'descr': [('x', '|u1'), ('y', '|i1'), ('z', '<u2'), (('t', 'i'), '|u1')], \
                  'fortran_order': True}";
    let data = [1, 0xfe, 3, 0, 4, 5, 6, 7, 1, 8];
    let expected = [Point::new(1., -2., 3., 4.), Point::new(5., 6., 263., 8.)];
    NPY.assert_points(&npy_with_header(header, &data), &expected);
}

#[test]
fn longer_headers_have_other_versions() {
    let text = b"{'descr': '|u1', 'fortran_order': False, 'shape': (1, 4)}\n";
    for version in [2, 3] {
        let length = (text.len() as u32).to_le_bytes();
        let start = [b"\x93NUMPY", [version, 0].as_slice(), &length].concat();
        NPY.assert_points(
            &[&start[..], text, &[1, 2, 3, 4]].concat(),
            &[Point::new(1., 2., 3., 4.)],
        );
        let claims = [b"\x93NUMPY", [version, 0, 255, 255, 255, 255].as_slice(), text].concat();
        assert!(
            NPY.refusal(&claims).contains("header ends at byte 4294967307, expected at most 70")
        );
    }
    for start in [b"\x93NUMPY\x04\x00".as_slice(), b"\x93NUMPY\x01\x01", b"\x93NUMPX\x01\x00", b""]
    {
        let message = NPY.refusal(&[start, &[4, 0, 0, 0], text].concat());
        assert!(message.starts_with("no NumPy array"), "{message}");
    }
    assert!(
        NPY.refusal(&[b"\x93NUMPY\x01\x00\xff\xff", &[b' '; 70_000][..]].concat())
            .contains("65536")
    );
}

#[test]
fn arrays_without_points_are_told_what_is_expected() {
    for (descr, shape, expected) in [
        ("'<f4'", "(12,)", "shape [12], expected (points, columns)"),
        ("'<f4'", "(6, 2)", "shape [6, 2]"),
        ("'<f4'", "(1, 4, 3)", "shape [1, 4, 3]"),
        ("'|b1'", "(12, 4)", "expected integers or floats"),
        ("'<f16'", "(1, 3)", "expected integers or floats"),
        ("'<U1'", "(3, 4)", "expected integers or floats"),
        ("'|O'", "(3, 4)", "\"descr\" with a type of fixed size"),
        ("'<f4'", "(3.0, 4)", "a Python literal"),
        ("'<f4'", "('a', 4)", "\"shape\" with whole numbers"),
        (
            "[('x', '<f8'), ('y', '<f8')]",
            "(3,)",
            "the array needs exactly one field of one number \"z\"",
        ),
        ("[('x', '<f8'), ('y', '<f8'), ('z', '<f4', (2,))]", "(2,)", "\"z\", has 0"),
    ] {
        let header = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}, }}");
        let message = NPY.refusal(&npy_with_header(&header, &[0; 48]));
        assert!(message.contains(expected), "{header}: {message}");
    }
    for (header, expected) in [
        ("", "has \"\", expected a Python literal"),
        ("[]", "\"descr\""),
        ("{'descr': '<f4', 'shape': (1, 3)}", "\"fortran_order\" with True or False"),
        ("{'descr': '<f4', 'fortran_order': 0, 'shape': (1, 3)}", "\"fortran_order\""),
    ] {
        let message = NPY.refusal(&npy_with_header(header, &[0; 12]));
        assert!(message.contains(expected), "{header}: {message}");
    }
}

#[test]
fn sizes_beyond_counting_are_refused() {
    let many = u64::MAX;
    for (descr, shape) in [
        ("'<f4'", format!("({many}, {many})")),
        ("'<f4'", format!("(4, {many})")),
        ("[('x', '<f4'), ('y', '<f4'), ('z', '<f4')]", format!("({many}, {many}, {many})")),
        (
            "[('x', '<f4'), ('y', '<f4'), ('z', '<f4'), ('w', '<f8', (18446744073709551615, 9))]",
            "(1,)".to_owned(),
        ),
    ] {
        for order in ["True", "False"] {
            let header =
                format!("{{'descr': {descr}, 'fortran_order': {order}, 'shape': {shape}}}");
            let message = NPY.refusal(&npy_with_header(&header, &[0; 48]));
            assert!(message.ends_with(", 48 follow it"), "{message}");
        }
    }
    for shape in [format!("(0, {many})"), format!("(0, {many}, {many})")] {
        let descr =
            if shape.len() < 30 { "'<f8'" } else { "[('x', '<f4'), ('y', '<f4'), ('z', '<f4')]" };
        let header = format!("{{'descr': {descr}, 'fortran_order': False, 'shape': {shape}}}");
        assert!(NPY.scan(&npy_with_header(&header, &[])).unwrap().cloud.is_empty());
    }
}
