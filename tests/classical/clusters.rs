//! Euclidean clustering on a bird's-eye grid.

use std::collections::BTreeMap;

use voxelnet_scene::Point;

/// Side of a cell, metres.
const CELL: f64 = 0.25;
/// A cell's points and those of cells up to so many away are one thing; it grows by one cell each
/// `RANGE_PER_CELL`, as neighbouring beams part with the distance.
const REACH: f64 = 1.;
const RANGE_PER_CELL: f64 = 15.;

/// Column and row of a bird's-eye grid.
pub(super) type Cell = [i32; 2];

/// The cell of a position.
pub(super) fn cell_of(x: f64, y: f64, side: f64) -> Cell {
    [x, y].map(|coordinate| (coordinate / side).floor() as i32)
}

/// The points in groups that are apart from each other.
pub(super) fn clusters(points: &[Point]) -> Vec<Vec<Point>> {
    let mut cells: BTreeMap<Cell, Vec<Point>> = BTreeMap::new();
    for &point in points {
        cells.entry(cell_of(point.x.into(), point.y.into(), CELL)).or_default().push(point);
    }
    let mut clusters = Vec::new();
    while let Some((cell, first)) = cells.pop_first() {
        clusters.push(grow(cell, first, &mut cells));
    }
    clusters
}

/// Takes all cells that hang together with the first.
fn grow(cell: Cell, first: Vec<Point>, cells: &mut BTreeMap<Cell, Vec<Point>>) -> Vec<Point> {
    let (mut cluster, mut edge) = (first, vec![cell]);
    while let Some([i, j]) = edge.pop() {
        let range = f64::from(i).hypot(f64::from(j)) * CELL;
        let reach = (REACH + range / RANGE_PER_CELL) as i32;
        for i in i - reach..=i + reach {
            for j in j - reach..=j + reach {
                if let Some(points) = cells.remove(&[i, j]) {
                    cluster.extend(points);
                    edge.push([i, j]);
                }
            }
        }
    }
    cluster
}

/// Points every 0.1 m from x = 10 on at this y.
fn row(y: f32, num_points: usize) -> Vec<Point> {
    (0..num_points).map(|step| Point::new(10. + step as f32 * 0.1, y, 0., 0.)).collect()
}

#[test]
fn points_far_apart_are_clusters_of_their_own() {
    let points = [row(0., 40), row(1.5, 20), row(-4., 7)].concat();
    let mut sizes: Vec<usize> = clusters(&points).iter().map(Vec::len).collect();
    sizes.sort_unstable();
    assert_eq!(sizes, [7, 20, 40]);
}

#[test]
fn a_gap_joins_far_away_that_parts_nearby() {
    let pair = |x: f32| [Point::new(x, 0.1, 0., 0.), Point::new(x, 0.7, 0., 0.)];
    assert_eq!(clusters(&pair(10.)).len(), 2);
    assert_eq!(clusters(&pair(40.)).len(), 1);
}
