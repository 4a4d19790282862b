//! The directions that a range image shows, and the cell that a direction falls in.

use std::{
    f64::consts::{PI, TAU},
    ops::Range,
};

use voxelnet_scene::{Point, PointCloud};

use crate::theme::Theme;

/// Azimuth of one column unless asked otherwise: a little more than the 0.17 degrees between two
/// firings of a spinning sensor at 10 Hz, so that few columns stay empty.
const AZIMUTH_STEP_DEGREES: f64 = 0.2;

/// A scan that leaves out less than this of the circle counts as one that goes all round.
const MIN_BLIND_DEGREES: f64 = 20.;

/// Pixels across that all columns may take; wider views get coarser columns.
const MAX_STRIP_WIDTH: u32 = 1856;

/// More channels than this are thinned out.
const MAX_ROWS: usize = 1024;

/// The directions that a range image shows, all angles in radians.
///
/// Azimuth is 0 ahead (+x) and grows to the left, elevation is 0 at the horizon and grows upwards.
/// Ranges that are empty or not finite, a step that is not positive and a list without channels
/// give a picture without cells.
#[derive(Clone, Debug, PartialEq)]
pub struct RangeImageView {
    /// Right and left end of the picture, the smaller first. The range may cross the half turn
    /// behind the sensor: (3, 3.3) shows what (-3.28, -2.98) shows. More than a turn is one turn.
    pub azimuth: (f64, f64),
    /// Lower and upper end; points and channels outside are left out.
    pub elevation: (f64, f64),
    /// Azimuth that a column covers. It is raised where the picture would exceed 2000 pixels.
    pub azimuth_step: f64,
    /// Elevations of the sensor's channels, in any order, one row each. A point goes to the row of
    /// the nearest.
    pub channels: Vec<f64>,
    /// Colours of the picture.
    pub theme: Theme,
}

impl RangeImageView {
    /// The full circle as seen by a sensor with these channels, 0.2 degrees a column.
    ///
    /// The elevations reach half a channel spacing beyond the outermost channels.
    pub fn of_sensor(channels: &[f64]) -> Self {
        let sorted = top_down(channels);
        let half_gap = |outer: Option<&f64>, inner: Option<&f64>| match (outer, inner) {
            (Some(outer), Some(inner)) => (outer - inner).abs() / 2.,
            _ => AZIMUTH_STEP_DEGREES.to_radians(),
        };
        let top = sorted.first().map_or(0., |c| c + half_gap(Some(c), sorted.get(1)));
        let bottom = sorted.last().map_or(0., |c| c - half_gap(Some(c), sorted.iter().nth_back(1)));
        Self {
            azimuth: (-PI, PI),
            elevation: (bottom, top),
            azimuth_step: AZIMUTH_STEP_DEGREES.to_radians(),
            channels: sorted,
            theme: Theme::Dark,
        }
    }

    /// Like [`of_sensor`](Self::of_sensor), without the widest sector in which the cloud has no
    /// point if that is 20 degrees or more.
    pub fn covering(cloud: &PointCloud, channels: &[f64]) -> Self {
        let view = Self::of_sensor(channels);
        match seen_sector(cloud) {
            // Half a column keeps the outermost points off the border.
            Some((right, left)) => {
                let margin = view.azimuth_step / 2.;
                Self { azimuth: (right - margin, left + margin), ..view }
            }
            None => view,
        }
    }
}

/// The sector from right to left that holds all finite points, or nothing if they lie all round
/// or there are none.
fn seen_sector(cloud: &PointCloud) -> Option<(f64, f64)> {
    let directions = cloud.points.iter().filter_map(Direction::of);
    let mut azimuths: Vec<f64> = directions.map(|direction| direction.azimuth).collect();
    azimuths.sort_by(f64::total_cmp);
    let (first, last) = (*azimuths.first()?, *azimuths.last()?);
    // Beyond a gap the sector begins; it ends a turn later before the gap.
    let gaps = azimuths.windows(2).map(|pair| (pair[1], pair[0] + TAU));
    let blind = |(right, left): (f64, f64)| right + TAU - left;
    let sector =
        gaps.fold((first, last), |best, gap| if blind(gap) > blind(best) { gap } else { best });
    (blind(sector) >= MIN_BLIND_DEGREES.to_radians()).then_some(sector)
}

/// Finite channels from the highest to the lowest, each once.
fn top_down(channels: &[f64]) -> Vec<f64> {
    let mut sorted: Vec<f64> = channels.iter().copied().filter(|c| c.is_finite()).collect();
    sorted.sort_by(|a, b| b.total_cmp(a));
    sorted.dedup();
    sorted
}

/// The place of a point as seen from the sensor, radians and metres.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Direction {
    pub azimuth: f64,
    pub elevation: f64,
    pub range: f64,
}

impl Direction {
    /// Nothing for a point that is not finite or lies in the sensor itself.
    pub fn of(point: &Point) -> Option<Self> {
        let position = point.position();
        let range = position.coords.norm();
        (point.is_finite() && range > 0.).then(|| Self {
            azimuth: position.y.atan2(position.x),
            elevation: position.z.atan2(position.x.hypot(position.y)),
            range,
        })
    }
}

/// A view turned into rows and columns; always of a drawable size.
#[derive(Clone, Debug)]
pub(crate) struct RangeGrid {
    left: f64,
    span: f64,
    elevation: (f64, f64),
    /// All channels from the top down, of which `shown` are the rows.
    channels: Vec<f64>,
    shown: Range<usize>,
    pub num_columns: u32,
    /// Width and height of a cell, pixels.
    pub cell: (u32, u32),
}

impl RangeGrid {
    pub fn new(view: &RangeImageView) -> Self {
        let ((right, left), (bottom, top)) = (view.azimuth, view.elevation);
        let drawable = (left - right).is_finite() && left > right && view.azimuth_step > 0.;
        let span = if drawable { (left - right).min(TAU) } else { 0. };
        let sorted = if drawable { top_down(&view.channels) } else { Vec::new() };
        let keep_every = sorted.len().div_ceil(MAX_ROWS).max(1);
        let channels: Vec<f64> = sorted.into_iter().step_by(keep_every).collect();
        let first = channels.partition_point(|&c| c > top);
        let end = channels.partition_point(|&c| c >= bottom).max(first);

        // A whole number of columns, also where rounding leaves a hair more or less.
        let wanted = if drawable { (span / view.azimuth_step - 1e-6).ceil() } else { 1. };
        let num_columns = wanted.clamp(1., f64::from(MAX_STRIP_WIDTH)) as u32;
        let width = (MAX_STRIP_WIDTH / num_columns).clamp(1, 4);
        let rows = (end - first).max(1);
        let spacing = match &channels[first..end] {
            [highest, .., lowest] => (highest - lowest) / (rows - 1) as f64,
            _ => 0.,
        };
        // As high as is true to the angles, within what can be seen and fits a screen.
        let true_height = spacing / span * f64::from(num_columns * width);
        let height = if rows > 128 { 1 } else { true_height.round().clamp(4., 6.) as u32 };
        Self {
            left,
            span,
            elevation: (bottom, top),
            channels,
            shown: first..end,
            num_columns,
            cell: (width, height),
        }
    }

    pub fn num_rows(&self) -> usize {
        self.shown.len()
    }

    pub fn azimuth_range(&self) -> (f64, f64) {
        (self.left - self.span, self.left)
    }

    pub fn elevation_range(&self) -> (f64, f64) {
        self.elevation
    }

    /// Elevation of the channel of a row.
    #[cfg(test)]
    pub fn channel(&self, row: usize) -> f64 {
        self.channels[self.shown.start + row]
    }

    /// The row of the nearest channel, if that is shown and the elevation lies in the view.
    pub fn row_of(&self, elevation: f64) -> Option<usize> {
        if !(self.elevation.0..=self.elevation.1).contains(&elevation) {
            return None;
        }
        let below = self.channels.partition_point(|&c| c > elevation);
        let distance = |i: usize| self.channels.get(i).map(|c| (c - elevation).abs());
        let nearest = match (below.checked_sub(1).and_then(distance), distance(below)) {
            (Some(above), Some(under)) if above > under => below,
            (None, _) => below,
            _ => below - 1,
        };
        self.shown.contains(&nearest).then(|| nearest - self.shown.start)
    }

    /// The distance of a direction from the left end, in columns to the right; whole turns do not matter.
    pub fn columns_from_left(&self, azimuth: f64) -> Option<f64> {
        let offset = (self.left - azimuth).rem_euclid(TAU);
        (offset <= self.span).then(|| offset / self.span * f64::from(self.num_columns))
    }

    /// Row and column of a direction.
    pub fn cell_of(&self, direction: &Direction) -> Option<(usize, u32)> {
        let row = self.row_of(direction.elevation)?;
        let column = self.columns_from_left(direction.azimuth)? as u32;
        Some((row, column.min(self.num_columns - 1)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const CHANNELS: [f64; 4] = [0.02, -0.1, -0.02, -0.05];

    fn at(azimuth: f64, elevation: f64) -> Point {
        let level = 10. * elevation.cos();
        let (x, y, z) = (level * azimuth.cos(), level * azimuth.sin(), 10. * elevation.sin());
        Point::new(x as f32, y as f32, z as f32, 0.5)
    }

    fn cell(view: &RangeImageView, point: Point) -> Option<(usize, u32)> {
        RangeGrid::new(view).cell_of(&Direction::of(&point)?)
    }

    #[test]
    fn every_point_goes_to_the_row_of_the_nearest_channel() {
        let grid = RangeGrid::new(&RangeImageView::of_sensor(&CHANNELS));
        assert_eq!(grid.num_rows(), 4);
        for step in -130..60 {
            let elevation = f64::from(step) * 0.001;
            let distance = |c: f64| (c - elevation).abs();
            let nearest = CHANNELS.map(distance).into_iter().fold(f64::INFINITY, f64::min);
            if let Some(row) = grid.row_of(elevation) {
                assert!((distance(grid.channel(row)) - nearest).abs() < 1e-12, "{elevation}");
            } else {
                assert!(!(-0.125..=0.04).contains(&elevation), "{elevation}");
            }
        }
    }

    #[test]
    fn a_part_of_the_channels_does_not_catch_points_of_the_others() {
        let view =
            RangeImageView { elevation: (-0.06, 0.), ..RangeImageView::of_sensor(&CHANNELS) };
        assert_eq!(RangeGrid::new(&view).num_rows(), 2);
        let rows = [0.01, -0.001, -0.03, -0.055, -0.07].map(|e| cell(&view, at(0., e)));
        assert_eq!(rows.map(|c| c.map(|(row, _)| row)), [None, Some(0), Some(0), Some(1), None]);
    }

    #[test]
    fn azimuth_bounds_wrap_behind_the_sensor() {
        let view = RangeImageView { azimuth: (2.8, 3.6), ..RangeImageView::of_sensor(&CHANNELS) };
        let same = RangeImageView { azimuth: (2.8 - TAU, 3.6 - TAU), ..view.clone() };
        let columns = RangeGrid::new(&view).num_columns;
        for (azimuth, middle) in [(3.1, 0.625), (-3.1, 0.521)] {
            let point = at(azimuth, -0.02);
            let (row, column) = cell(&view, point).expect("behind is in view");
            assert_eq!(Some((row, column)), cell(&same, point));
            assert!((f64::from(column) / f64::from(columns) - middle).abs() < 0.01, "{column}");
        }
        assert_eq!(cell(&view, at(0., -0.02)), None);
        assert_eq!(cell(&view, at(2.7, -0.02)), None);
    }

    #[test]
    fn the_covering_view_is_the_sector_with_points_wherever_it_lies() {
        let sector = |azimuths: &[f64]| {
            let points = azimuths.iter().map(|&a| at(a, -0.02)).collect();
            RangeImageView::covering(&PointCloud::new(points), &CHANNELS).azimuth
        };
        let close =
            |(a, b): (f64, f64), (c, d): (f64, f64)| (a - c).abs() < 0.01 && (b - d).abs() < 0.01;
        assert!(close(sector(&[-0.7, 0., 0.6]), (-0.7, 0.6)));
        assert!(close(sector(&[3., -3., 2.5]), (2.5, TAU - 3.)));
        let around: Vec<f64> = (0..100).map(|i| f64::from(i) * TAU / 100. - PI).collect();
        assert_eq!(sector(&around), (-PI, PI));
        assert_eq!(sector(&[]), (-PI, PI));
    }

    #[test]
    fn the_outermost_points_lie_in_the_covering_view() {
        for turn in 0..50 {
            let first = f64::from(turn) * 0.13;
            let points = [at(first, -0.02), at(first + 0.4, -0.05)];
            let view = RangeImageView::covering(&PointCloud::new(points.to_vec()), &CHANNELS);
            let columns = points.map(|point| cell(&view, point).map(|(_, column)| column));
            let last = RangeGrid::new(&view).num_columns - 1;
            assert_eq!(columns, [Some(last), Some(0)], "{turn}");
        }
    }

    #[test]
    fn wide_fine_and_senseless_views_keep_a_drawable_size() {
        let view = RangeImageView::of_sensor(&CHANNELS);
        assert_eq!(RangeGrid::new(&view).num_columns, 1800);
        let fine = RangeImageView { azimuth_step: 1e-9, azimuth: (-90., 90.), ..view.clone() };
        let many = RangeImageView {
            channels: (0..5000).map(|i| -1e-5 * f64::from(i)).collect(),
            ..view.clone()
        };
        assert_eq!(RangeGrid::new(&fine).num_columns, MAX_STRIP_WIDTH);
        assert!(RangeGrid::new(&many).num_rows() <= MAX_ROWS);
        for senseless in [
            RangeImageView { azimuth: (1., -1.), ..view.clone() },
            RangeImageView { azimuth: (f64::NAN, 1.), ..view.clone() },
            RangeImageView { azimuth: (0., f64::INFINITY), ..view.clone() },
            RangeImageView { elevation: (0.1, -0.1), ..view.clone() },
            RangeImageView { elevation: (f64::NAN, f64::NAN), ..view.clone() },
            RangeImageView { azimuth_step: f64::NAN, ..view.clone() },
            RangeImageView { channels: vec![f64::NAN], ..view.clone() },
            RangeImageView::of_sensor(&[]),
        ] {
            assert_eq!(RangeGrid::new(&senseless).num_rows(), 0, "{senseless:?}");
            assert_eq!(cell(&senseless, at(0., -0.02)), None, "{senseless:?}");
        }
    }
}
