//! Memory of work under way, kept from scan to scan.

use std::sync::{Mutex, PoisonError};

use crate::kernel::{Lines, Pair, TILE};

/// The buffers that one thread needs at a time.
#[derive(Debug, Default)]
pub(crate) struct Scratch {
    /// Pairs of a task, element of the kernel by element.
    pub(crate) pairs: PairLists,
    /// One panel of the sums of each site. [N, PANEL]
    pub(crate) sums: Lines,
    /// The class of each site's place.
    pub(crate) classes: Vec<u32>,
    /// Transformed windows. [POSITIONS, windows, C]
    pub(crate) windows: Lines,
    /// Window that starts at each column and level, or none.
    pub(crate) window_numbers: Vec<Option<u32>>,
    /// The tiles that have a site.
    pub(crate) tiles: Vec<Tile>,
    /// One panel of the products of transformed windows and weights. [POSITIONS, tiles, PANEL]
    pub(crate) products: Lines,
    /// Features of points, layer by layer.
    pub(crate) points: [Lines; 2],
    /// The largest of each voxel, and what the next layer makes of it.
    pub(crate) voxels: [Lines; 2],
}

/// A tile of a task.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Tile {
    /// The column of the task.
    pub(crate) column: usize,
    pub(crate) z: usize,
    /// The rows of its places.
    pub(crate) rows: [u32; TILE * TILE],
}

/// Several lists of pairs, one behind the other.
#[derive(Debug, Default)]
pub(crate) struct PairLists {
    pairs: Vec<Pair>,
    ends: Vec<usize>,
}

impl PairLists {
    pub(crate) fn clear(&mut self) {
        self.pairs.clear();
        self.ends.clear();
    }

    /// Adds a list.
    pub(crate) fn push_list(&mut self, pairs: impl Iterator<Item = Pair>) {
        self.pairs.extend(pairs);
        self.ends.push(self.pairs.len());
    }

    /// Number of pairs in all lists.
    pub(crate) fn len(&self) -> usize {
        self.pairs.len()
    }

    /// The lists, in order.
    #[inline(always)]
    pub(crate) fn list(&self, number: usize) -> &[Pair] {
        let start = if number == 0 { 0 } else { self.ends[number - 1] };
        &self.pairs[start..self.ends[number]]
    }
}

/// The scratch memory of every thread that ever worked at the same time as others.
#[derive(Debug, Default)]
pub(crate) struct ScratchPool(Mutex<Vec<Scratch>>);

impl ScratchPool {
    /// Lends one of them.
    pub(crate) fn with<T>(&self, work: impl FnOnce(&mut Scratch) -> T) -> T {
        let lent = self.0.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut scratch = lent.unwrap_or_default();
        let result = work(&mut scratch);
        self.0.lock().unwrap_or_else(PoisonError::into_inner).push(scratch);
        result
    }
}
