//! From a series to the parts of its line that are drawn.

use std::{iter, ops::Range};

use super::axis::Axis;

/// As many columns of an area as its pictures have pixels across, or more.
const NUM_COLUMNS: f64 = 1000.;

/// The connected parts of a line inside the axes, as positions.
///
/// Points that an axis cannot show break the line; where it leaves the y range it is cut. Parts
/// with more points than a picture has room for are thinned without a visible change.
pub(super) fn visible_parts(points: &[[f64; 2]], x: &Axis, y: &Axis) -> Vec<Vec<[f64; 2]>> {
    let positions = points.iter().map(|point| position(point, x, y));
    with_crossings(positions, &y.range())
        .split(|point| !point.is_some_and(|point| is_inside(&point, y)))
        .filter(|part| !part.is_empty())
        .map(|part| thinned(&part.iter().flatten().copied().collect::<Vec<_>>(), x))
        .collect()
}

/// The points inside the axes, as positions.
pub(super) fn visible_points(points: &[[f64; 2]], x: &Axis, y: &Axis) -> Vec<[f64; 2]> {
    let positions = points.iter().filter_map(|point| position(point, x, y));
    positions.filter(|point| is_inside(point, y)).collect()
}

fn position(point: &[f64; 2], x: &Axis, y: &Axis) -> Option<[f64; 2]> {
    Some([x.position(point[0])?, y.position(point[1])?])
}

/// Every x that has a position is inside, as the x axis spans all points.
fn is_inside(point: &[f64; 2], y: &Axis) -> bool {
    let Range { start, end } = y.range();
    (start..=end).contains(&point[1])
}

/// The points with those added where the lines between them cross the ends of a y range.
fn with_crossings(
    points: impl Iterator<Item = Option<[f64; 2]>>,
    y_range: &Range<f64>,
) -> Vec<Option<[f64; 2]>> {
    let mut with_crossings = Vec::new();
    let mut previous = None;
    for point in points {
        if let (Some(from), Some(to)) = (previous, point) {
            with_crossings.extend(crossings(from, to, y_range).into_iter().flatten().map(Some));
        }
        with_crossings.push(point);
        previous = point;
    }
    with_crossings
}

/// Where the way between two points crosses the ends of a y range, in the order of the way.
fn crossings(from: [f64; 2], to: [f64; 2], y_range: &Range<f64>) -> [Option<[f64; 2]>; 2] {
    let at = |bound: f64| {
        let lies_between = (from[1] < bound && bound < to[1]) || (to[1] < bound && bound < from[1]);
        let t = (bound - from[1]) / (to[1] - from[1]);
        lies_between.then(|| [from[0] + t * (to[0] - from[0]), bound])
    };
    let (low, high) = (at(y_range.start), at(y_range.end));
    if from[1] < to[1] { [low, high] } else { [high, low] }
}

/// The first, lowest, highest and last point of each run of points in the same column of pixels,
/// which draw the same picture as all of them.
///
/// See U. Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation" (2014).
fn thinned(part: &[[f64; 2]], x: &Axis) -> Vec<[f64; 2]> {
    let column = |point: &[f64; 2]| (x.fraction(point[0]) * NUM_COLUMNS).floor() as i64;
    part.chunk_by(|a, b| column(a) == column(b))
        .flat_map(|run| {
            let by_height = |&a: &usize, &b: &usize| run[a][1].total_cmp(&run[b][1]);
            let lowest = (0..run.len()).min_by(by_height);
            let highest = (0..run.len()).max_by(by_height);
            let mut kept: Vec<usize> = iter::once(0)
                .chain(lowest)
                .chain(highest)
                .chain(run.len().checked_sub(1))
                .collect();
            kept.sort_unstable();
            kept.dedup();
            kept.into_iter().map(|i| run[i])
        })
        .collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::super::axis::Scale;
    use super::*;

    fn axes(points: &[[f64; 2]], y_range: [f64; 2]) -> (Axis, Axis) {
        let x = Axis::around(points.iter().map(|point| point[0]), Scale::Linear).unwrap();
        (x, Axis::between(y_range, Scale::Linear).unwrap())
    }

    #[test]
    fn points_that_are_not_finite_break_the_line() {
        let points = [[0., 1.], [1., 2.], [2., f64::NAN], [f64::INFINITY, 1.], [4., 3.]];
        let (x, y) = axes(&points, [0., 5.]);
        assert_eq!(visible_parts(&points, &x, &y), [vec![[0., 1.], [1., 2.]], vec![[4., 3.]]]);
    }

    #[test]
    fn a_line_is_cut_where_it_leaves_the_range() {
        let points = [[0., 1.], [2., 3.], [4., -1.]];
        let (x, y) = axes(&points, [0., 2.]);
        let expected = [vec![[0., 1.], [1., 2.]], vec![[2.5, 2.], [3.5, 0.]]];
        assert_eq!(visible_parts(&points, &x, &y), expected);
    }

    #[test]
    fn a_line_across_the_whole_range_shows_its_middle_in_both_directions() {
        for (from, to) in [(-1., 3.), (3., -1.)] {
            let points = [[0., from], [4., to]];
            let (x, y) = axes(&points, [0., 2.]);
            let parts = visible_parts(&points, &x, &y);
            let xs: Vec<f64> = parts.iter().flatten().map(|point| point[0]).collect();
            assert_eq!((parts.len(), xs), (1, vec![1., 3.]));
        }
    }

    #[test]
    fn a_line_outside_the_range_is_not_drawn() {
        let points = [[0., 5.], [1., 6.]];
        let (x, y) = axes(&points, [0., 2.]);
        assert!(visible_parts(&points, &x, &y).is_empty());
    }

    #[test]
    fn a_long_noisy_line_keeps_its_peaks_and_ends() {
        let mut points: Vec<[f64; 2]> = (0..200_000_u32)
            .map(|i| [i.into(), f64::from(i.wrapping_mul(2_654_435_761)) / 8e9])
            .collect();
        points[123_456][1] = 0.9;
        let (x, y) = axes(&points, [0., 1.]);
        let parts = visible_parts(&points, &x, &y);
        assert_eq!(parts.len(), 1);
        assert!(parts[0].len() <= 4000);
        assert!(parts[0].contains(&[123_456., 0.9]));
        assert_eq!((parts[0].first(), parts[0].last()), (points.first(), points.last()));
    }

    #[test]
    fn a_short_line_is_not_thinned() {
        let points: Vec<[f64; 2]> = (0..100).map(|i| [f64::from(i), f64::from(i % 7)]).collect();
        let (x, y) = axes(&points, [0., 10.]);
        assert_eq!(visible_parts(&points, &x, &y), [points]);
    }
}
