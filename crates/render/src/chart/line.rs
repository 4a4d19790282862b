//! From a series to the parts of its line that are drawn.

use std::{iter, ops::Range};

use super::axis::Axes;
use super::point::ChartPoint;

/// The number of columns of an area, at least the pixels across its pictures.
const NUM_COLUMNS: f64 = 1000.;

/// The connected parts of a line inside the axes, as positions.
///
/// Points that an axis cannot show break the line; where it leaves the y range it is cut. Parts
/// with more points than a picture has room for are thinned without a visible change.
pub(super) fn visible_parts(points: &[ChartPoint], axes: &Axes) -> Vec<Vec<ChartPoint>> {
    let positions = points.iter().map(|point| axes.position(point));
    with_crossings(positions, &axes.y.range())
        .split(|point| !point.is_some_and(|point| is_inside(&point, axes)))
        .filter(|part| !part.is_empty())
        .map(|part| thinned(&part.iter().flatten().copied().collect::<Vec<_>>(), axes))
        .collect()
}

/// The points inside the axes, as positions.
pub(super) fn visible_points(points: &[ChartPoint], axes: &Axes) -> Vec<ChartPoint> {
    let positions = points.iter().filter_map(|point| axes.position(point));
    positions.filter(|point| is_inside(point, axes)).collect()
}

/// Every x that has a position is inside, as the x axis spans all points.
fn is_inside(point: &ChartPoint, axes: &Axes) -> bool {
    let Range { start, end } = axes.y.range();
    (start..=end).contains(&point.y)
}

/// The points with those added where the lines between them cross the ends of a y range.
fn with_crossings(
    points: impl Iterator<Item = Option<ChartPoint>>,
    y_range: &Range<f64>,
) -> Vec<Option<ChartPoint>> {
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

/// The points where the way between two points crosses the ends of a y range, in the order of the way.
fn crossings(from: ChartPoint, to: ChartPoint, y_range: &Range<f64>) -> [Option<ChartPoint>; 2] {
    let at = |bound: f64| {
        let lies_between = (from.y < bound && bound < to.y) || (to.y < bound && bound < from.y);
        let t = (bound - from.y) / (to.y - from.y);
        lies_between.then(|| ChartPoint::new(from.x + t * (to.x - from.x), bound))
    };
    let (low, high) = (at(y_range.start), at(y_range.end));
    if from.y < to.y { [low, high] } else { [high, low] }
}

/// The first, lowest, highest and last point of each run of points in the same column of pixels,
/// which draw the same picture as all of them.
///
/// See U. Jugel et al., "M4: A Visualization-Oriented Time Series Data Aggregation" (2014).
fn thinned(part: &[ChartPoint], axes: &Axes) -> Vec<ChartPoint> {
    let column = |point: &ChartPoint| (axes.x.fraction(point.x) * NUM_COLUMNS).floor() as i64;
    part.chunk_by(|a, b| column(a) == column(b))
        .flat_map(|run| {
            let by_height = |&a: &usize, &b: &usize| run[a].y.total_cmp(&run[b].y);
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
    use super::super::axis::{Axis, Scale};
    use super::*;

    fn axes(points: &[ChartPoint], y_range: Range<f64>) -> Axes {
        let x = Axis::around(points.iter().map(|point| point.x), Scale::Linear).unwrap();
        Axes { x, y: Axis::between(&y_range, Scale::Linear).unwrap() }
    }

    fn points(points: &[[f64; 2]]) -> Vec<ChartPoint> {
        points.iter().map(|&[x, y]| ChartPoint::new(x, y)).collect()
    }

    #[test]
    fn points_that_are_not_finite_break_the_line() {
        let line = points(&[[0., 1.], [1., 2.], [2., f64::NAN], [f64::INFINITY, 1.], [4., 3.]]);
        let expected = [points(&[[0., 1.], [1., 2.]]), points(&[[4., 3.]])];
        assert_eq!(visible_parts(&line, &axes(&line, 0.0..5.)), expected);
    }

    #[test]
    fn a_line_is_cut_where_it_leaves_the_range() {
        let line = points(&[[0., 1.], [2., 3.], [4., -1.]]);
        let expected = [points(&[[0., 1.], [1., 2.]]), points(&[[2.5, 2.], [3.5, 0.]])];
        assert_eq!(visible_parts(&line, &axes(&line, 0.0..2.)), expected);
    }

    #[test]
    fn a_line_across_the_whole_range_shows_its_middle_in_both_directions() {
        for (from, to) in [(-1., 3.), (3., -1.)] {
            let line = points(&[[0., from], [4., to]]);
            let parts = visible_parts(&line, &axes(&line, 0.0..2.));
            let xs: Vec<f64> = parts.iter().flatten().map(|point| point.x).collect();
            assert_eq!((parts.len(), xs), (1, vec![1., 3.]));
        }
    }

    #[test]
    fn a_line_outside_the_range_is_not_drawn() {
        let line = points(&[[0., 5.], [1., 6.]]);
        assert!(visible_parts(&line, &axes(&line, 0.0..2.)).is_empty());
    }

    #[test]
    fn a_long_noisy_line_keeps_its_peaks_and_ends() {
        let noise = |i: u32| f64::from(i.wrapping_mul(2_654_435_761)) / 8e9;
        let mut points: Vec<ChartPoint> =
            (0..200_000).map(|i| ChartPoint::new(i.into(), noise(i))).collect();
        points[123_456].y = 0.9;
        let parts = visible_parts(&points, &axes(&points, 0.0..1.));
        assert_eq!(parts.len(), 1);
        assert!(parts[0].len() <= 4000);
        assert!(parts[0].contains(&ChartPoint::new(123_456., 0.9)));
        assert_eq!((parts[0].first(), parts[0].last()), (points.first(), points.last()));
    }

    #[test]
    fn a_short_line_is_not_thinned() {
        let points: Vec<ChartPoint> =
            (0..100).map(|i| ChartPoint::new(i.into(), f64::from(i % 7))).collect();
        assert_eq!(visible_parts(&points, &axes(&points, 0.0..10.)), [points]);
    }
}
