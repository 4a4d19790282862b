#![allow(clippy::unwrap_used)]

use half::f16;
use proptest::prelude::*;

use super::judge::guess_layout;

type Row = [f32; 4];

/// A scanner of 16 lasers in a street: a road, walls to both sides, and something in front.
fn street(num_rows: usize, noise: &[f32]) -> Vec<Row> {
    let row = |i: usize| {
        let noise = noise[i % noise.len()];
        let (laser, azimuth) = (i % 16, 0.37 + i as f32 * 0.011);
        let slope = laser as f32 * 0.035 - 0.4;
        let to_wall = (6. / azimuth.sin().abs()).min(70.);
        let to_road = if slope < 0. { 1.73 / -slope } else { 70. };
        let range = to_wall.min(to_road) + 0.02 * noise;
        let intensity = (0.3 + 0.2 * azimuth.cos() + 0.1 * noise).clamp(0., 1.);
        [range * azimuth.cos(), range * azimuth.sin(), range * slope, intensity]
    };
    (0..num_rows).map(row).collect()
}

fn any_street() -> impl Strategy<Value = Vec<Row>> {
    (1..700_usize, prop::collection::vec(-1_f32..1., 97)).prop_map(|(n, noise)| street(n, &noise))
}

fn floats(numbers: impl IntoIterator<Item = f32>) -> Vec<u8> {
    numbers.into_iter().flat_map(f32::to_le_bytes).collect()
}

fn guess(bytes: &[u8]) -> String {
    guess_layout(bytes, bytes.len(), 4).map(|guess| guess.to_string()).unwrap_or_default()
}

/// What a row that is read by its position may be in a scan of four columns.
const ORDINARY: [fn(usize, Row) -> Row; 16] = [
    |_, row| row,
    |_, [x, y, z, _]| [x, y, z, 0.],
    |_, [x, y, z, _]| [x, y, z, -1.],
    |_, [x, y, z, _]| [x, y, z, f32::NAN],
    |_, [x, y, z, i]| [x, y, z, (255. * i).round()],
    |_, [x, y, z, i]| [x, y, z, (65535. * i).round()],
    |_, [x, y, z, i]| [1e3 * x, 1e3 * y, 1e3 * z, i],
    |_, [x, y, z, i]| [x, y, z, i].map(|number| (100. * number).round()),
    |_, [x, y, z, i]| [x + 4.5e5, y + 5.4e6, z + 110., i],
    |_, row| row.map(|number| f16::from_f32(number).to_f32()),
    // No returns, and what they are filled with.
    |i, row| if i % 3 == 0 { [f32::NAN; 4] } else { row },
    |i, row| if i % 3 > 0 { [0.; 4] } else { row },
    |i, row| if i % 5 > 0 { [-1., -1., -1., 0.] } else { row },
    |i, row| if i % 2 > 0 { [0., 0., 0., 7.] } else { row },
    |i, [x, y, z, intensity]| {
        if i % 10 > 0 { [x, y, z, intensity] } else { [1e30, y, 1e-30, 1e20] }
    },
    // Lasers that see near and far in turn.
    |i, [x, y, z, intensity]| {
        let factor = [1., 2.5, 7., 0.5, 3.][i % 5];
        [factor * x, factor * y, z - factor, intensity / factor]
    },
];

#[test]
fn scans_of_one_value_are_never_suspected() {
    for value in [0., -0., 1., 2., -1., f32::NAN, -f32::NAN, f32::INFINITY, 1e-40] {
        for num_rows in [1, 16, 64, 5000] {
            assert_eq!(guess(&floats(vec![value; 4 * num_rows])), "", "{value}");
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(32))]

    #[test]
    fn scans_of_four_columns_are_never_suspected(rows in any_street()) {
        for (number, change) in ORDINARY.iter().enumerate() {
            let changed = rows.iter().enumerate().flat_map(|(i, &row)| change(i, row));
            let bytes = floats(changed);
            prop_assert_eq!(guess(&bytes), "", "{}", number);
        }
    }

    #[test]
    fn numbers_without_any_order_are_never_suspected(
        numbers in prop::collection::vec(0_f32..1., 64..800),
        magnitudes in prop::collection::vec((-3_f32..6.).prop_map(|power| 10_f32.powf(power)), 64..800),
    ) {
        for numbers in [numbers, magnitudes] {
            prop_assert_eq!(guess(&floats(numbers[..numbers.len() / 4 * 4].to_vec())), "");
        }
    }

    #[test]
    fn bytes_without_any_meaning_are_no_coordinates(
        bytes in prop::collection::vec(any::<u8>(), 2048..4096),
    ) {
        let whole = &bytes[..bytes.len() / 16 * 16];
        prop_assert!(guess(whole).contains("no coordinates"), "{}", guess(whole));
    }

    #[test]
    fn other_numbers_of_columns_are_recognised_from_forty_rows_on(
        rows in any_street().prop_filter("too short", |rows| rows.len() > 40),
    ) {
        type Wide = fn(usize, Row) -> Vec<f32>;
        let layouts: [(usize, Wide); 8] = [
            (3, |_, [x, y, z, _]| vec![x, y, z]),
            (5, |i, [x, y, z, intensity]| vec![x, y, z, intensity, (i % 16) as f32]),
            (5, |i, [x, y, z, intensity]| vec![x, y, z, 255. * intensity, i as f32 * 1e-6]),
            (5, |_, [x, y, z, intensity]| vec![x, y, z, intensity, 0.]),
            (6, |i, [x, y, z, intensity]| vec![x, y, z, intensity, (i % 16) as f32, i as f32 * 1e-6]),
            (6, |_, [x, y, z, _]| vec![x, y, z, 0.1, -0.2, 0.97]),
            (7, |_, [x, y, z, intensity]| vec![x, y, z, intensity, 200., 100., 50.]),
            (8, |i, [x, y, z, intensity]| {
                vec![x, y, z, intensity, (i % 16) as f32, i as f32 * 1e-6, 0., 1.]
            }),
        ];
        for (columns, wide) in layouts {
            let bytes = floats(rows.iter().enumerate().flat_map(|(i, &row)| wide(i, row)));
            let found = guess(&bytes);
            let expected = format!("look like {columns} numbers each, expected 4: --columns {columns} reads");
            prop_assert!(found.contains(&expected), "{}: {}", columns, found);
        }
    }

    #[test]
    fn other_types_are_recognised_from_forty_rows_on(
        rows in any_street().prop_filter("too short", |rows| rows.len() > 40),
    ) {
        let numbers = || rows.iter().flatten().copied();
        let doubles = || numbers().map(|number| 1.0123456789 * f64::from(number));
        let files: [(Vec<u8>, &str); 9] = [
            (doubles().flat_map(f64::to_le_bytes).collect(), "64-bit floats"),
            (doubles().flat_map(f64::to_be_bytes).collect(), "big-endian 64-bit floats"),
            (numbers().flat_map(|n| f64::from(n).to_le_bytes()).collect(), "64-bit floats"),
            (numbers().flat_map(|n| f64::from(100. * n).round().to_le_bytes()).collect(), "64-bit floats"),
            (numbers().flat_map(f32::to_be_bytes).collect(), "big-endian floats"),
            (numbers().flat_map(|n| ((1e3 * n) as i32).to_le_bytes()).collect(), "32-bit integers"),
            (numbers().flat_map(|n| ((1e3 * n) as i32).to_be_bytes()).collect(), "big-endian 32-bit integers"),
            (numbers().flat_map(|n| f16::from_f32(n).to_le_bytes()).collect(), "16-bit floats"),
            (numbers().flat_map(|n| ((100. * n) as i16).to_le_bytes()).collect(), "16-bit integers"),
        ];
        // Numbers of 16 bits are half as many words.
        for (bytes, name) in files.iter().filter(|(bytes, _)| bytes.len() > 640) {
            let found = guess(bytes);
            let expected = format!("look like {name}, expected 32-bit floats: convert them");
            prop_assert!(found.contains(&expected), "{}: {}", name, found);
        }
    }
}
