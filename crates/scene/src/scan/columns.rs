//! Points out of a table of numbers, whether its rows or its columns are kept together.

use crate::point::Point;
use crate::scan::decoded::{Decoded, StoredIntensity};
use crate::scan::fields::PointFields;
use crate::scan::number::NumberType;
use crate::scan::viewpoint::Viewpoint;

/// The places of the numbers of one column.
#[derive(Clone, Copy, Debug)]
pub struct Column {
    /// Place of the first number, in bytes.
    pub start: usize,
    /// Distance from one number to the next, in bytes.
    pub stride: usize,
    pub number: NumberType,
}

impl Column {
    fn read(&self, table: &[u8], row: usize) -> f32 {
        let start = self.start + row * self.stride;
        self.number.read(&table[start..start + self.number.num_bytes()])
    }
}

/// The points whose numbers stand in these columns.
///
/// # Panics
///
/// When the table is smaller than the columns.
pub fn decode_columns(table: &[u8], num_points: usize, columns: PointFields<Column>) -> Decoded {
    let [x, y, z] = columns.coordinates;
    let point = |row| {
        let number = |column: Column| column.read(table, row);
        Point::new(number(x), number(y), number(z), columns.intensity.map_or(0., number))
    };
    Decoded {
        points: (0..num_points).map(point).collect(),
        intensity: StoredIntensity::of(columns.intensity.map(|column| column.number.is_integer())),
        other_fields: Vec::new(),
        viewpoint: Viewpoint::Missing,
    }
}
