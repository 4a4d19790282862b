//! The number of points in each cell of the grid.

use crate::runs::Run;

const WORD_BITS: usize = u64::BITS as usize;

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
            let length = (cut - start) as usize;
            let (head, tail) = values.split_at_mut(length);
            let (head_bits, tail_bits) = occupied.split_at_mut(length / WORD_BITS);
            slabs.push(Slab { start, values: head, occupied: head_bits });
            (values, occupied, start) = (tail, tail_bits, cut);
        }
        slabs.push(Slab { start, values, occupied });
        slabs
    }
}

impl Slab<'_> {
    /// The number of a cell, when the slab holds the cell.
    #[inline]
    pub(crate) fn get_mut(&mut self, cell: u32) -> Option<&mut u32> {
        self.values.get_mut(cell.wrapping_sub(self.start) as usize)
    }

    /// Adds to the cells of the slab the numbers of points of their runs.
    pub(crate) fn count(&mut self, runs: impl Iterator<Item = Run>) {
        for Run { cell, num_points } in runs {
            let position = cell.wrapping_sub(self.start) as usize;
            if let Some(count) = self.values.get_mut(position) {
                *count += num_points as u32;
                self.occupied[position / WORD_BITS] |= 1 << (position % WORD_BITS);
            }
        }
    }

    /// The occupied cells in rising order, each with its number, which may be changed.
    pub(crate) fn for_each_occupied(&mut self, mut visit: impl FnMut(u32, &mut u32)) {
        for (word, &bits) in self.occupied.iter().enumerate() {
            for position in positions_of_bits(word, bits) {
                visit(self.start + position as u32, &mut self.values[position]);
            }
        }
    }

    /// Sets all cells back to zero.
    pub(crate) fn clear(&mut self) {
        for (word, bits) in self.occupied.iter_mut().enumerate() {
            positions_of_bits(word, *bits).for_each(|position| self.values[position] = 0);
            *bits = 0;
        }
    }
}

fn positions_of_bits(word: usize, mut bits: u64) -> impl Iterator<Item = usize> {
    std::iter::from_fn(move || {
        let bit = bits.trailing_zeros() as usize;
        // Takes the lowest bit away.
        bits &= bits.checked_sub(1)?;
        Some(word * WORD_BITS + bit)
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::locate::OUTSIDE;

    #[test]
    fn slabs_count_visit_and_clear_their_own_cells() {
        let mut table = CellTable::new(200);
        let runs = [(199, 2), (OUTSIDE, 9), (64, 1), (3, 5), (64, 4)]
            .map(|(cell, num_points)| Run { cell, num_points });
        for _ in 0..2 {
            let mut visited = Vec::new();
            for mut slab in table.slabs(&[64, 128]) {
                slab.count(runs.into_iter());
                slab.for_each_occupied(|cell, count| visited.push((cell, *count)));
                assert_eq!(slab.get_mut(OUTSIDE), None);
                slab.clear();
            }
            assert_eq!(visited, [(3, 5), (64, 5), (199, 2)]);
        }
    }
}
