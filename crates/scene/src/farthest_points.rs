//! A few points that cover a scan.

use crate::point::Point;

/// Farthest point sampling (PointNet++, arXiv:1706.02413, section 3.2): indices of `count` points, in
/// the order of choice.
///
/// The first is the first point; each next one is the point farthest from all chosen so far, by its
/// Euclidean distance to the nearest of them. Among equally far points the lowest index wins; squared
/// distances are compared in `f32`. A point with a coordinate that is not finite is never chosen, its
/// intensity does not matter. When there are fewer points than `count`, all of them are chosen.
///
/// Takes time in proportion to the number of points times `count`.
pub fn farthest_points(points: &[Point], count: usize) -> Vec<usize> {
    let is_placed =
        |point: &Point| point.x.is_finite() && point.y.is_finite() && point.z.is_finite();
    let (indices, placed): (Vec<usize>, Vec<Point>) =
        points.iter().copied().enumerate().filter(|(_, point)| is_placed(point)).unzip();
    let count = count.min(indices.len());

    let mut blocks: Vec<Block> = placed.chunks(LANES).map(Block::new).collect();
    let mut chosen = Vec::with_capacity(count);
    let mut next = 0;
    while chosen.len() < count {
        chosen.push(indices[next]);
        blocks[next / LANES].squared_m2[next % LANES] = CHOSEN;
        next = draw_near(&mut blocks, &placed[next]);
    }
    chosen
}

/// Points that are treated in one go, several in an instruction.
const LANES: usize = 16;

/// In place of the distance of a point that may not be chosen any more: less than any distance.
const CHOSEN: f32 = -1.;

/// Some points, their coordinates apart. The last block is filled up with points that are never chosen.
#[derive(Clone, Copy)]
struct Block {
    x: [f32; LANES],
    y: [f32; LANES],
    z: [f32; LANES],
    /// To the nearest chosen point, square metres; or [`CHOSEN`].
    squared_m2: [f32; LANES],
}

impl Block {
    fn new(points: &[Point]) -> Self {
        let [x, y, z] = [[0.; LANES]; 3];
        let mut block = Self { x, y, z, squared_m2: [CHOSEN; LANES] };
        for (lane, point) in points.iter().enumerate() {
            (block.x[lane], block.y[lane], block.z[lane]) = (point.x, point.y, point.z);
            block.squared_m2[lane] = f32::INFINITY;
        }
        block
    }

    /// Lowers the distances to those from `center` where this is nearer.
    #[inline]
    fn draw_near(&mut self, center: &Point) {
        for lane in 0..LANES {
            let (dx, dy) = (self.x[lane] - center.x, self.y[lane] - center.y);
            let dz = self.z[lane] - center.z;
            let squared_m2 = dx * dx + dy * dy + dz * dz;
            let before_m2 = self.squared_m2[lane];
            // Not `f32::min`, whose care for NaN costs as much as the rest; there is none here.
            self.squared_m2[lane] = if squared_m2 < before_m2 { squared_m2 } else { before_m2 };
        }
    }
}

/// Takes the point just chosen into account and returns the position of the farthest one.
fn draw_near(blocks: &mut [Block], chosen: &Point) -> usize {
    let mut farthest_m2 = [CHOSEN; LANES];
    let mut farthest_block = [0_u32; LANES];
    for (number, block) in (0..).zip(blocks) {
        block.draw_near(chosen);
        for lane in 0..LANES {
            let is_farther = block.squared_m2[lane] > farthest_m2[lane];
            farthest_m2[lane] = if is_farther { block.squared_m2[lane] } else { farthest_m2[lane] };
            farthest_block[lane] = if is_farther { number } else { farthest_block[lane] };
        }
    }
    // Each lane has its first farthest point; of equal ones the first of all is wanted.
    let position = |lane: usize| farthest_block[lane] as usize * LANES + lane;
    (1..LANES).fold(position(0), |best, lane| {
        let (best_m2, lane_m2) = (farthest_m2[best % LANES], farthest_m2[lane]);
        let is_better = lane_m2 > best_m2 || (lane_m2 == best_m2 && position(lane) < best);
        if is_better { position(lane) } else { best }
    })
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at([x, y, z]: [f32; 3]) -> Point {
        Point::new(x, y, z, 0.)
    }

    fn squared_distance(a: &Point, b: &Point) -> f64 {
        (a.position() - b.position()).norm_squared()
    }

    /// Squared distance of a point from the nearest of some others, square metres.
    fn gap(points: &[Point], others: &[usize], i: usize) -> f64 {
        let squared = others.iter().map(|&other| squared_distance(&points[other], &points[i]));
        squared.fold(f64::INFINITY, f64::min)
    }

    /// All distances anew for every choice, in `f64`.
    fn naive(points: &[Point], count: usize) -> Vec<usize> {
        let mut chosen = Vec::new();
        let mut left: Vec<usize> = (0..points.len()).filter(|&i| points[i].is_finite()).collect();
        while chosen.len() < count && !left.is_empty() {
            let mut farthest = 0;
            for i in 1..left.len() {
                if gap(points, &chosen, left[i]) > gap(points, &chosen, left[farthest]) {
                    farthest = i;
                }
            }
            chosen.push(left.remove(farthest));
        }
        chosen
    }

    #[test]
    fn a_line_is_halved_again_and_again() {
        let line: Vec<Point> = (0..9_u8).map(|i| at([f32::from(i), 0., 0.])).collect();
        assert_eq!(farthest_points(&line, 9), [0, 8, 4, 2, 6, 1, 3, 5, 7]);
    }

    #[test]
    fn of_a_square_the_corners_come_first_then_the_middle() {
        let square: Vec<Point> =
            (0..9_u8).map(|i| at([1., f32::from(i / 3), f32::from(i % 3)])).collect();
        assert_eq!(farthest_points(&square, 6), [0, 8, 2, 6, 4, 1]);
        assert_eq!(farthest_points(&square, 5), [0, 8, 2, 6, 4]);
    }

    #[test]
    fn coincident_points_are_chosen_once_each() {
        let mut points = vec![at([1., 2., 3.]); 70];
        assert_eq!(farthest_points(&points, 100), (0..70).collect::<Vec<_>>());
        points[40].x = 5.;
        assert_eq!(farthest_points(&points, 4), [0, 40, 1, 2]);
    }

    #[test]
    fn points_that_are_nowhere_are_never_chosen() {
        let (nan, infinite) = (f32::NAN, f32::INFINITY);
        let mut points = [[nan, 0., 0.], [0.; 3], [0., infinite, 0.], [1.; 3], [0., 0., -infinite]]
            .map(at)
            .to_vec();
        points[3].intensity = nan;
        assert_eq!(farthest_points(&points, 5), [1, 3]);
        assert!(farthest_points(&points[..1], 1).is_empty());
    }

    #[test]
    fn distances_too_large_for_their_squares_choose_no_point_twice() {
        let points = [[f32::MAX; 3], [f32::MIN; 3], [0.; 3], [1.; 3]].map(at);
        assert_eq!(farthest_points(&points, 9), [0, 1, 2, 3]);
    }

    #[test]
    fn nothing_is_chosen_of_nothing_and_when_none_is_asked_for() {
        assert!(farthest_points(&[], 3).is_empty());
        assert!(farthest_points(&[at([1., 2., 3.])], 0).is_empty());
    }

    proptest! {
        #[test]
        fn the_choice_is_the_naive_one_where_squares_are_exact(
            places in prop::collection::vec([-9_i8..9, -9..9, -2..2], 0..150),
            holes in prop::collection::vec(0_usize..150, 0..5),
            count in 0_usize..160,
        ) {
            let mut points: Vec<Point> =
                places.into_iter().map(|place| at(place.map(|i| f32::from(i) * 0.25))).collect();
            for hole in holes {
                if let Some(point) = points.get_mut(hole) {
                    point.y = f32::NAN;
                }
            }
            prop_assert_eq!(farthest_points(&points, count), naive(&points, count));
        }

        #[test]
        fn every_choice_is_the_farthest_but_for_rounding(
            places in prop::collection::vec([-70f32..70., -40f32..40., -3f32..1.], 1..150),
            count in 1_usize..160,
        ) {
            let points: Vec<Point> = places.into_iter().map(at).collect();
            let chosen = farthest_points(&points, count);
            prop_assert_eq!(chosen.len(), count.min(points.len()));
            for number in 1..chosen.len() {
                let (before, choice) = (&chosen[..number], chosen[number]);
                prop_assert!(!before.contains(&choice));
                let of_choice = gap(&points, before, choice);
                let farthest = (0..points.len()).map(|i| gap(&points, before, i)).fold(0., f64::max);
                prop_assert!(of_choice >= farthest * (1. - 1e-6), "{of_choice} of {farthest}");
            }
        }
    }
}
