//! Thin structures that stand alone: posts, trunks, poles of signs and lamps.
//!
//! The columns of clutter that touch, also at a corner, make a cluster. It is a thin structure when it has
//! at least three points, extends less than 0.8 m along the ground, and no other point of clutter lies
//! within 0.5 m of one of its own. Its height extent is that of its points, so at most 2.2 m.
//!
//! It stands when its lowest point is below 0.7 m: the beams of an HDL-64E are 0.3 m apart at 40 m. Others
//! hang: leaves, branches, signs, and what else shows above something that hides the rest.

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

/// Height above the ground below which something that stands has its lowest point, metres.
const FOOT: f64 = 0.7;

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
    stands: bool,
}

/// Thin structures are told apart by whether they stand.
const STANDS: [(&str, bool); 2] = [("standing", true), ("hanging", false)];

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
        stands: cluster.iter().any(|point| point.height < FOOT),
    })
    .collect()
}

/// The number of thin structures of a scan by band of distance.
pub fn rows(structures: &[ThinStructure]) -> Vec<ScanRow> {
    let rows_of = |(name, stands)| {
        let count = |band| extents(structures, stands, band).len() as f64;
        let counts: Vec<f64> = (0..NUM_BANDS).map(count).collect();
        by_band(&format!("thin structures, {name}"), BAND, counts).collect::<Vec<_>>()
    };
    STANDS.into_iter().flat_map(rows_of).collect()
}

/// Quartiles of the height extent by band of distance.
pub fn pooled_rows(structures: &[&ThinStructure]) -> Vec<PooledRow> {
    let mut rows = Vec::new();
    for (name, stands) in STANDS {
        for band in 0..NUM_BANDS {
            let extents = extents(structures.iter().copied(), stands, band);
            for (quarter, share) in [("lower", 0.25), ("middle", 0.5), ("upper", 0.75)] {
                let (from, to) = (band * BAND, (band + 1) * BAND);
                rows.push(PooledRow {
                    name: format!("{name}, {from} to {to} m, {quarter} quartile"),
                    value: quantile(&extents, share),
                    num_objects: extents.len(),
                    tolerance: TOLERANCE,
                });
            }
        }
    }
    rows
}

/// The height extents of the structures of a band that stand, or that hang.
fn extents<'a>(
    structures: impl IntoIterator<Item = &'a ThinStructure>,
    stands: bool,
    band: usize,
) -> Vec<f64> {
    let is_meant =
        |s: &&ThinStructure| s.stands == stands && (s.distance / BAND as f64) as usize == band;
    structures.into_iter().filter(is_meant).map(|s| s.height_extent).collect()
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

    fn values(rows: &[ScanRow]) -> Vec<f64> {
        rows.iter().map(|row| row.value).collect()
    }

    #[test]
    fn a_post_that_stands_alone_has_its_height_and_distance() {
        let structures = thin_structures(&[post(10.1), post(25.1)].concat());
        assert_eq!(structures.len(), 2);
        assert!((structures[0].height_extent - 1.2).abs() < 1e-9);
        assert_eq!(values(&rows(&structures)), [1., 1., 0., 0.]);
        assert!((pooled_rows(&[&structures[1]])[4].value - 1.2).abs() < 1e-9);
    }

    #[test]
    fn what_begins_high_hangs() {
        let structures = thin_structures(&post(10.1)[1..]);
        assert_eq!(values(&rows(&structures)), [0., 0., 1., 0.]);
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
