//! Points as lines of numbers.

use std::str;

use super::header::{Header, num_numbers};
use crate::point::Point;
use crate::scan::decoded::{Decoded, StoredIntensity};
use crate::scan::error::{ScanProblem, excerpt};
use crate::scan::fields::PointFields;
use crate::scan::viewpoint::Viewpoint;
use crate::scan::word::number_from_word;

/// The points whose fields stand at these positions of the header.
pub fn decode(
    data: &[u8],
    header: &Header,
    positions: PointFields<usize>,
) -> Result<Decoded, ScanProblem> {
    check_size(data, header)?;
    // A field may have several numbers.
    let words = positions.map(|position| num_numbers(&header.fields[..position]));
    let num_words = num_numbers(&header.fields);
    let mut lines = data.split(|&byte| byte == b'\n').filter(|line| !line.trim_ascii().is_empty());
    let mut points = Vec::with_capacity(header.num_points);
    for i in 0..header.num_points {
        let line = lines.next().ok_or(BadLine::CutOff);
        let point = line.and_then(|line| point_from_line(line, words, num_words));
        let (element, index, count) = ("point".to_owned(), i + 1, header.num_points);
        points.push(point.map_err(|bad| match bad {
            BadLine::Word(word) => ScanProblem::Word { element, index, count, word: excerpt(word) },
            BadLine::CutOff => {
                let expected = format!("{num_words} numbers");
                ScanProblem::Row { element, index, count, expected }
            }
        })?);
    }
    let are_integers = positions.intensity.map(|i| header.fields[i].number.is_integer());
    match lines.map(<[u8]>::len).sum() {
        0 => Ok(Decoded {
            points,
            intensity: StoredIntensity::of(are_integers),
            other_fields: Vec::new(),
            viewpoint: Viewpoint::Missing,
        }),
        num_bytes => Err(ScanProblem::Surplus { element: "point", num_bytes }),
    }
}

/// Refuses more points than there can be: each number takes a digit and a separator, the last one of
/// all may do without the latter.
fn check_size(data: &[u8], header: &Header) -> Result<(), ScanProblem> {
    let num_words = num_numbers(&header.fields).saturating_mul(header.num_points as u128);
    let num_expected = num_words.saturating_mul(2).saturating_sub(1);
    if num_expected > data.len() as u128 {
        return Err(ScanProblem::TooShort { num_expected, num_found: data.len() });
    }
    Ok(())
}

/// A line that is no point.
enum BadLine<'a> {
    /// It has not as many words as it should.
    CutOff,
    /// It has a word that is no number.
    Word(&'a str),
}

fn point_from_line(
    line: &[u8],
    words: PointFields<u128>,
    num_words: u128,
) -> Result<Point, BadLine<'_>> {
    let [x, y, z] = words.coordinates;
    let mut point = Point::default();
    let mut num_read = 0;
    let text = str::from_utf8(line).map_err(|_| BadLine::CutOff)?;
    for word in text.split_ascii_whitespace() {
        // Rounded once, as a 32-bit float is read.
        let plain = || word.parse().ok();
        let number: Option<f32> = plain().or_else(|| number_from_word(word).map(|n| n as f32));
        let number = number.ok_or(BadLine::Word(word))?;
        match num_read {
            _ if num_read == x => point.x = number,
            _ if num_read == y => point.y = number,
            _ if num_read == z => point.z = number,
            _ if Some(num_read) == words.intensity => point.intensity = number,
            _ => {}
        }
        num_read += 1;
    }
    if num_read == num_words { Ok(point) } else { Err(BadLine::CutOff) }
}
