//! The words of a file that its layout is judged by.

use std::collections::HashSet;
use std::hash::Hash;

/// Bytes of a word.
pub const NUM_WORD_BYTES: usize = 4;

/// Words of a block, of which several are spread over the file.
const NUM_BLOCK_WORDS: usize = 4096;

const NUM_BLOCKS: usize = 4;

/// The least words that tell anything.
const MIN_WORDS: usize = 64;

/// Words of 32 bits from a file, little-endian, and where in the file they stand.
pub struct Sample {
    pub words: Vec<Word>,
}

/// A word and its place, counted in words from the start of the file.
#[derive(Clone, Copy, Debug)]
pub struct Word {
    pub place: usize,
    pub bits: u32,
}

impl Sample {
    /// Blocks that are spread evenly; no words when there are too few. They come in pairs.
    pub fn of(bytes: &[u8]) -> Self {
        let (words, _) = bytes.as_chunks::<NUM_WORD_BYTES>();
        let num_words = words.len() & !1;
        if num_words < MIN_WORDS {
            return Self { words: Vec::new() };
        }
        let num_spare = num_words.saturating_sub(NUM_BLOCKS * NUM_BLOCK_WORDS);
        let word = |place: usize| Word { place, bits: u32::from_le_bytes(words[place]) };
        let block = |number: usize| {
            let start = number * NUM_BLOCK_WORDS + num_spare * number / (NUM_BLOCKS - 1) / 2 * 2;
            (start..num_words.min(start + NUM_BLOCK_WORDS)).map(word)
        };
        Self { words: (0..NUM_BLOCKS).flat_map(block).collect() }
    }

    /// The numbers of the whole rows of so many columns.
    pub fn rows(&self, num_columns: usize) -> Vec<Vec<f32>> {
        let rows = self.words.chunk_by(|a, b| a.place / num_columns == b.place / num_columns);
        let whole = rows.filter(|row| row.len() == num_columns);
        whole.map(|row| row.iter().map(|word| f32::from_bits(word.bits)).collect()).collect()
    }

    /// The words without rows of so many columns that only fill the place of a point: those at the origin,
    /// and copies of the row before.
    pub fn without_fill(&self, num_columns: usize) -> Vec<Word> {
        let rows = self.words.chunk_by(|a, b| a.place / num_columns == b.place / num_columns);
        let bits = |row: &[Word]| row.iter().map(|word| word.bits).collect::<Vec<u32>>();
        let mut before = Vec::new();
        let mut words = Vec::new();
        for row in rows {
            let numbers = bits(row);
            let is_origin = numbers.iter().take(3).all(|bits| bits & 0x7fff_ffff == 0);
            if !is_origin && numbers != before {
                words.extend_from_slice(row);
            }
            before = numbers;
        }
        words
    }

    /// The words as pairs, the first of which stands at an even place.
    pub fn pairs(&self) -> impl Iterator<Item = [u32; 2]> + Clone {
        self.words.as_chunks::<2>().0.iter().map(|pair| pair.map(|word| word.bits))
    }

    /// How many different values something takes over the words.
    pub fn distinct<T: Eq + Hash>(&self, of: impl Fn(u32) -> T) -> usize {
        self.words.iter().map(|word| of(word.bits)).collect::<HashSet<T>>().len()
    }

    /// The share of words of which something is true.
    pub fn share(&self, is_true: impl Fn(u32) -> bool) -> f64 {
        share(self.words.iter().map(|word| is_true(word.bits)))
    }
}

/// The share of what is true; 0 of nothing.
pub fn share(all: impl Iterator<Item = bool>) -> f64 {
    let (num_true, num_all) =
        all.fold((0, 0), |(num_true, num_all), it| (num_true + usize::from(it), num_all + 1));
    num_true as f64 / f64::from(num_all.max(1))
}
