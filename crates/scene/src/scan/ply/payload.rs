//! The data behind a PLY header, element by element.

use std::borrow::Cow;
use std::fmt::Write;
use std::str;

use ply_rs::parser::Parser;
use ply_rs::ply::{ElementDef, Encoding, PropertyAccess, PropertyType};

use super::row::Row;
use crate::point::Point;
use crate::scan::error::{ScanProblem, excerpt, printable};
use crate::scan::word::number_from_word;

/// The bytes that are left to read.
pub struct Payload<'a> {
    rest: &'a [u8],
    encoding: Encoding,
    /// The ASCII line at hand, as `ply-rs` spells numbers.
    line: String,
}

impl<'a> Payload<'a> {
    /// All of `data`, which follows the header.
    pub fn new(data: &'a [u8], encoding: Encoding) -> Self {
        Self { rest: data, encoding, line: String::new() }
    }

    /// Reads the points of an element whose count the data has been found to have room for.
    pub fn read_points(&mut self, vertex: &ElementDef) -> Result<Vec<Point>, ScanProblem> {
        let mut points = Vec::with_capacity(vertex.count);
        self.read(vertex, |Row(point)| points.push(point))?;
        Ok(points)
    }

    /// Reads past an element that is of no interest, to see that all of it is there.
    pub fn skip(&mut self, definition: &ElementDef) -> Result<(), ScanProblem> {
        self.read(definition, |_: Row| ())
    }

    /// Makes sure that nothing but white space is left.
    pub fn finish(self) -> Result<(), ScanProblem> {
        match self.rest.trim_ascii().len() {
            0 => Ok(()),
            num_bytes => Err(ScanProblem::Surplus { element: "element", num_bytes }),
        }
    }

    /// Reads the rows of an element one by one.
    pub fn read<E: PropertyAccess>(
        &mut self,
        def: &ElementDef,
        mut take: impl FnMut(E),
    ) -> Result<(), ScanProblem> {
        let parser = Parser::new();
        for i in 0..def.count {
            let (element, index, count) = (printable(&def.name), i + 1, def.count);
            let row = self.next_row(&parser, def).map_err(|bad| match bad {
                BadRow::Word(word) => ScanProblem::Word { element, index, count, word },
                // ply-rs explains itself over several lines and never better than the header does.
                BadRow::CutOff => {
                    ScanProblem::Row { element, index, count, expected: describe(def) }
                }
            });
            take(row?);
        }
        Ok(())
    }

    fn next_row<E: PropertyAccess>(
        &mut self,
        parser: &Parser<E>,
        def: &ElementDef,
    ) -> Result<E, BadRow> {
        let rest = &mut self.rest;
        match self.encoding {
            Encoding::Ascii => self.next_ascii_row(parser, def),
            Encoding::BinaryLittleEndian => {
                parser.read_little_endian_element(rest, def).map_err(|_| BadRow::CutOff)
            }
            Encoding::BinaryBigEndian => {
                parser.read_big_endian_element(rest, def).map_err(|_| BadRow::CutOff)
            }
        }
    }

    fn next_ascii_row<E: PropertyAccess>(
        &mut self,
        parser: &Parser<E>,
        def: &ElementDef,
    ) -> Result<E, BadRow> {
        let line = self.next_line_with_content().ok_or(BadRow::CutOff)?;
        let text = str::from_utf8(line).map_err(|_| BadRow::CutOff)?;
        self.line.clear();
        let mut num_words = 0;
        for word in text.split_ascii_whitespace() {
            self.line
                .push_str(&spelled_for_ply_rs(word).ok_or_else(|| BadRow::Word(excerpt(word)))?);
            self.line.push(' ');
            num_words += 1;
        }
        // ply-rs overlooks what a row has beyond its properties.
        let has_list = def.properties.values().any(|p| is_list(&p.data_type));
        if num_words > def.properties.len() && !has_list {
            return Err(BadRow::CutOff);
        }
        parser.read_ascii_element(&self.line, def).map_err(|_| BadRow::CutOff)
    }

    fn next_line_with_content(&mut self) -> Option<&'a [u8]> {
        while !self.rest.is_empty() {
            let end = self.rest.iter().position(|&byte| byte == b'\n');
            let (line, rest) = self.rest.split_at(end.map_or(self.rest.len(), |end| end + 1));
            self.rest = rest;
            if !line.trim_ascii().is_empty() {
                return Some(line);
            }
        }
        None
    }
}

fn is_list(data_type: &PropertyType) -> bool {
    matches!(data_type, PropertyType::List(..))
}

/// A row that is none of its element.
enum BadRow {
    /// It has not the numbers that it should.
    CutOff,
    /// It has a word that is no number.
    Word(String),
}

/// A number as the grammar of `ply-rs` has it: digits on both sides of a point, a small `e`, and no
/// word for what is not finite, where a number too large for any type has to stand in.
fn spelled_for_ply_rs(word: &str) -> Option<Cow<'_, str>> {
    let is_plain = word.bytes().all(|byte| byte.is_ascii_digit() || byte == b'-');
    let has_digits_around_point = || {
        word.split_once('.').is_some_and(|(whole, part)| {
            whole.ends_with(|c: char| c.is_ascii_digit())
                && !part.is_empty()
                && part.bytes().all(|byte| byte.is_ascii_digit())
        })
    };
    if is_plain || has_digits_around_point() {
        return Some(word.into());
    }
    let number = number_from_word(word)?;
    Some(if number.is_finite() { format!("{number:e}").into() } else { "1e999".into() })
}

/// The declared types, like `float float float uchar`.
fn describe(def: &ElementDef) -> String {
    const MAX_NAMED: usize = 8;
    let mut text = String::new();
    for property in def.properties.values().take(MAX_NAMED) {
        let (list, scalar) = match &property.data_type {
            PropertyType::Scalar(scalar) => ("", scalar),
            PropertyType::List(_, item) => ("list of ", item),
        };
        // Writing to a String cannot fail.
        let _ = write!(text, "{list}{scalar:?} {}, ", printable(&property.name));
    }
    if def.properties.len() > MAX_NAMED {
        text.push_str("...");
    }
    text.trim_end_matches(", ").to_lowercase()
}
