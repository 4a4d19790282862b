//! The places of a map that points have an influence on.

use super::axis::Axis;

/// The sites of a map of B scans.
///
/// A place (z, scan, y, x) has the number `((z * B + scan) * H + y) * W + x`; sites are in the order of
/// their numbers, so that those of one level lie together.
#[derive(Clone, Debug)]
pub(crate) struct Sites {
    pub(crate) axes: [Axis; 3],
    pub(crate) batch_size: usize,
    pub(crate) places: Vec<usize>,
}

/// A place taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) z: usize,
    pub(crate) scan: usize,
    pub(crate) y: usize,
    pub(crate) x: usize,
}

/// Indices that collect background values [D, H, W] for many places: lines of the background first, then
/// cells of these lines.
///
/// In two steps, because the gradient of a step is a sum without any care for rounding: in one step it
/// would add up a hundred thousand numbers in single precision, one by one.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct BackgroundGather {
    /// Lines of the background, each z * H + y. The first is one that no site needs.
    pub(crate) lines: Vec<i64>,
    /// For each site, its cell among these lines, line * W + x.
    pub(crate) cells: Vec<i64>,
}

impl Sites {
    /// Depth, height and width of the map.
    pub(crate) fn size(&self) -> [usize; 3] {
        self.axes.map(Axis::len)
    }

    /// Number of places B * D * H * W, sites or not.
    pub(crate) fn num_places(&self) -> usize {
        self.batch_size * self.size().iter().product::<usize>()
    }

    /// Depth, height and width of the background.
    pub(crate) fn background_size(&self) -> [i64; 3] {
        self.axes.map(|axis| axis.background_len() as i64)
    }

    /// Takes a number apart.
    pub(crate) fn place(&self, number: usize) -> Place {
        let [_, height, width] = self.size();
        let (row, x) = (number / width, number % width);
        let (level, y) = (row / height, row % height);
        Place { z: level / self.batch_size, scan: level % self.batch_size, y, x }
    }

    /// For each site, the row of the background that it would have the value of, were it empty.
    fn background_rows(&self) -> impl Iterator<Item = usize> + '_ {
        self.places.iter().map(|&number| self.background_row(self.place(number)))
    }

    /// The indices of the background value that belongs to each site, in two steps.
    pub(crate) fn background_gather(&self) -> BackgroundGather {
        let [_, height, width] = self.axes.map(Axis::background_len);
        let [z_axis, y_axis, x_axis] = self.axes;
        let mut gather = BackgroundGather { lines: vec![0], cells: Vec::new() };
        let mut last_line = None;
        for &number in &self.places {
            let Place { z, scan, y, x } = self.place(number);
            if last_line != Some((z, scan, y)) {
                last_line = Some((z, scan, y));
                let line = z_axis.background_position(z) * height + y_axis.background_position(y);
                gather.lines.push(line as i64);
            }
            let line = gather.lines.len() - 1;
            gather.cells.push((line * width + x_axis.background_position(x)) as i64);
        }
        gather
    }

    /// For each position along one axis (z, y, x), the position of the background that stands for it.
    pub(crate) fn background_positions(&self, axis: usize) -> Vec<i64> {
        let axis = self.axes[axis];
        (0..axis.len()).map(|position| axis.background_position(position) as i64).collect()
    }

    /// The number of empty places of the map that each row of the background stands for.
    pub(crate) fn background_counts(&self) -> Vec<f32> {
        let [z, y, x] = self.axes.map(|axis| {
            let mut counts = vec![0_i64; axis.background_len()];
            (0..axis.len()).for_each(|position| counts[axis.background_position(position)] += 1);
            counts
        });
        let mut counts = Vec::with_capacity(z.len() * y.len() * x.len());
        for z_count in &z {
            for y_count in &y {
                let rows = self.batch_size as i64 * z_count * y_count;
                counts.extend(x.iter().map(|x_count| rows * x_count));
            }
        }
        self.background_rows().for_each(|row| counts[row] -= 1);
        counts.into_iter().map(|count| count as f32).collect()
    }

    fn background_row(&self, Place { z, y, x, .. }: Place) -> usize {
        let [_, height, width] = self.axes.map(Axis::background_len);
        let [z_axis, y_axis, x_axis] = self.axes;
        let level = z_axis.background_position(z) * height + y_axis.background_position(y);
        level * width + x_axis.background_position(x)
    }
}

#[cfg(test)]
mod tests {
    use voxelnet_detection::ConvAxis;

    use super::*;

    fn sites() -> Sites {
        let conv = ConvAxis::new(3, 1, 1);
        let axis = |len, background_len| Axis::new(len, background_len).after(conv);
        let axes = [axis(2, 2), axis(9, 3), axis(8, 4)];
        Sites { axes, batch_size: 2, places: vec![0, 71, 72, 100, 287] }
    }

    #[test]
    fn numbers_run_through_x_then_y_then_scans_then_levels() {
        let sites = sites();
        assert_eq!(sites.place(1), Place { z: 0, scan: 0, y: 0, x: 1 });
        assert_eq!(sites.place(72 + 8), Place { z: 0, scan: 1, y: 1, x: 0 });
        assert_eq!(sites.place(2 * 72), Place { z: 1, scan: 0, y: 0, x: 0 });
    }

    #[test]
    fn the_background_stands_for_every_empty_place_once() {
        let sites = sites();
        let counts = sites.background_counts();
        let num_empty = sites.num_places() - sites.places.len();
        assert_eq!(counts.iter().sum::<f32>(), num_empty as f32);
        let rows_everywhere: Vec<usize> = (0..sites.num_places())
            .map(|number| sites.background_row(sites.place(number)))
            .collect();
        let mut expected = vec![0.; counts.len()];
        for (number, row) in rows_everywhere.iter().enumerate() {
            if !sites.places.contains(&number) {
                expected[*row] += 1.;
            }
        }
        assert_eq!(counts, expected);
    }

    #[test]
    fn gathering_lines_and_then_cells_finds_the_row_of_every_site() {
        let sites = sites();
        let BackgroundGather { lines, cells } = sites.background_gather();
        let width = sites.axes[2].background_len() as i64;
        let rows = cells
            .iter()
            .map(|cell| (lines[(cell / width) as usize] * width + cell % width) as usize);
        assert!(rows.eq(sites.background_rows()));
    }
}
