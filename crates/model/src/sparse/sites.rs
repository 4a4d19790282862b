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

impl Sites {
    /// Depth, height and width of the map.
    pub(crate) fn size(&self) -> [usize; 3] {
        self.axes.map(|axis| axis.len)
    }

    /// Number of places B * D * H * W, sites or not.
    pub(crate) fn num_places(&self) -> usize {
        self.batch_size * self.size().iter().product::<usize>()
    }

    /// Depth, height and width of the background.
    pub(crate) fn background_size(&self) -> [i64; 3] {
        self.axes.map(|axis| axis.background_len as i64)
    }

    /// Takes a number apart.
    pub(crate) fn place(&self, number: usize) -> Place {
        let [_, height, width] = self.size();
        let (row, x) = (number / width, number % width);
        let (level, y) = (row / height, row % height);
        Place { z: level / self.batch_size, scan: level % self.batch_size, y, x }
    }

    /// For each site, the row of the background that it would have the value of, were it empty.
    pub(crate) fn background_rows(&self) -> Vec<i64> {
        self.places.iter().map(|&number| self.background_row(self.place(number)) as i64).collect()
    }

    /// The same for every place, in the order of their numbers.
    pub(crate) fn background_rows_everywhere(&self) -> Vec<i64> {
        let [depth, height, width] = self.size();
        let mut rows = Vec::with_capacity(self.num_places());
        for z in 0..depth {
            let first = rows.len();
            for y in 0..height {
                rows.extend(
                    (0..width).map(|x| self.background_row(Place { z, scan: 0, y, x }) as i64),
                );
            }
            let level = first..rows.len();
            for _ in 1..self.batch_size {
                rows.extend_from_within(level.clone());
            }
        }
        rows
    }

    /// How many empty places of the map each row of the background stands for.
    pub(crate) fn background_counts(&self) -> Vec<f32> {
        let [z, y, x] = self.axes.map(|axis| {
            let mut counts = vec![0_i64; axis.background_len];
            (0..axis.len).for_each(|position| counts[axis.background_position(position)] += 1);
            counts
        });
        let mut counts = Vec::with_capacity(z.len() * y.len() * x.len());
        for z_count in &z {
            for y_count in &y {
                let rows = self.batch_size as i64 * z_count * y_count;
                counts.extend(x.iter().map(|x_count| rows * x_count));
            }
        }
        self.background_rows().into_iter().for_each(|row| counts[row as usize] -= 1);
        counts.into_iter().map(|count| count as f32).collect()
    }

    fn background_row(&self, Place { z, y, x, .. }: Place) -> usize {
        let [_, height, width] = self.axes.map(|axis| axis.background_len);
        let [z_axis, y_axis, x_axis] = self.axes;
        let level = z_axis.background_position(z) * height + y_axis.background_position(y);
        level * width + x_axis.background_position(x)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::geometry::AxisGeometry;

    fn sites() -> Sites {
        let conv = AxisGeometry { kernel: 3, stride: 1, padding: 1 };
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
        let everywhere = sites.background_rows_everywhere();
        assert_eq!(everywhere.len(), sites.num_places());
        let mut expected = vec![0.; counts.len()];
        for (number, row) in everywhere.iter().enumerate() {
            if !sites.places.contains(&number) {
                expected[*row as usize] += 1.;
            }
        }
        assert_eq!(counts, expected);
        let of_sites: Vec<i64> = sites.places.iter().map(|&number| everywhere[number]).collect();
        assert_eq!(sites.background_rows(), of_sites);
    }
}
