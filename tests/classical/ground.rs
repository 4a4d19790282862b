//! The ground: a plane by RANSAC, and on a grid how far the ground is off it.

use std::collections::BTreeMap;

use voxelnet_scene::Point;

use super::clusters::{Cell, cell_of};

/// Side of a cell that gives one sample of the ground, metres.
const CELL: f64 = 1.;
/// The ground at a cell is judged by the cells up to this many away.
const REACH: i32 = 3;
/// Of the lowest points of the cells around, this part is below the ground's height: strays, and
/// dips. The points above may be on what stands there.
const GROUND_SHARE: f64 = 0.3;
const NUM_TRIALS: usize = 300;
/// Distance from the plane that counts as on it, metres.
const TOLERANCE: f64 = 0.2;
/// No road is steeper: rise over run.
const MAX_SLOPE: f64 = 0.15;

/// The height of the ground everywhere.
pub(super) struct Ground {
    plane: Plane,
    /// Height over the plane, metres, where there are points.
    offsets: BTreeMap<Cell, f64>,
}

impl Ground {
    /// The ground below these points.
    pub fn fit(points: &[Point]) -> Self {
        let lowest = lowest_points(points);
        let samples: Vec<[f64; 3]> = lowest.values().copied().collect();
        let plane = Plane::fit(&samples);
        let over_plane: BTreeMap<Cell, f64> = lowest
            .iter()
            .map(|(&cell, &[x, y, z])| (cell, z - plane.height(x, y)))
            .filter(|(_, offset)| offset.abs() < 1.)
            .collect();
        let smooth = |&cell: &Cell| Some((cell, low_around(cell, &over_plane)?));
        Self { plane, offsets: lowest.keys().filter_map(smooth).collect() }
    }

    /// The z of the ground at (x, y), metres.
    pub fn height(&self, x: f64, y: f64) -> f64 {
        let offset = self.offsets.get(&cell_of(x, y, CELL)).copied().unwrap_or(0.);
        self.plane.height(x, y) + offset
    }

    /// Height of a point above the ground, metres.
    pub fn height_above(&self, point: &Point) -> f64 {
        let [x, y, z] = [point.x, point.y, point.z].map(f64::from);
        z - self.height(x, y)
    }
}

/// The lowest point of each cell.
fn lowest_points(points: &[Point]) -> BTreeMap<Cell, [f64; 3]> {
    let mut lowest = BTreeMap::new();
    for point in points {
        let position = [point.x, point.y, point.z].map(f64::from);
        let entry = lowest.entry(cell_of(position[0], position[1], CELL)).or_insert(position);
        if position[2] < entry[2] {
            *entry = position;
        }
    }
    lowest
}

/// A low quantile of the offsets around a cell.
fn low_around(cell: Cell, offsets: &BTreeMap<Cell, f64>) -> Option<f64> {
    let [i, j] = cell;
    let mut around: Vec<f64> = (i - REACH..=i + REACH)
        .flat_map(|i| offsets.range([i, j - REACH]..=[i, j + REACH]))
        .map(|(_, &offset)| offset)
        .collect();
    around.sort_by(f64::total_cmp);
    around.get((around.len() as f64 * GROUND_SHARE) as usize).copied()
}

/// z = a x + b y + c.
#[derive(Clone, Copy, Debug)]
struct Plane {
    a: f64,
    b: f64,
    c: f64,
}

impl Plane {
    /// The level plane at the height a car carries its LiDAR at.
    const LEVEL: Self = Self { a: 0., b: 0., c: -1.73 };

    /// The plane through three of the samples that most samples are close to.
    fn fit(samples: &[[f64; 3]]) -> Self {
        let mut random = Random(1);
        let num_close = |plane: &Self| {
            samples.iter().filter(|&&[x, y, z]| (z - plane.height(x, y)).abs() < TOLERANCE).count()
        };
        let trial = |_| {
            let three = [0; 3].map(|_| samples.get(random.below(samples.len())).copied());
            let [Some(p), Some(q), Some(r)] = three else { return None };
            Self::through(p, q, r)
        };
        let planes = (0..NUM_TRIALS).filter_map(trial);
        planes.max_by_key(num_close).unwrap_or(Self::LEVEL)
    }

    /// The plane through three points, `None` when it is too steep to be ground.
    fn through(p: [f64; 3], q: [f64; 3], r: [f64; 3]) -> Option<Self> {
        let [u, v] = [q, r].map(|end| [0, 1, 2].map(|axis| end[axis] - p[axis]));
        let area = u[0] * v[1] - u[1] * v[0];
        let a = (u[2] * v[1] - u[1] * v[2]) / area;
        let b = (u[0] * v[2] - u[2] * v[0]) / area;
        // Three points on one line have no area, and a slope that is no number.
        (a.hypot(b) < MAX_SLOPE).then(|| Self { a, b, c: p[2] - a * p[0] - b * p[1] })
    }

    fn height(&self, x: f64, y: f64) -> f64 {
        self.a * x + self.b * y + self.c
    }
}

/// Knuth's linear congruential generator: the same trials at every run.
struct Random(u64);

impl Random {
    /// A whole number below `end`, 0 when there is none.
    fn below(&mut self, end: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        (self.0 >> 33) as usize % end.max(1)
    }
}

/// A slope with waves on it, too high for a plane.
fn uneven(x: f64, y: f64) -> f64 {
    -1.7 + 0.02 * x - 0.01 * y + 0.3 * (x / 8.).sin()
}

/// Points every 0.5 m on uneven ground, and a wall 2 m high across it.
fn uneven_ground_with_a_wall() -> (Vec<Point>, Vec<Point>) {
    let steps = |num: i32| (0..num).map(|step| f64::from(step) * 0.5);
    let at = |x: f64, y: f64, z: f64| Point::new(x as f32, y as f32, z as f32, 0.3);
    let ground =
        steps(100).flat_map(|x| steps(60).map(move |y| at(x, y - 15., uneven(x, y - 15.))));
    let wall = steps(60).flat_map(|y| {
        let y = y - 15.;
        (1..5).map(move |step| at(20.2, y, uneven(20.2, y) + f64::from(step) * 0.5))
    });
    (ground.collect(), wall.collect())
}

#[test]
fn the_ground_is_removed_and_what_stands_on_it_is_kept() {
    let (ground_points, wall) = uneven_ground_with_a_wall();
    let points = [&ground_points[..], &wall].concat();
    let raised = super::raised_points(&points, &Ground::fit(&points));
    assert_eq!(raised, wall);
}

#[test]
fn the_height_of_the_ground_is_right_where_no_plane_is() {
    let (ground_points, wall) = uneven_ground_with_a_wall();
    let ground = Ground::fit(&[&ground_points[..], &wall].concat());
    for point in ground_points {
        assert!(ground.height_above(&point).abs() < 0.2, "{point:?}");
    }
}

#[test]
fn a_few_points_below_the_ground_do_not_pull_it_down() {
    let (mut points, _) = uneven_ground_with_a_wall();
    points.extend((1..9).map(|step| {
        let x = f64::from(step) * 5.5;
        Point::new(x as f32, 0., uneven(x, 0.) as f32 - 0.7, 0.)
    }));
    let off = Ground::fit(&points).height(22., 0.) - uneven(22., 0.);
    assert!(off.abs() < 0.2, "{off}");
}

#[test]
fn below_a_thing_that_hides_it_the_ground_is_that_around() {
    let is_hidden = |point: &Point| (9.0..13.).contains(&point.x) && (-1.0..1.).contains(&point.y);
    let (mut points, _) = uneven_ground_with_a_wall();
    for point in points.iter_mut().filter(|point| is_hidden(point)) {
        point.z += 0.7;
    }
    let ground = Ground::fit(&points);
    for point in points.iter().filter(|point| is_hidden(point)) {
        assert!((ground.height_above(point) - 0.7).abs() < 0.2, "{point:?}");
    }
}
