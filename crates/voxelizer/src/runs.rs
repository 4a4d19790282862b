//! Points that follow each other in the scan and lie in one cell.

use voxelnet_scene::Point;

use crate::locate::{Locator, OUTSIDE};
use crate::room::make_room;

/// The cells of consecutive points as runs of equal ones.
///
/// Neighbours in a scan mostly lie in one voxel. Taken together they need the table of cells, which
/// is larger than the caches, once for all.
#[derive(Debug, Default)]
pub(crate) struct Runs {
    cells: Vec<u32>,
    /// One less than the number of points of the run, which is at most [`BLOCK`].
    lengths: Vec<u8>,
}

/// Consecutive points that lie in one cell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Run {
    /// The cell, or [`OUTSIDE`].
    pub(crate) cell: u32,
    pub(crate) num_points: usize,
}

/// Points that are treated at a time; a run ends with its block.
const BLOCK: usize = 256;

impl Runs {
    /// Takes the place of what was found before, whose memory is used again.
    pub(crate) fn find(&mut self, points: &[Point], locator: &Locator<'_>) {
        make_room(&mut self.cells, points.len());
        make_room(&mut self.lengths, points.len());
        let (mut cells, mut starts) = ([OUTSIDE; BLOCK], [0; BLOCK]);
        for points in points.chunks(BLOCK) {
            let cells = &mut cells[..points.len()];
            locator.locate(points, cells);
            let starts = find_starts(cells, &mut starts);
            let ends = starts[1..].iter().copied().chain([points.len() as u16]);
            self.cells.extend(starts.iter().map(|&start| cells[usize::from(start)]));
            self.lengths
                .extend(starts.iter().zip(ends).map(|(start, end)| (end - start - 1) as u8));
        }
    }

    /// The runs in the order of the scan.
    pub(crate) fn iter(&self) -> impl Iterator<Item = Run> {
        let run = |(&cell, &length): (&u32, &u8)| Run { cell, num_points: usize::from(length) + 1 };
        self.cells.iter().zip(&self.lengths).map(run)
    }

    /// The cells of about `num_probes` runs.
    pub(crate) fn probes(&self, num_probes: usize) -> impl Iterator<Item = u32> {
        let every = (self.cells.len() / num_probes).max(1);
        self.cells.iter().step_by(every).copied().filter(|&cell| cell != OUTSIDE)
    }
}

/// The positions at which the runs of a block start.
fn find_starts<'a>(cells: &[u32], starts: &'a mut [u16; BLOCK]) -> &'a [u16] {
    // Without a branch, as where runs end cannot be foretold: every position is written down, and the
    // next one over it unless a run starts there.
    starts[0] = 0;
    let mut num_starts = 1;
    for (position, pair) in (1..).zip(cells.windows(2)) {
        starts[num_starts % BLOCK] = position;
        num_starts += usize::from(pair[0] != pair[1]);
    }
    &starts[..num_starts]
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::grid::{GridSpec, VoxelGrid};

    #[test]
    fn runs_are_cut_where_the_cell_changes_and_where_blocks_end() {
        let spec = GridSpec { min_m: [0.; 3], max_m: [4., 1., 1.], voxel_size_m: [1.; 3] };
        let grid = VoxelGrid::new(&spec).unwrap();
        let locator = Locator::new(&grid);
        let points: Vec<Point> = [(9., 200), (2., 100), (1., 1), (2., 211), (3., 1)]
            .into_iter()
            .flat_map(|(x, count)| vec![Point::new(x, 0., 0., 0.); count])
            .collect();
        let expected = [(OUTSIDE, 200), (2, 56), (2, 44), (1, 1), (2, 211), (3, 1)]
            .map(|(cell, num_points)| Run { cell, num_points });
        let mut runs = Runs::default();
        for _ in 0..2 {
            runs.find(&points, &locator);
            assert!(runs.iter().eq(expected));
        }
        runs.find(&[], &locator);
        assert_eq!(runs.iter().count(), 0);
    }
}
