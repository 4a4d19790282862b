//! The findings of a study as curves.

use std::ops::Range;

use voxelnet_dataset::{Corruption, CorruptionKind};
use voxelnet_render::{ChartPoint, LineChart, Series, SeriesStyle};

use super::comparison::Comparison;
use super::interval::Estimate;
use super::summary::VariantSummary;

/// A chart for each kind of noise: precision against its strength, a line for each variant with the intervals
/// over the seeds, from the clean scans on.
pub fn charts(comparison: &Comparison, conditions: &[String]) -> Vec<LineChart> {
    let noises: Vec<Corruption> = conditions.iter().filter_map(|name| name.parse().ok()).collect();
    let y_range = shown_range(comparison);
    let chart = |kind: CorruptionKind| {
        let mut levels: Vec<Corruption> =
            noises.iter().copied().filter(|noise| noise.kind() == Some(kind)).collect();
        levels.sort_by(|a, b| a.strength().total_cmp(&b.strength()));
        levels.insert(0, Corruption::Clean);
        let span = levels.last().map_or(0., Corruption::strength);
        let lines = comparison.variants.iter().zip(0_u32..);
        let lines = lines.flat_map(|((name, variant), i)| {
            series(name, variant, &levels, f64::from(i) * BAR_SPACING * span)
        });
        LineChart {
            title: kind.name().into(),
            x_label: kind.axis().into(),
            y_label: "moderate 3D R40, percent".into(),
            y_range: y_range.clone(),
            series: lines.collect(),
            ..LineChart::default()
        }
    };
    let is_tried = |kind: &CorruptionKind| noises.iter().any(|noise| noise.kind() == Some(*kind));
    CorruptionKind::ALL.into_iter().filter(is_tried).map(chart).collect()
}

/// Whole tens around all means and intervals, so that all charts have one axis.
fn shown_range(comparison: &Comparison) -> Option<Range<f64>> {
    const STEP: f64 = 10.;
    let variants = comparison.variants.iter();
    let estimates = variants.flat_map(|(_, variant)| variant.precision.values());
    let estimates = estimates.filter_map(|precision| precision.volume);
    let ends = estimates.flat_map(|Estimate { mean, half_width }| {
        [-1., 1.].map(|sign| mean + sign * half_width.unwrap_or(0.))
    });
    let (low, high) = ends.fold(None, |range: Option<(f64, f64)>, end| {
        let (low, high) = range.unwrap_or((end, end));
        Some((low.min(end), high.max(end)))
    })?;
    Some(((low / STEP).floor() * STEP).max(0.)..(high / STEP).ceil() * STEP)
}

/// From the intervals of one variant to those of the next, as a share of the axis, so that none hides another.
const BAR_SPACING: f64 = 0.01;

/// The means, and beside each a bar over its interval.
fn series(name: &str, variant: &VariantSummary, levels: &[Corruption], shift: f64) -> [Series; 2] {
    let (mut means, mut bars) = (Vec::new(), Vec::new());
    for noise in levels {
        let Some(estimate) = variant.volume(&noise.to_string()) else { continue };
        let x = noise.strength();
        means.push(ChartPoint::new(x, estimate.mean));
        if let Some(half_width) = estimate.half_width {
            // The last point breaks the line between two bars.
            let ends = [estimate.mean - half_width, estimate.mean + half_width, f64::NAN];
            bars.extend(ends.map(|y| ChartPoint::new(x + shift, y)));
        }
    }
    [(means, SeriesStyle::Marked), (bars, SeriesStyle::Line)].map(|(points, style)| Series {
        name: name.into(),
        points,
        style,
    })
}

#[cfg(test)]
mod tests {
    use super::super::summary::tests::summary;
    use super::*;

    #[test]
    fn a_line_goes_from_the_clean_scans_to_the_worst_with_bars_where_there_are_seeds() {
        let summary = summary();
        let charts = charts(&summary.comparisons()[0], &summary.conditions);
        assert_eq!(charts.len(), 1);
        // Two runs differ so much that the intervals reach from 24 to 74.
        assert_eq!(charts[0].y_range, Some(20.0..80.));
        let [line, bars, other, no_bars] = &charts[0].series[..] else { panic!("{charts:?}") };
        assert_eq!(line.points, [ChartPoint::new(0., 61.), ChartPoint::new(0.05, 30.5)]);
        assert_eq!((bars.points.len(), bars.points[3].x), (6, 0.05));
        assert!(bars.points[0].y < 61. && bars.points[1].y > 61. && bars.points[2].y.is_nan());
        assert_eq!((other.points.len(), no_bars.points.len()), (2, 0));
        assert_eq!((line.name.as_str(), other.name.as_str()), ("max, as configured", "average"));
    }
}
