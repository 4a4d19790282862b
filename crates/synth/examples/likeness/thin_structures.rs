//! Thin structures that stand alone: posts, trunks, poles of signs and lamps.
//!
//! The columns of clutter that touch, also at a corner, make a cluster. It is a thin structure when it has
//! at least three points, extends less than 0.8 m along the ground, and no other point of clutter lies
//! within 0.5 m of one of its own. Its height extent is that of its points, so at most 2.2 m.

use std::collections::BTreeMap;

use crate::{
    clutter::{COLUMN, Column, RaisedPoint},
    pooled::PooledRow,
    scan_rows::{ScanRow, by_band},
    statistics::quantile,
};

/// Extent along x and y that a thin structure stays below, metres.
const MAX_EXTENT: f64 = 0.8;

/// Distance along the ground that is free around it, metres.
const FREE: f64 = 0.5;

/// Fewer points may be strays.
const MIN_POINTS: usize = 3;

/// Width of a band of distance, metres, and how many there are.
const BAND: usize = 20;
const NUM_BANDS: usize = 2;

/// Deviation of a quartile of height extents that is always allowed, metres.
const TOLERANCE: f64 = 0.2;

/// A thin structure of a scan, metres.
pub struct ThinStructure {
    distance: f64,
    height_extent: f64,
}

/// The thin structures among the clutter of a scan.
pub fn thin_structures(clutter: &[RaisedPoint]) -> Vec<ThinStructure> {
    let clusters = clusters(clutter);
    let mut points_by_column: BTreeMap<Column, Vec<(usize, RaisedPoint)>> = BTreeMap::new();
    for (index, cluster) in clusters.iter().enumerate() {
        for point in cluster {
            points_by_column.entry(point.column()).or_default().push((index, *point));
        }
    }
    let reach = (FREE / COLUMN).ceil() as i64;
    let stands_alone = |index: usize, point: &RaisedPoint| {
        around(point.column(), reach).filter_map(|column| points_by_column.get(&column)).all(
            |others| {
                others.iter().all(|(cluster, other)| {
                    *cluster == index || (point.x - other.x).hypot(point.y - other.y) >= FREE
                })
            },
        )
    };
    let thin = clusters.iter().enumerate().filter(|(index, cluster)| {
        cluster.len() >= MIN_POINTS
            && extent(cluster, |point| point.x) < MAX_EXTENT
            && extent(cluster, |point| point.y) < MAX_EXTENT
            && cluster.iter().all(|point| stands_alone(*index, point))
    });
    thin.map(|(_, cluster)| ThinStructure {
        distance: cluster[0].x.hypot(cluster[0].y),
        height_extent: extent(cluster, |point| point.height),
    })
    .collect()
}

/// The number of thin structures of a scan by band of distance.
pub fn rows(structures: &[ThinStructure]) -> Vec<ScanRow> {
    let count = |band| in_band(structures, band).count() as f64;
    by_band("thin structures", BAND, (0..NUM_BANDS).map(count)).collect()
}

/// Quartiles of the height extent by band of distance.
pub fn pooled_rows(structures: &[&ThinStructure]) -> Vec<PooledRow> {
    let of_band = |band: usize| {
        let extents: Vec<f64> =
            in_band(structures.iter().copied(), band).map(|s| s.height_extent).collect();
        let quartiles = [("lower", 0.25), ("middle", 0.5), ("upper", 0.75)];
        quartiles.map(|(name, share)| PooledRow {
            name: format!("{name} quartile, {} to {} m", band * BAND, (band + 1) * BAND),
            value: quantile(&extents, share),
            num_objects: extents.len(),
            tolerance: TOLERANCE,
        })
    };
    (0..NUM_BANDS).flat_map(of_band).collect()
}

fn in_band<'a>(
    structures: impl IntoIterator<Item = &'a ThinStructure>,
    band: usize,
) -> impl Iterator<Item = &'a ThinStructure> {
    let is_inside = move |s: &&ThinStructure| (s.distance / BAND as f64) as usize == band;
    structures.into_iter().filter(is_inside)
}

/// The points of each group of columns that touch.
fn clusters(clutter: &[RaisedPoint]) -> Vec<Vec<RaisedPoint>> {
    let mut left: BTreeMap<Column, Vec<RaisedPoint>> = BTreeMap::new();
    for point in clutter {
        left.entry(point.column()).or_default().push(*point);
    }
    let mut clusters = Vec::new();
    while let Some((column, mut cluster)) = left.pop_first() {
        let mut to_visit = vec![column];
        while let Some(column) = to_visit.pop() {
            for neighbour in around(column, 1) {
                if let Some(points) = left.remove(&neighbour) {
                    cluster.extend(points);
                    to_visit.push(neighbour);
                }
            }
        }
        clusters.push(cluster);
    }
    clusters
}

/// The columns up to `reach` columns away along x and y, the column itself included.
fn around(column: Column, reach: i64) -> impl Iterator<Item = Column> {
    let offsets = (-reach..=reach).flat_map(move |x| (-reach..=reach).map(move |y| (x, y)));
    offsets.map(move |(x, y)| Column { x: column.x + x, y: column.y + y })
}

fn extent(points: &[RaisedPoint], coordinate: impl Fn(&RaisedPoint) -> f64) -> f64 {
    let values = points.iter().map(coordinate);
    let (least, greatest) = values
        .fold((f64::INFINITY, f64::NEG_INFINITY), |(low, high), value| {
            (low.min(value), high.max(value))
        });
    greatest - least
}

#[cfg(test)]
mod tests {
    use super::*;

    fn post(x: f64) -> Vec<RaisedPoint> {
        (0..5).map(|step| RaisedPoint { x, y: 3.1, height: 0.5 + 0.3 * f64::from(step) }).collect()
    }

    #[test]
    fn a_post_that_stands_alone_has_its_height_and_distance() {
        let structures = thin_structures(&[post(10.1), post(25.1)].concat());
        assert_eq!(structures.len(), 2);
        assert!((structures[0].height_extent - 1.2).abs() < 1e-9);
        assert_eq!(rows(&structures).iter().map(|row| row.value).collect::<Vec<_>>(), [1., 1.]);
        assert!((pooled_rows(&[&structures[1]])[4].value - 1.2).abs() < 1e-9);
    }

    #[test]
    fn posts_near_others_and_walls_are_none() {
        assert_eq!(thin_structures(&[post(10.1), post(10.5)].concat()).len(), 0, "two columns off");
        assert_eq!(thin_structures(&[post(10.1), post(10.7)].concat()).len(), 2);
        let wall: Vec<RaisedPoint> =
            (0..6).flat_map(|step| post(10.1 + 0.2 * f64::from(step))).collect();
        assert_eq!(thin_structures(&wall).len(), 0);
        assert_eq!(thin_structures(&post(10.1)[..2]).len(), 0, "strays");
    }
}
