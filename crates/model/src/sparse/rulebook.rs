//! The pairs of input and output sites of each kernel element.

use std::collections::HashMap;

use rayon::prelude::*;
use voxelnet_detection::{ConvAxis, ConvGeometry};

use super::axis::Axis;
use super::sites::{Place, Sites};

/// The pairs of a convolution: input sites, and the output sites that see them.
#[derive(Debug)]
pub(crate) struct Rulebook {
    /// Places that see an input site.
    pub(crate) sites: Sites,
    /// The input rows piece by piece; `None` when they are in that order anyway.
    pub(crate) order: Option<Vec<i64>>,
    /// All input rows, a few at a time.
    pub(crate) pieces: Vec<Piece>,
    /// Kernel elements of a piece, by [`Piece::tap_set`].
    pub(crate) tap_sets: Vec<Vec<i64>>,
    num_taps: usize,
}

/// Some input rows of which all reach outputs through the same elements of the kernel.
#[derive(Debug)]
pub(crate) struct Piece {
    pub(crate) num_rows: usize,
    pub(crate) tap_set: usize,
    /// Output row that each input row gives to through each of the taps; those beyond the border give
    /// to a row behind the last. [num_rows * taps]
    pub(crate) targets: Vec<i64>,
}

/// Mark of a target beyond the border until the output sites are numbered.
const BEYOND: i64 = -1;

impl Rulebook {
    /// The pairs of a convolution, in pieces of at most `max_pairs` (but at least one row).
    pub(crate) fn new(sites: &Sites, conv: &ConvGeometry, max_pairs: usize) -> Self {
        let axes: [Axis; 3] = std::array::from_fn(|i| sites.axes[i].after(conv.axes[i]));
        let (order, groups) = grouped(sites, conv);
        let out = Sites { axes, batch_size: sites.batch_size, places: Vec::new() };
        let mut tap_sets = TapSets::default();
        let mut pieces = Vec::new();
        let mut start = 0;
        for (group, num_rows) in groups {
            let taps = group.taps(conv, &axes);
            let tap_set = tap_sets.number(&taps, conv);
            let rows_per_piece = (max_pairs / taps.len().max(1)).max(1);
            let rows = &order[start..start + num_rows];
            pieces.par_extend(rows.par_chunks(rows_per_piece).map(|rows| Piece {
                num_rows: rows.len(),
                tap_set,
                targets: targets(sites, rows, &taps, conv, &out),
            }));
            start += num_rows;
        }
        let is_sorted = order.is_sorted();
        Self {
            sites: number_outputs(out, &mut pieces),
            order: (!is_sorted).then(|| order.into_iter().map(|row| row as i64).collect()),
            pieces,
            tap_sets: tap_sets.sets,
            num_taps: conv.num_taps(),
        }
    }

    /// The share of the products of the dense convolution that have to be made.
    pub(crate) fn work_share(&self) -> f64 {
        let num_pairs: usize = self.pieces.iter().map(|piece| piece.targets.len()).sum();
        num_pairs as f64 / (self.sites.num_places() * self.num_taps).max(1) as f64
    }
}

/// The level of a site and its position within the stride. They decide which elements of the kernel connect
/// the site to outputs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Group {
    z: usize,
    y_residue: usize,
    x_residue: usize,
}

impl Group {
    fn of(place: Place, conv: &ConvGeometry) -> Self {
        let [_, y_stride, x_stride] = conv.stride();
        Self { z: place.z, y_residue: place.y % y_stride, x_residue: place.x % x_stride }
    }

    /// The kernel elements [z, y, x] that lead somewhere, borders in y and x aside.
    fn taps(self, conv: &ConvGeometry, out_axes: &[Axis; 3]) -> Vec<[usize; 3]> {
        let [z_conv, y_conv, x_conv] = conv.axes;
        let mut taps = Vec::new();
        for z in 0..z_conv.kernel {
            let level = z_conv.out_position(self.z, z);
            if level.is_none_or(|level| level >= out_axes[0].len()) {
                continue;
            }
            for y in (0..y_conv.kernel).filter(|&tap| y_conv.reaches(self.y_residue, tap)) {
                let xs = (0..x_conv.kernel).filter(|&tap| x_conv.reaches(self.x_residue, tap));
                taps.extend(xs.map(|x| [z, y, x]));
            }
        }
        taps
    }
}

/// The rows of the sites, group by group, and the size of each group.
fn grouped(sites: &Sites, conv: &ConvGeometry) -> (Vec<usize>, Vec<(Group, usize)>) {
    let group_of_row: Vec<Group> =
        sites.places.iter().map(|&number| Group::of(sites.place(number), conv)).collect();
    let mut order: Vec<usize> = (0..sites.places.len()).collect();
    // Sites are sorted by level already, so without stride this finds everything in order.
    order.sort_by_key(|&row| group_of_row[row]);
    let mut groups = Vec::<(Group, usize)>::new();
    for &row in &order {
        match groups.last_mut() {
            Some((group, num_rows)) if *group == group_of_row[row] => *num_rows += 1,
            _ => groups.push((group_of_row[row], 1)),
        }
    }
    (order, groups)
}

/// The distinct sets of kernel elements.
#[derive(Default)]
struct TapSets {
    sets: Vec<Vec<i64>>,
    numbers: HashMap<Vec<i64>, usize>,
}

impl TapSets {
    fn number(&mut self, taps: &[[usize; 3]], conv: &ConvGeometry) -> usize {
        let [_, height, width] = conv.kernel();
        let flat = |&[z, y, x]: &[usize; 3]| ((z * height + y) * width + x) as i64;
        let set: Vec<i64> = taps.iter().map(flat).collect();
        *self.numbers.entry(set.clone()).or_insert_with(|| {
            self.sets.push(set);
            self.sets.len() - 1
        })
    }
}

/// The numbers of the places that rows give to, or [`BEYOND`].
fn targets(
    sites: &Sites,
    rows: &[usize],
    taps: &[[usize; 3]],
    conv: &ConvGeometry,
    out: &Sites,
) -> Vec<i64> {
    let [depth, height, width] = out.size();
    let mut targets = Vec::with_capacity(rows.len() * taps.len());
    // What each kernel element adds to the number of the target, axis by axis, found once per site.
    let [mut levels, mut lines, mut columns] = conv.kernel().map(|len| vec![BEYOND; len]);
    for &row in rows {
        let Place { z, scan, y, x } = sites.place(sites.places[row]);
        let level_size = height * width;
        let scan_start = scan * level_size;
        fill(&mut levels, conv.axes[0], z, depth, out.batch_size * level_size, scan_start);
        fill(&mut lines, conv.axes[1], y, height, width, 0);
        fill(&mut columns, conv.axes[2], x, width, 1, 0);
        targets.extend(taps.iter().map(|&[z_tap, y_tap, x_tap]| {
            let (level, line, column) = (levels[z_tap], lines[y_tap], columns[x_tap]);
            if (level | line | column) < 0 { BEYOND } else { level + line + column }
        }));
    }
    targets
}

/// The position that each kernel element leads to along an axis, in steps of `step` from `start`, or [`BEYOND`].
fn fill(
    targets: &mut [i64],
    conv: ConvAxis,
    position: usize,
    len: usize,
    step: usize,
    start: usize,
) {
    for (tap, target) in targets.iter_mut().enumerate() {
        let out = conv.out_position(position, tap).filter(|&out| out < len);
        *target = out.map_or(BEYOND, |out| (start + out * step) as i64);
    }
}

/// Finds the output sites, and turns the numbers of places into rows.
fn number_outputs(mut out: Sites, pieces: &mut [Piece]) -> Sites {
    let mut row_of_place = vec![BEYOND; out.num_places()];
    for target in pieces.iter().flat_map(|piece| &piece.targets) {
        if *target != BEYOND {
            row_of_place[*target as usize] = 0;
        }
    }
    for (number, row) in row_of_place.iter_mut().enumerate() {
        if *row != BEYOND {
            *row = out.places.len() as i64;
            out.places.push(number);
        }
    }
    let behind_the_last = out.places.len() as i64;
    pieces.par_iter_mut().flat_map_iter(|piece| &mut piece.targets).for_each(|target| {
        *target = match *target {
            BEYOND => behind_the_last,
            number => row_of_place[number as usize],
        };
    });
    out
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    fn sites(places: &[usize]) -> Sites {
        let axes = [4, 6, 7].map(|len| Axis::new(len, len));
        Sites { axes, batch_size: 2, places: places.to_vec() }
    }

    /// All pairs (input row, tap, output place), found from the outputs.
    fn brute_force(sites: &Sites, conv: &ConvGeometry) -> BTreeSet<(usize, i64, usize)> {
        let out_size: [usize; 3] = std::array::from_fn(|i| sites.axes[i].after(conv.axes[i]).len());
        let mut pairs = BTreeSet::new();
        for (row, &number) in sites.places.iter().enumerate() {
            let Place { z, scan, y, x } = sites.place(number);
            for tap in 0..conv.num_taps() {
                let [_, height, width] = conv.kernel();
                let taps = [tap / width / height, tap / width % height, tap % width];
                for out in 0..out_size.iter().product() {
                    let [_, out_height, out_width] = out_size;
                    let at = [
                        out / out_width / out_height,
                        out / out_width % out_height,
                        out % out_width,
                    ];
                    let sees = |axis: usize, position: usize| {
                        at[axis] * conv.stride()[axis] + taps[axis]
                            == position + conv.padding()[axis]
                    };
                    if sees(0, z) && sees(1, y) && sees(2, x) {
                        let level = at[0] * sites.batch_size + scan;
                        let place = (level * out_height + at[1]) * out_width + at[2];
                        pairs.insert((row, tap as i64, place));
                    }
                }
            }
        }
        pairs
    }

    fn pairs(rulebook: &Rulebook) -> BTreeSet<(usize, i64, usize)> {
        let num_rows: usize = rulebook.pieces.iter().map(|piece| piece.num_rows).sum();
        let order = rulebook.order.clone().unwrap_or((0..num_rows as i64).collect());
        let mut rows = order.into_iter();
        let mut pairs = BTreeSet::new();
        for piece in &rulebook.pieces {
            let taps = &rulebook.tap_sets[piece.tap_set];
            assert_eq!(piece.targets.len(), piece.num_rows * taps.len());
            for (row, targets) in
                rows.by_ref().take(piece.num_rows).zip(piece.targets.chunks(taps.len().max(1)))
            {
                for (tap, &target) in taps.iter().zip(targets) {
                    // The row behind the last takes what goes beyond the border.
                    if let Some(&place) = rulebook.sites.places.get(target as usize) {
                        assert!(pairs.insert((row as usize, *tap, place)));
                    }
                }
            }
        }
        pairs
    }

    #[test]
    fn the_pairs_are_those_that_the_outputs_see() {
        let places = [0, 6, 7, 35, 41, 42, 50, 83, 84, 90, 125, 200, 251, 252, 300, 301, 335];
        for (kernel, stride, padding) in [
            ([3, 3, 3], [2, 1, 1], [1, 1, 1]),
            ([3, 3, 3], [1, 1, 1], [0, 1, 1]),
            ([3, 3, 3], [2, 2, 3], [1, 0, 2]),
            ([4, 3, 3], [1, 2, 2], [0, 1, 1]),
        ] {
            let conv = ConvGeometry::new(kernel, stride, padding);
            let sites = sites(&places);
            for max_pairs in [1, 50, 1_000_000] {
                let rulebook = Rulebook::new(&sites, &conv, max_pairs);
                let expected = brute_force(&sites, &conv);
                assert_eq!(pairs(&rulebook), expected);
                let seen: BTreeSet<usize> = expected.iter().map(|&(_, _, place)| place).collect();
                assert_eq!(rulebook.sites.places, Vec::from_iter(seen));
            }
        }
    }

    #[test]
    fn no_sites_give_no_pairs() {
        let conv = ConvGeometry::new([3; 3], [1; 3], [1; 3]);
        let rulebook = Rulebook::new(&sites(&[]), &conv, 100);
        assert!(rulebook.pieces.is_empty() && rulebook.sites.places.is_empty());
        assert_eq!(rulebook.work_share(), 0.);
    }
}
