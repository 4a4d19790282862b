//! Evidence for other types of numbers than 32-bit floats.

use std::collections::HashSet;

use half::f16;

use super::guess::LayoutGuess;
use super::sample::{Sample, share};

pub const HALVES: LayoutGuess = LayoutGuess::Type { name: "16-bit floats", code: "<f2" };

/// The share of a file that must be natural as another type.
const NATURAL: f64 = 0.98;

/// The share of a scan that is natural at least, whatever it is filled with.
const MIN_NATURAL: f64 = 0.6;

/// The type that the numbers seem to have, if it is clearly another one.
pub fn likely_type(sample: &Sample) -> Option<LayoutGuess> {
    if sample.words.is_empty() {
        return None;
    }
    let swapped = || sample.pairs().map(|[a, b]| [b.swap_bytes(), a.swap_bytes()]);
    let (name, code) = match () {
        () if are_integers(sample, u32::to_le) => ("32-bit integers", "<i4"),
        () if are_integers(sample, u32::swap_bytes) => ("big-endian 32-bit integers", ">i4"),
        () if are_doubles(sample.pairs()) => ("64-bit floats", "<f8"),
        () if are_doubles(swapped()) => ("big-endian 64-bit floats", ">f8"),
        () if are_big_endian(sample) => ("big-endian floats", ">f4"),
        () if are_halves(sample) => return Some(HALVES),
        () if are_short_integers(sample) => ("16-bit integers", "<i2"),
        () if is_noise(sample) => return Some(LayoutGuess::Noise),
        () => return None,
    };
    Some(LayoutGuess::Type { name, code })
}

/// Whether most words are nothing that a scan holds, whatever else they are.
fn is_noise(sample: &Sample) -> bool {
    sample.share(is_natural) < MIN_NATURAL && sample.distinct(|bits| bits) >= 64
}

/// A coordinate in any unit, or an intensity.
fn is_natural(bits: u32) -> bool {
    let number = f32::from_bits(bits);
    number == 0. || number.is_nan() || (1e-4..1e7).contains(&number.abs())
}

/// A coordinate or an intensity that is not zero; nothing that a file is filled up with.
fn is_number(bits: u32) -> bool {
    is_natural(bits) && bits & 0x7fff_ffff != 0 && !f32::from_bits(bits).is_nan()
}

/// Whether pairs of a low and a high word are 64-bit floats.
///
/// The low words are the noise at the end of the mantissas, or all but empty where the floats were made of
/// shorter ones. The high words are what a 32-bit float between 0.4 and 20 is.
fn are_doubles(pairs: impl Iterator<Item = [u32; 2]> + Clone) -> bool {
    let is_natural = |[low, high]: [u32; 2]| {
        let bits = u64::from(high) << 32 | u64::from(low);
        let number = f64::from_bits(bits);
        let is_usual_nan = number.is_nan() && bits.trailing_zeros() == 51;
        number == 0. || is_usual_nan || (1e-6..1e10).contains(&number.abs())
    };
    // The lowest 29 bits are those that a 32-bit float does not have.
    let is_low = |low: u32| !is_number(low) || low.trailing_zeros() >= 29;
    let is_zero = |bits: u32| bits & 0x7fff_ffff == 0;
    let told = pairs.clone().filter(|&[low, high]| !is_zero(low) || !is_zero(high));
    let highs: HashSet<u32> = told.clone().map(|[_, high]| high).collect();
    share(pairs.map(is_natural)) > NATURAL
        && share(told.clone().map(|[low, _]| is_low(low))) > 0.75
        && share(told.map(|[_, high]| !is_zero(high))) > 0.3
        && highs.len() >= 8
}

/// Whether the words are 32-bit floats only when their bytes are swapped.
fn are_big_endian(sample: &Sample) -> bool {
    sample.share(is_number) < 0.4
        && sample.share(|bits| is_natural(bits.swap_bytes())) > NATURAL
        && sample.share(|bits| is_number(bits.swap_bytes())) > 0.5
        && sample.distinct(|bits| bits) >= 16
}

/// Whether the words are integers of at most 23 bits and a sign: no coordinate is as small a 32-bit float,
/// and what stands for negative ones is no number at all.
fn are_integers(sample: &Sample, in_order: impl Fn(u32) -> u32) -> bool {
    let is_small = |bits: u32| (in_order(bits) as i32).unsigned_abs() < 1 << 23;
    sample.share(is_number) < 0.4
        && sample.share(is_small) > NATURAL
        && sample.share(|bits| bits != 0) > 0.25
        && sample.distinct(|bits| bits) >= 16
}

/// The two halves of a word.
fn halves(bits: u32) -> [u16; 2] {
    [bits as u16, (bits >> 16) as u16]
}

/// Whether the words are pairs of 16-bit floats, which the ends of mantissas are not, and nothing that a
/// 32-bit float can be in a scan.
fn are_halves(sample: &Sample) -> bool {
    let is_possible =
        |bits: u32| is_natural(bits) || (1e7..1e10).contains(&f32::from_bits(bits).abs());
    sample.share(is_possible) < 0.9 && could_be_halves(sample)
}

/// Whether the words could be pairs of 16-bit floats.
pub fn could_be_halves(sample: &Sample) -> bool {
    const USUAL_NAN: u16 = 0x7e00;
    let is_natural_half = |bits: u16| {
        let number = f16::from_bits(bits).to_f32();
        number == 0. || bits == USUAL_NAN || (1e-3..1e5).contains(&number.abs())
    };
    sample.share(|bits| halves(bits).into_iter().all(is_natural_half)) > NATURAL
        && sample.distinct(|bits| halves(bits)[0]) >= 32
}

/// Whether the words are pairs of integers of at most 14 bits and a sign, which as floats are nearly nothing.
fn are_short_integers(sample: &Sample) -> bool {
    let is_small = |bits: u16| (bits as i16).unsigned_abs() < 1 << 14;
    sample.share(is_number) < 0.1
        && sample.share(|bits| halves(bits).into_iter().all(is_small)) > NATURAL
        && sample.distinct(|bits| halves(bits)[0]) >= 32
}
