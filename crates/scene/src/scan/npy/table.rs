//! The places of the numbers of points in the data of an array.

use super::header::Header;
use super::item::{ItemType, RecordField, num_bytes, num_items};
use crate::scan::columns::{Column, decode_columns};
use crate::scan::decoded::Decoded;
use crate::scan::error::ScanProblem;
use crate::scan::fields::{Candidate, PointFields, other_names};
use crate::scan::number::NumberType;
use crate::scan::size::check_memory;

/// More numbers than a point has; an array with so many columns and hardly a row is transposed.
const MIN_TRANSPOSED_COLUMNS: u64 = 65;

/// The most rows that a transposed array has, one for each number of a point.
const MAX_TRANSPOSED_ROWS: u64 = 8;

/// The columns of points, which memory has room for.
#[derive(Debug)]
pub struct Table {
    num_points: usize,
    columns: PointFields<Column>,
    /// Names of the fields of a record that may have been meant as the intensity.
    other_fields: Vec<String>,
}

impl Table {
    /// The table of an array of numbers, a row a point, or of records, a record a point.
    pub fn of(header: &Header) -> Result<Self, ScanProblem> {
        let num_data_bytes = header.num_data_bytes();
        match (&header.item, &header.shape[..]) {
            (
                ItemType::Number(_),
                &[num_rows @ 1..=MAX_TRANSPOSED_ROWS, num_columns @ (MIN_TRANSPOSED_COLUMNS..)],
            ) => Err(ScanProblem::NpyTransposed { num_rows, num_columns }),
            (&ItemType::Number(number), &[num_points, num_columns @ (3..)]) => {
                check_memory(num_data_bytes, num_points.into())?;
                let (num_points, num_columns) = (num_points as usize, num_columns as usize);
                let columns = if header.is_fortran_order {
                    columns_by_column(number, num_points, num_columns)
                } else {
                    columns_by_row(number, num_columns)
                };
                Ok(Self { num_points, columns, other_fields: Vec::new() })
            }
            (ItemType::Record(fields), shape) => {
                check_memory(num_data_bytes, num_items(shape))?;
                let names = fields.iter().map(|field| field.name.as_str());
                Ok(Self {
                    num_points: num_items(shape) as usize,
                    columns: columns_of(fields)?,
                    other_fields: other_names(names),
                })
            }
            (ItemType::Number(_), shape) => Err(ScanProblem::NpyShape { shape: shape.to_vec() }),
            (ItemType::Other { .. }, _) => Err(ScanProblem::NpyType),
        }
    }

    /// The points in the data.
    ///
    /// # Panics
    ///
    /// When the data is shorter than the header says.
    pub fn decode(&self, data: &[u8]) -> Decoded {
        let other_fields = self.other_fields.clone();
        Decoded { other_fields, ..decode_columns(data, self.num_points, self.columns) }
    }
}

// Sizes are those of something in memory when there is a point, and not used when there is none.

fn columns_by_row(number: NumberType, num_columns: usize) -> PointFields<Column> {
    let size = number.num_bytes();
    let stride = num_columns.saturating_mul(size);
    first_columns(num_columns).map(|i| Column { start: i * size, stride, number })
}

fn columns_by_column(
    number: NumberType,
    num_points: usize,
    num_columns: usize,
) -> PointFields<Column> {
    let stride = number.num_bytes();
    first_columns(num_columns).map(|i| Column { start: i * num_points * stride, stride, number })
}

fn first_columns(num_columns: usize) -> PointFields<usize> {
    PointFields { coordinates: [0, 1, 2], intensity: (num_columns > 3).then_some(3) }
}

fn columns_of(fields: &[RecordField]) -> Result<PointFields<Column>, ScanProblem> {
    let stride = num_bytes(fields) as usize;
    let numbers = fields.iter().enumerate().filter_map(|(i, field)| match field.item {
        ItemType::Number(number) => {
            let start = num_bytes(&fields[..i]) as usize;
            let column = Column { start, stride, number };
            Some(Candidate { name: &field.name, field: column, is_single: true })
        }
        _ => None,
    });
    PointFields::find(&numbers.collect::<Vec<_>>(), "array", "field of one number")
}
