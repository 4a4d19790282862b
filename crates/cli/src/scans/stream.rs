//! Several scans in one stream of bytes.

use std::fmt::{self, Display, Formatter};
use std::io::Read;
use std::num::NonZeroU64;
use std::str::FromStr;

use anyhow::{Context, Result, bail, ensure};

use super::inputs::{Input, Source};

/// The most bytes of one scan.
pub const MAX_BYTES: u64 = 1_000_000_000;
/// Bytes of a number in a row.
const NUMBER_BYTES: u64 = 4;

/// The boundaries of scans in a stream.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// Each scan has so many points.
    Points(NonZeroU64),
    /// Before each scan stands the number of its bytes, a little-endian 32-bit integer.
    Length,
}

impl Framing {
    /// Whether scans with so many numbers in a row are small enough.
    pub fn is_possible(self, columns: usize) -> bool {
        match self {
            Self::Points(num_points) => {
                num_points.get().saturating_mul(columns as u64 * NUMBER_BYTES) <= MAX_BYTES
            }
            Self::Length => true,
        }
    }
}

impl FromStr for Framing {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let points = text.strip_prefix("points=").map(str::parse);
        match (text, points) {
            ("length", _) => Ok(Self::Length),
            (_, Some(Ok(num_points))) => Ok(Self::Points(num_points)),
            _ => Err("expected `length`, or `points=N` with a whole number above 0".into()),
        }
    }
}

impl Display for Framing {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Points(num_points) => write!(f, "points={num_points}"),
            Self::Length => f.write_str("length"),
        }
    }
}

/// The scans of a stream, `stdin-000000` and so on. An error is the last item.
pub struct ScanStream<R> {
    bytes: R,
    framing: Framing,
    row_bytes: u64,
    number: usize,
    has_ended: bool,
}

impl<R: Read> ScanStream<R> {
    /// The scans in some bytes, with so many numbers of 32 bits in a row.
    pub fn new(bytes: R, framing: Framing, columns: usize) -> Self {
        let row_bytes = columns as u64 * NUMBER_BYTES;
        Self { bytes, framing, row_bytes, number: 0, has_ended: false }
    }

    fn scan(&mut self) -> Result<Option<Input>> {
        let name = format!("stdin-{:06}", self.number);
        let Some(num_bytes) = self.num_bytes(&name)? else { return Ok(None) };
        ensure!(
            num_bytes <= MAX_BYTES,
            "standard input: {name} is to have {num_bytes} bytes, and a scan at most {MAX_BYTES}; is --stream {} \
             what is sent?",
            self.framing
        );
        let scan = self.take(num_bytes)?;
        if scan.is_empty() && matches!(self.framing, Framing::Points(_)) {
            return Ok(None);
        }
        let num_read = scan.len() as u64;
        ensure!(
            num_read == num_bytes,
            "standard input: ends within {name}, after {num_read} of its {num_bytes} bytes"
        );
        self.number += 1;
        Ok(Some(Input { name, source: Source::Piece(scan) }))
    }

    /// The number of bytes of the next scan; none at the end of the stream.
    fn num_bytes(&mut self, name: &str) -> Result<Option<u64>> {
        match self.framing {
            Framing::Points(num_points) => {
                Ok(Some(num_points.get().saturating_mul(self.row_bytes)))
            }
            Framing::Length => {
                let length = self.take(NUMBER_BYTES)?;
                match length[..] {
                    [] => Ok(None),
                    [a, b, c, d] => Ok(Some(u32::from_le_bytes([a, b, c, d]).into())),
                    _ => bail!(
                        "standard input: ends within the length of {name}, after {} of its {NUMBER_BYTES} bytes",
                        length.len()
                    ),
                }
            }
        }
    }

    /// The next bytes, fewer at the end. They take no memory before they are there.
    fn take(&mut self, num_bytes: u64) -> Result<Vec<u8>> {
        let mut bytes = Vec::new();
        let mut next = self.bytes.by_ref().take(num_bytes);
        next.read_to_end(&mut bytes).context("standard input")?;
        Ok(bytes)
    }
}

impl<R: Read> Iterator for ScanStream<R> {
    type Item = Result<Input>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.has_ended {
            return None;
        }
        let scan = self.scan().transpose();
        self.has_ended = !matches!(scan, Some(Ok(_)));
        scan
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// The names and sizes of the scans, and the error behind them.
    fn scans(bytes: &[u8], framing: &str) -> (Vec<(String, usize)>, Option<String>) {
        let mut found = Vec::new();
        for scan in ScanStream::new(bytes, framing.parse().unwrap(), 4) {
            match scan {
                Ok(Input { name, source: Source::Piece(bytes) }) => found.push((name, bytes.len())),
                Ok(other) => panic!("{other:?}"),
                Err(error) => return (found, Some(error.to_string())),
            }
        }
        (found, None)
    }

    fn named(sizes: &[usize]) -> Vec<(String, usize)> {
        sizes.iter().enumerate().map(|(at, &size)| (format!("stdin-{at:06}"), size)).collect()
    }

    #[test]
    fn scans_of_so_many_points_follow_each_other() {
        assert_eq!(scans(&[0; 96], "points=3"), (named(&[48, 48]), None));
        assert_eq!(scans(&[], "points=3"), (vec![], None));
        let (found, error) = scans(&[0; 100], "points=3");
        assert_eq!(found, named(&[48, 48]));
        let expected = "standard input: ends within stdin-000002, after 4 of its 48 bytes";
        assert_eq!(error.as_deref(), Some(expected));
    }

    #[test]
    fn lengths_stand_before_scans() {
        let sent = [&[16, 0, 0, 0][..], &[0; 16], &[0; 4], &[8, 0, 0, 0, 1, 1]].concat();
        assert_eq!(scans(&sent[..24], "length"), (named(&[16, 0]), None));
        let (found, error) = scans(&sent, "length");
        assert_eq!(found, named(&[16, 0]));
        assert!(error.unwrap().ends_with("stdin-000002, after 2 of its 8 bytes"));
        let (_, error) = scans(&sent[..22], "length");
        assert!(error.unwrap().ends_with("the length of stdin-000001, after 2 of its 4 bytes"));
    }

    #[test]
    fn a_scan_of_more_than_a_gigabyte_is_refused() {
        let (_, error) = scans(&1_000_000_001_u32.to_le_bytes(), "length");
        let error = error.unwrap();
        assert!(error.contains("stdin-000000 is to have 1000000001 bytes"), "{error}");
        assert!(error.contains("--stream length"), "{error}");
        let (_, error) = scans(&[0; 16], "points=18446744073709551615");
        assert!(error.unwrap().contains("--stream points=18446744073709551615"));
    }

    #[test]
    fn other_framings_are_refused() {
        for text in ["", "points", "points=", "points=0", "points=-1", "points=x", "bytes"] {
            assert!(text.parse::<Framing>().is_err(), "{text}");
        }
    }
}
