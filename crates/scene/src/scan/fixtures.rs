//! Small valid files of every format, by writers that share nothing with the readers.

#![allow(clippy::unwrap_used)]

use std::io::{Cursor, Write};

use npyz::npz::NpzWriter;
use npyz::zip::CompressionMethod;
use npyz::zip::write::FileOptions;
use npyz::{AutoSerialize, Order, WriterBuilder};

use crate::cloud::PointCloud;
use crate::point::Point;
use crate::scan::decoded::Scan;
use crate::scan::error::ScanProblem;
use crate::scan::format::ScanFormat;
use crate::scan::options::{IntensityScale, ScanOptions};
use crate::scan::read::decode_scan;
use crate::scan::{bin, ply};

/// Reading bytes in one format, as tests of it do.
pub struct Reading(pub ScanFormat);

impl Reading {
    pub fn scan(&self, bytes: &[u8]) -> Result<Scan, ScanProblem> {
        let intensity_scale = IntensityScale::AsWritten;
        decode_scan(bytes, self.0, &ScanOptions { intensity_scale, ..ScanOptions::default() })
    }

    pub fn refusal(&self, bytes: &[u8]) -> String {
        self.scan(bytes).unwrap_err().to_string()
    }

    #[track_caller]
    pub fn assert_points(&self, bytes: &[u8], expected: &[Point]) {
        let scan = self.scan(bytes).unwrap();
        assert_eq!((scan.cloud.points.as_slice(), scan.warnings), (expected, vec![]));
    }
}

/// A file that holds the points it was made of.
pub struct Fixture {
    pub name: &'static str,
    pub format: ScanFormat,
    pub bytes: Vec<u8>,
}

/// The points in every format and encoding that keeps all their bits.
pub fn fixtures(points: &[Point]) -> Vec<Fixture> {
    use ScanFormat::{Bin, Npy, Npz, Pcd, Ply};
    let cloud = PointCloud::new(points.to_vec());
    let table = npy_numbers(points, Order::C);
    let fixture = |name, format, bytes| Fixture { name, format, bytes };
    vec![
        fixture("bin", Bin, bin::encode(&cloud)),
        fixture("binary ply", Ply, ply::encode(&cloud).unwrap()),
        fixture("ascii ply", Ply, ply_ascii(points)),
        fixture("ascii pcd", Pcd, pcd_ascii(points)),
        fixture("binary pcd", Pcd, pcd_binary(points)),
        fixture("compressed pcd", Pcd, pcd_compressed(points)),
        fixture("npy", Npy, table.clone()),
        fixture("npy by column", Npy, npy_numbers(points, Order::Fortran)),
        fixture("npy of records", Npy, npy_records(points)),
        fixture("stored npz", Npz, npz(&[("points", &table)], CompressionMethod::Stored)),
        fixture("deflated npz", Npz, npz(&[("scan", &table)], CompressionMethod::Deflated)),
    ]
}

/// Points whose numbers need all their digits.
pub fn some_points() -> Vec<Point> {
    vec![
        Point::new(12.345679, -0.1, 1e-7, 0.99),
        Point::new(-70.4, 3.3333333, -1.73, 0.),
        Point::new(1., 2., 3., 0.12345678),
    ]
}

fn rows(points: &[Point]) -> impl Iterator<Item = [f32; 4]> {
    points.iter().map(|p| [p.x, p.y, p.z, p.intensity])
}

fn lines(points: &[Point]) -> String {
    rows(points).map(|[x, y, z, i]| format!("{x} {y} {z} {i}\n")).collect()
}

fn ply_ascii(points: &[Point]) -> Vec<u8> {
    let header = format!(
        "ply\nformat ascii 1.0\nelement vertex {}\nproperty float x\nproperty float y\n\
         property float z\nproperty float intensity\nend_header\n",
        points.len()
    );
    (header + &lines(points)).into_bytes()
}

/// A PCD file of version .7.
///
/// `fields` has a line of FIELDS, SIZE, TYPE and COUNT each, without the keywords.
pub fn pcd(fields: [&str; 4], num_points: usize, encoding: &str, data: &[u8]) -> Vec<u8> {
    let [names, sizes, types, counts] = fields;
    let header = format!(
        "# .PCD v.7 - Point Cloud Data file format\nVERSION .7\nFIELDS {names}\nSIZE {sizes}\n\
         TYPE {types}\nCOUNT {counts}\nWIDTH {num_points}\nHEIGHT 1\nVIEWPOINT 0 0 0 1 0 0 0\n\
         POINTS {num_points}\nDATA {encoding}\n"
    );
    [header.as_bytes(), data].concat()
}

const XYZI: [&str; 4] = ["x y z intensity", "4 4 4 4", "F F F F", "1 1 1 1"];

fn pcd_ascii(points: &[Point]) -> Vec<u8> {
    pcd(XYZI, points.len(), "ascii", lines(points).as_bytes())
}

/// With padding and numbers in front, as structures in memory have.
fn pcd_binary(points: &[Point]) -> Vec<u8> {
    let fields = ["ring intensity _ z y x", "2 4 1 4 4 4", "U F U F F F", "3 1 2 1 1 1"];
    let row = |[x, y, z, i]: [f32; 4]| {
        let numbers = [z, y, x].map(f32::to_le_bytes).concat();
        [&[1, 2, 3, 4, 5, 6], &i.to_le_bytes()[..], &[7, 8], &numbers].concat()
    };
    pcd(fields, points.len(), "binary", &rows(points).flat_map(row).collect::<Vec<u8>>())
}

fn pcd_compressed(points: &[Point]) -> Vec<u8> {
    let column = |i: usize| rows(points).flat_map(move |row| row[i].to_le_bytes());
    let table: Vec<u8> = (0..4).flat_map(column).collect();
    pcd(XYZI, points.len(), "binary_compressed", &with_sizes(&compress(&table), table.len()))
}

/// The data behind the header of a compressed PCD file.
pub fn with_sizes(packed: &[u8], num_unpacked: usize) -> Vec<u8> {
    let sizes = [packed.len(), num_unpacked].map(|size| (size as u32).to_le_bytes());
    [&sizes.concat(), packed].concat()
}

/// LZF, with the longest repetition wherever there is one of three bytes or more.
pub fn compress(bytes: &[u8]) -> Vec<u8> {
    let mut packed = Vec::new();
    let mut literals = Vec::new();
    let mut position = 0;
    while position < bytes.len() {
        let rest = &bytes[position..];
        let repeated = |distance: &usize| {
            let earlier = bytes[position - distance..].iter();
            rest.iter().zip(earlier).take(264).take_while(|(a, b)| a == b).count()
        };
        let distance = (1..=position.min(8192)).max_by_key(repeated);
        match distance.map(|distance| (distance, repeated(&distance))) {
            Some((distance, length @ 3..)) => {
                put_literals(&mut packed, &mut literals);
                put_reference(&mut packed, distance - 1, length - 2);
                position += length;
            }
            _ => {
                literals.push(rest[0]);
                position += 1;
            }
        }
    }
    put_literals(&mut packed, &mut literals);
    packed
}

fn put_literals(packed: &mut Vec<u8>, literals: &mut Vec<u8>) {
    for run in literals.chunks(32) {
        packed.push(run.len() as u8 - 1);
        packed.extend(run);
    }
    literals.clear();
}

fn put_reference(packed: &mut Vec<u8>, offset: usize, length: usize) {
    let high = (offset >> 8) as u8;
    if length < 7 {
        packed.push((length as u8) << 5 | high);
    } else {
        packed.extend([7 << 5 | high, (length - 7) as u8]);
    }
    packed.push(offset as u8);
}

fn npy_numbers(points: &[Point], order: Order) -> Vec<u8> {
    let numbers: Vec<f32> = match order {
        Order::C => rows(points).flatten().collect(),
        Order::Fortran => (0..4).flat_map(|i| rows(points).map(move |row| row[i])).collect(),
    };
    npy(&numbers, &[points.len() as u64, 4], order)
}

/// An array of numbers in the order in which they are to be in the file.
pub fn npy<T: AutoSerialize + Copy>(numbers: &[T], shape: &[u64], order: Order) -> Vec<u8> {
    let mut bytes = Vec::new();
    let options = npyz::WriteOptions::new().default_dtype().shape(shape).order(order);
    let mut writer = options.writer(&mut bytes).begin_nd().unwrap();
    writer.extend(numbers.iter().copied()).unwrap();
    writer.finish().unwrap();
    bytes
}

fn npy_records(points: &[Point]) -> Vec<u8> {
    let fields = "[('z', '<f4'), ('', '|V3'), ('reflectance', '<f4'), ('xy', '<f4', (2,)), ('x', '>f4'), \
                  ('y', '<f8')]";
    let header =
        format!("{{'descr': {fields}, 'fortran_order': False, 'shape': ({},), }}", points.len());
    let row = |[x, y, z, i]: [f32; 4]| {
        let (z, i) = (z.to_le_bytes(), i.to_le_bytes());
        [&z[..], &[9; 3], &i, &[0; 8], &x.to_be_bytes(), &f64::from(y).to_le_bytes()].concat()
    };
    npy_with_header(&header, &rows(points).flat_map(row).collect::<Vec<u8>>())
}

/// An array with a header of version 1.0 that says anything.
pub fn npy_with_header(header: &str, data: &[u8]) -> Vec<u8> {
    let length = (header.len() as u16 + 1).to_le_bytes();
    [b"\x93NUMPY\x01\x00", &length[..], header.as_bytes(), b"\n", data].concat()
}

/// An archive of arrays, or of anything else, as they are in files.
pub fn npz(arrays: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut archive = NpzWriter::new(Cursor::new(Vec::new()));
    for (name, bytes) in arrays {
        let options = FileOptions::default().compression_method(method);
        archive.zip_writer().start_file(format!("{name}.npy"), options).unwrap();
        archive.zip_writer().write_all(bytes).unwrap();
    }
    archive.zip_writer().finish().unwrap().into_inner()
}
