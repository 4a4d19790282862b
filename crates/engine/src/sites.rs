//! The places of a map where it differs from an empty one.

use rayon::prelude::*;
use voxelnet_detection::ConvGeometry;
use voxelnet_voxelizer::VoxelIndex;

use crate::kernel::{TILE, WINDOW};

/// A place of a map, counted as voxels are.
pub(crate) type Place = VoxelIndex;

/// [`TILE`] x [`TILE`] places seen from above, on all levels, of which some are sites.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Column {
    /// First y and x.
    pub(crate) y: u32,
    pub(crate) x: u32,
    /// Number of the row behind its last site.
    pub(crate) end: u32,
}

/// The sites of a map and the numbers of their rows; row 0 stands for all other places.
///
/// Rows are numbered from 1, column by column, within it level by level, within that line by line. Those of
/// voxels alone keep the order of the voxels and are in no column.
#[derive(Clone, Debug, Default)]
pub(crate) struct Sites {
    size: [usize; 3],
    /// Whether places are sites. [H, D, W]
    marks: Vec<u8>,
    /// Row numbers, with a margin around each level, so that the windows of all tiles are in it.
    /// [H', D, W']
    rows: Vec<u32>,
    /// Place of each row, the first one left out. \[N\]
    places: Vec<Place>,
    columns: Vec<Column>,
}

/// Places around a level, before its first line and column.
const MARGIN: usize = 1;

/// Lines of levels, the margin included.
fn with_margin(len: usize) -> usize {
    len.next_multiple_of(TILE) + WINDOW - TILE
}

impl Sites {
    pub(crate) fn new(size: [usize; 3]) -> Self {
        let [depth, height, width] = size;
        Self {
            size,
            marks: vec![0; depth * height * width],
            rows: vec![0; with_margin(height) * depth * with_margin(width)],
            places: Vec::new(),
            columns: Vec::new(),
        }
    }

    /// Size of the map (z, y, x).
    pub(crate) fn size(&self) -> [usize; 3] {
        self.size
    }

    /// Number of sites.
    pub(crate) fn len(&self) -> usize {
        self.places.len()
    }

    /// The places of the sites, in the order of the rows. \[N\]
    pub(crate) fn places(&self) -> &[Place] {
        &self.places
    }

    /// The columns that have sites.
    pub(crate) fn columns(&self) -> &[Column] {
        &self.columns
    }

    /// The row of a place, which may lie beyond the border.
    #[inline(always)]
    pub(crate) fn row_at(&self, [z, y, x]: [isize; 3]) -> u32 {
        let [depth, height, width] = self.size;
        let is_inside = (z as usize) < depth && (y as usize) < height && (x as usize) < width;
        if is_inside { self.rows[self.number(z as usize, y as usize, x as usize)] } else { 0 }
    }

    /// Rows of four places of a line of a level.
    #[inline(always)]
    pub(crate) fn rows_of_tile(&self, z: usize, y: usize, x: usize) -> [u32; TILE] {
        let start = self.number(z, y, x);
        std::array::from_fn(|i| self.rows[start + i])
    }

    /// Rows of a line of the window of the tile that starts at (y, x).
    #[inline(always)]
    pub(crate) fn rows_of_window(
        &self,
        z: usize,
        y: usize,
        line: usize,
        x: usize,
    ) -> &[u32; WINDOW] {
        let [depth, _, width] = self.size;
        // The margin is what the window begins before its tile.
        let start = ((y + line) * depth + z) * with_margin(width) + x;
        self.rows[start..].first_chunk().expect("margins all around")
    }

    #[inline(always)]
    fn number(&self, z: usize, y: usize, x: usize) -> usize {
        let [depth, _, width] = self.size;
        ((y + MARGIN) * depth + z) * with_margin(width) + x + MARGIN
    }

    /// The sites that are these voxels, in place of other voxels.
    pub(crate) fn set_voxels(&mut self, voxels: &[VoxelIndex]) {
        for i in 0..self.places.len() {
            self.set_voxel(self.places[i], 0, 0);
        }
        self.places.clear();
        self.places.extend_from_slice(voxels);
        for (row, &voxel) in (1..).zip(voxels) {
            self.set_voxel(voxel, 1, row);
        }
    }

    fn set_voxel(&mut self, voxel: VoxelIndex, mark: u8, row: u32) {
        let [depth, _, width] = self.size;
        let [z, y, x] = [voxel.z, voxel.y, voxel.x].map(|position| position as usize);
        self.marks[(y * depth + z) * width + x] = mark;
        let number = self.number(z, y, x);
        self.rows[number] = row;
    }

    /// The places that see a site of the input of a convolution.
    pub(crate) fn set_seeing(&mut self, input: &Self, conv: &ConvGeometry) {
        self.size = conv.out_size(input.size).expect("checked with the configuration");
        let [depth, height, width] = self.size;
        self.marks.resize(depth * height * width, 0);
        self.marks.par_chunks_mut(width).with_min_len(64).enumerate().for_each(|(line, marks)| {
            marks.fill(0);
            for z_tap in 0..conv.axes[0].kernel {
                for y_tap in 0..conv.axes[1].kernel {
                    let z = conv.axes[0].source(line % depth, z_tap);
                    let y = conv.axes[1].source(line / depth, y_tap);
                    if let (Some(z), Some(y)) = (z, y) {
                        mark_seeing(marks, input.marks_of_line(z, y), conv);
                    }
                }
            }
        });
        self.number_marked();
    }

    /// Marks of a line, which may lie beyond the border.
    fn marks_of_line(&self, z: isize, y: isize) -> &[u8] {
        let [depth, height, width] = self.size;
        if (z as usize) < depth && (y as usize) < height {
            &self.marks[(y as usize * depth + z as usize) * width..][..width]
        } else {
            &[]
        }
    }

    /// Gives the marked places their numbers.
    fn number_marked(&mut self) {
        let [depth, height, width] = self.size;
        self.rows.resize(with_margin(height) * depth * with_margin(width), 0);
        self.rows.fill(0);
        self.places.clear();
        self.columns.clear();
        for first_y in (0..height).step_by(TILE) {
            for first_x in (0..width).step_by(TILE) {
                let before = self.places.len();
                self.number_column(first_y, first_x);
                if self.places.len() > before {
                    let end = self.places.len() as u32 + 1;
                    self.columns.push(Column { y: first_y as u32, x: first_x as u32, end });
                }
            }
        }
    }

    fn number_column(&mut self, first_y: usize, first_x: usize) {
        let [depth, height, width] = self.size;
        let last_x = width.min(first_x + TILE);
        for z in 0..depth {
            for y in first_y..height.min(first_y + TILE) {
                let line = (y * depth + z) * width;
                let marks = &self.marks[line + first_x..line + last_x];
                if marks.iter().all(|&mark| mark == 0) {
                    continue;
                }
                for x in first_x..last_x {
                    if self.marks[line + x] != 0 {
                        self.places.push(Place { z: z as u32, y: y as u32, x: x as u32 });
                        let number = self.number(z, y, x);
                        self.rows[number] = self.places.len() as u32;
                    }
                }
            }
        }
    }
}

/// Marks what sees a marked place of a line.
fn mark_seeing(marks: &mut [u8], seen: &[u8], conv: &ConvGeometry) {
    let axis = conv.axes[2];
    if seen.iter().all(|&mark| mark == 0) {
        return;
    }
    for tap in 0..axis.kernel {
        if axis.stride == 1 {
            // Neighbours see neighbours, so that whole lines are laid over each other.
            let Some(first) = axis.source(0, tap) else { continue };
            let (skip_out, skip_seen) =
                if first < 0 { (-first as usize, 0) } else { (0, first as usize) };
            let (out, seen) = (marks.iter_mut().skip(skip_out), seen.iter().skip(skip_seen));
            out.zip(seen).for_each(|(out, seen)| *out |= seen);
            continue;
        }
        for (x, mark) in marks.iter_mut().enumerate() {
            let source = axis.source(x, tap).and_then(|source| usize::try_from(source).ok());
            *mark |= source.and_then(|source| seen.get(source)).copied().unwrap_or(0);
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_detection::ConvAxis;

    use super::*;

    #[test]
    fn sites_are_the_places_that_see_a_site_and_come_column_by_column() {
        let mut voxels = Sites::new([3, 9, 10]);
        voxels.set_voxels(&[VoxelIndex { z: 0, y: 0, x: 9 }, VoxelIndex { z: 2, y: 8, x: 3 }]);
        for (kernel, stride, padding, is_transposed) in
            [(3, 1, 1, false), (3, 2, 1, false), (3, 1, 0, false), (2, 2, 0, true), (3, 1, 1, true)]
        {
            let axis = ConvAxis { is_transposed, ..ConvAxis::new(kernel, stride, padding) };
            let conv = ConvGeometry { axes: [ConvAxis::new(3, 2, 1), axis, axis] };
            let mut sites = Sites::default();
            sites.set_seeing(&voxels, &conv);
            let [depth, height, width] = conv.out_size([3, 9, 10]).unwrap();
            assert_eq!(sites.size(), [depth, height, width]);
            for z in 0..depth {
                for y in 0..height {
                    for x in 0..width {
                        let sees = conv.taps().any(|taps| {
                            let out = [z, y, x];
                            let source =
                                [0, 1, 2].map(|axis| conv.axes[axis].source(out[axis], taps[axis]));
                            let [Some(z), Some(y), Some(x)] = source else { return false };
                            voxels.row_at([z, y, x]) > 0
                        });
                        let row = sites.row_at([z as isize, y as isize, x as isize]) as usize;
                        assert_eq!(row > 0, sees, "{conv:?} {z} {y} {x}");
                        if row > 0 {
                            let place = Place { z: z as u32, y: y as u32, x: x as u32 };
                            assert_eq!(sites.places()[row - 1], place);
                        }
                    }
                }
            }
            assert_eq!(
                sites.columns().last().map(|column| column.end as usize),
                Some(sites.len() + 1)
            );
            let columns = sites.places().iter().map(|place| [place.y / 4, place.x / 4]);
            assert!(columns.is_sorted());
        }
    }
}
