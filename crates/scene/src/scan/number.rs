//! Numbers as files store them.

use half::f16;

/// The storage of a number: its kind, its bytes and their order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NumberType {
    kind: NumberKind,
    num_bytes: usize,
    is_big_endian: bool,
}

/// The kind of a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NumberKind {
    Float,
    Signed,
    Unsigned,
}

impl NumberType {
    /// A little-endian type, if there is one of this size.
    pub fn new(kind: NumberKind, num_bytes: usize) -> Option<Self> {
        let exists =
            matches!(num_bytes, 2 | 4 | 8) || (num_bytes == 1 && kind != NumberKind::Float);
        exists.then_some(Self { kind, num_bytes, is_big_endian: false })
    }

    /// The same with the most significant byte first.
    pub fn big_endian(self) -> Self {
        Self { is_big_endian: true, ..self }
    }

    pub fn num_bytes(self) -> usize {
        self.num_bytes
    }

    pub fn is_integer(self) -> bool {
        self.kind != NumberKind::Float
    }

    /// The `f32` nearest to the number that stands in `bytes`, which are as many as it has.
    pub fn read(self, bytes: &[u8]) -> f32 {
        let mut raw = [0; 8];
        raw[..self.num_bytes].copy_from_slice(bytes);
        if self.is_big_endian {
            raw[..self.num_bytes].reverse();
        }
        let raw = u64::from_le_bytes(raw);
        let num_unused_bits = 64 - 8 * self.num_bytes;
        match (self.kind, self.num_bytes) {
            (NumberKind::Unsigned, _) => raw as f32,
            (NumberKind::Signed, _) => ((raw << num_unused_bits) as i64 >> num_unused_bits) as f32,
            (NumberKind::Float, 2) => f16::from_bits(raw as u16).to_f32(),
            (NumberKind::Float, 4) => f32::from_bits(raw as u32),
            (NumberKind::Float, _) => f64::from_bits(raw) as f32,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::NumberKind::{Float, Signed, Unsigned};
    use super::*;

    #[track_caller]
    fn assert_reads(kind: NumberKind, little_endian: &[u8], expected: f32) {
        let number = NumberType::new(kind, little_endian.len()).unwrap();
        assert_eq!(number.read(little_endian), expected);
        let reversed: Vec<u8> = little_endian.iter().rev().copied().collect();
        assert_eq!(number.big_endian().read(&reversed), expected);
    }

    #[test]
    fn every_type_is_read_in_both_byte_orders() {
        assert_reads(Unsigned, &[200], 200.);
        assert_reads(Unsigned, &60_000_u16.to_le_bytes(), 60_000.);
        assert_reads(Unsigned, &3_000_000_000_u32.to_le_bytes(), 3e9);
        assert_reads(Unsigned, &u64::MAX.to_le_bytes(), 18_446_744_073_709_551_615.);
        assert_reads(Signed, &[0xfd], -3.);
        assert_reads(Signed, &(-300_i16).to_le_bytes(), -300.);
        assert_reads(Signed, &(-70_000_i32).to_le_bytes(), -70_000.);
        assert_reads(Signed, &i64::MIN.to_le_bytes(), -9_223_372_036_854_775_808.);
        assert_reads(Float, &0x3e00_u16.to_le_bytes(), 1.5);
        assert_reads(Float, &0.1_f32.to_le_bytes(), 0.1);
        assert_reads(Float, &(-0.1_f64).to_le_bytes(), -0.1);
        assert_reads(Float, &1e300_f64.to_le_bytes(), f32::INFINITY);
    }

    #[test]
    fn types_of_other_sizes_do_not_exist() {
        assert_eq!(NumberType::new(Float, 1), None);
        for kind in [Float, Signed, Unsigned] {
            for num_bytes in [0, 3, 5, 16, usize::MAX] {
                assert_eq!(NumberType::new(kind, num_bytes), None);
            }
        }
    }
}
