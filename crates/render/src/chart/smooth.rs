//! The running mean of a noisy curve.

use super::point::ChartPoint;

/// More points than any picture shows apart; a wide mean over many more would take long.
const MAX_POINTS: usize = 2000;

/// The curve with each y replaced by the mean of its neighbours, weighted by a Gaussian whose
/// standard deviation is a part of the number of points.
///
/// Values that are not finite stay gaps and count for nothing elsewhere. Near the ends the mean is
/// over what there is. A curve of more than 2000 points becomes one of so many at most.
pub(super) fn smoothed(points: &[ChartPoint], standard_deviation: f64) -> Vec<ChartPoint> {
    let points = block_means(points);
    let standard_deviation = standard_deviation * points.len() as f64;
    // Beyond, where a neighbour counts a hundredth of the middle, it no longer shows.
    let reach = (3. * standard_deviation).ceil() as usize;
    let weights: Vec<f64> = (0..=reach)
        .map(|i| if i == 0 { 1. } else { (-0.5 * (i as f64 / standard_deviation).powi(2)).exp() })
        .collect();
    let smooth = |(i, point): (usize, &ChartPoint)| {
        let y = if point.y.is_finite() { mean_around(&points, i, &weights) } else { point.y };
        ChartPoint::new(point.x, y)
    };
    points.iter().enumerate().map(smooth).collect()
}

/// Means of blocks of neighbours, as small as give few enough points; points that are few enough
/// stay as they are.
fn block_means(points: &[ChartPoint]) -> Vec<ChartPoint> {
    let block_size = points.len().div_ceil(MAX_POINTS).max(1);
    let of_block = |block: &[ChartPoint]| {
        let x = mean(block.iter().map(|point| point.x));
        ChartPoint::new(x, mean(block.iter().map(|point| point.y)))
    };
    points.chunks(block_size).map(of_block).collect()
}

/// The mean of the finite values; not a number if there is none.
fn mean(values: impl Iterator<Item = f64>) -> f64 {
    let finite = values.filter(|value| value.is_finite());
    let (sum, count) = finite.fold((0., 0.), |(sum, count), value| (sum + value, count + 1.));
    sum / count
}

fn mean_around(points: &[ChartPoint], i: usize, weights: &[f64]) -> f64 {
    let first = (i + 1).saturating_sub(weights.len());
    let last = (i + weights.len()).min(points.len());
    let (mut sum, mut total_weight) = (0., 0.);
    for (j, ChartPoint { y, .. }) in points.iter().enumerate().take(last).skip(first) {
        if y.is_finite() {
            let weight = weights[i.abs_diff(j)];
            sum += weight * y;
            total_weight += weight;
        }
    }
    sum / total_weight
}

#[cfg(test)]
mod tests {
    use super::*;

    fn curve(length: usize, y: impl Fn(f64) -> f64) -> Vec<ChartPoint> {
        (0..length).map(|i| ChartPoint::new(i as f64, y(i as f64))).collect()
    }

    #[test]
    fn a_straight_line_stays_straight_away_from_its_ends() {
        let line = curve(200, |x| 3. - 0.5 * x);
        for (expected, mean) in line.iter().zip(smoothed(&line, 0.025)).skip(15).take(170) {
            assert!((expected.y - mean.y).abs() < 1e-9);
        }
    }

    #[test]
    fn alternating_values_are_averaged_out() {
        let zigzag = curve(200, |x| if x % 2. == 0. { 1. } else { -1. });
        let mean = smoothed(&zigzag, 0.025);
        assert!(mean[20..180].iter().all(|point| point.y.abs() < 1e-3));
    }

    #[test]
    fn values_that_are_not_finite_stay_gaps_and_spoil_no_neighbour() {
        let mut points = curve(50, |_| 2.);
        points[10].y = f64::NAN;
        points[20].y = f64::INFINITY;
        let mean = smoothed(&points, 0.08);
        assert!(mean[10].y.is_nan() && mean[20].y.is_nan());
        assert!((0..50).all(|i| i == 10 || i == 20 || (mean[i].y - 2.).abs() < 1e-12));
    }

    #[test]
    fn no_spread_changes_nothing() {
        let points = curve(10, f64::sin);
        assert_eq!(smoothed(&points, 0.), points);
    }

    #[test]
    fn a_very_long_curve_is_shortened_without_a_shift() {
        let line = curve(1_000_000, |x| 2. * x);
        let mean = smoothed(&line, 0.01);
        assert_eq!(mean.len(), MAX_POINTS);
        assert!(mean[100..1900].iter().all(|point| (point.y - 2. * point.x).abs() < 1e-3));
    }
}
