//! Which cells of the grid hold points, and how many.

use rayon::prelude::*;

/// A cell of no voxel: the point lies outside the grid.
pub(crate) const OUTSIDE: u32 = u32::MAX;

/// One number for every cell of the grid, with a bit for those that are not zero, so that they can be
/// visited in order and reset without touching the others.
#[derive(Debug)]
pub(crate) struct CellTable {
    values: Vec<u32>,
    occupied: Vec<u64>,
}

/// The part of a table from cell `start` on.
pub(crate) struct Slab<'a> {
    start: u32,
    values: &'a mut [u32],
    occupied: &'a mut [u64],
}

const WORD_BITS: usize = u64::BITS as usize;

impl CellTable {
    /// A table can be cut at multiples of this.
    pub(crate) const ALIGNMENT: u32 = u64::BITS;

    pub(crate) fn new(num_cells: usize) -> Self {
        Self { values: vec![0; num_cells], occupied: vec![0; num_cells.div_ceil(WORD_BITS)] }
    }

    /// Cuts the table at these cells, rising multiples of [`Self::ALIGNMENT`].
    pub(crate) fn slabs(&mut self, cuts: &[u32]) -> Vec<Slab<'_>> {
        let (mut values, mut occupied) = (&mut self.values[..], &mut self.occupied[..]);
        let mut start = 0;
        let mut slabs = Vec::with_capacity(cuts.len() + 1);
        for &cut in cuts {
            let length = cut as usize - start;
            let (head, tail) = values.split_at_mut(length);
            let (head_bits, tail_bits) = occupied.split_at_mut(length / WORD_BITS);
            slabs.push(Slab { start: start as u32, values: head, occupied: head_bits });
            (values, occupied) = (tail, tail_bits);
            start += length;
        }
        slabs.push(Slab { start: start as u32, values, occupied });
        slabs
    }

    /// The occupied cells in rising order, each with its number, which may be changed to another that
    /// is not zero.
    pub(crate) fn for_each_occupied(&mut self, mut visit: impl FnMut(u32, &mut u32)) {
        for (word, &bits) in self.occupied.iter().enumerate() {
            for cell in cells_of_word(word, bits) {
                visit(cell as u32, &mut self.values[cell]);
            }
        }
    }

    /// Number of occupied cells.
    pub(crate) fn num_occupied(&self) -> usize {
        self.occupied.iter().map(|bits| bits.count_ones() as usize).sum()
    }

    /// The number of a cell.
    pub(crate) fn get_mut(&mut self, cell: u32) -> Option<&mut u32> {
        self.values.get_mut(cell as usize)
    }

    /// Sets all cells back to zero.
    pub(crate) fn clear(&mut self) {
        let Self { values, occupied } = self;
        values.par_chunks_mut(64 * WORD_BITS).zip(occupied.par_chunks_mut(64)).for_each(
            |(values, occupied)| {
                for (word, bits) in occupied.iter_mut().enumerate() {
                    cells_of_word(word, *bits).for_each(|cell| values[cell] = 0);
                    *bits = 0;
                }
            },
        );
    }
}

impl Slab<'_> {
    /// The number of a cell, when the slab holds the cell.
    #[inline]
    pub(crate) fn get_mut(&mut self, cell: u32) -> Option<&mut u32> {
        self.values.get_mut(cell.wrapping_sub(self.start) as usize)
    }

    /// Adds one to every cell of the slab among `cells`, as often as it is there.
    pub(crate) fn count(&mut self, cells: &[u32]) {
        for cell in cells {
            let position = cell.wrapping_sub(self.start) as usize;
            if let Some(count) = self.values.get_mut(position) {
                if *count == 0 {
                    self.occupied[position / WORD_BITS] |= 1 << (position % WORD_BITS);
                }
                *count += 1;
            }
        }
    }
}

fn cells_of_word(word: usize, mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = bits.trailing_zeros() as usize;
        // Takes the lowest bit away.
        bits &= bits.checked_sub(1)?;
        Some(word * WORD_BITS + bit)
    })
}
