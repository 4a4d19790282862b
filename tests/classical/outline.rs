//! The outline of a cluster from above: a rectangle around its points.

use std::f64::consts::FRAC_PI_2;

use voxelnet_scene::Point;

/// Number of headings tried, one degree apart.
const NUM_HEADINGS: u32 = 90;
/// Nearer to an edge than this a point is on it, metres.
const ON_EDGE: f64 = 0.05;
/// Part of the points that may lie beyond each edge: mirrors, and strays of what stands beside.
const STRAYS: f64 = 0.02;

/// A way to find the heading of an outline.
#[derive(Clone, Copy, Debug)]
pub(super) enum Fit {
    /// Along the axis in which the points spread most.
    PrincipalAxis,
    /// So that the points are closest to the edges: Zhang et al., "Efficient L-shape fitting for
    /// vehicle detection using laser scanners" (2017), criterion of closeness.
    ClosestEdges,
}

/// A rectangle around points seen from above.
#[derive(Clone, Copy, Debug)]
pub(super) struct Outline {
    /// Direction of the first axis, radians in [0, pi/2); the second is a quarter turn further.
    pub heading: f64,
    /// First and last coordinate along each axis, metres.
    pub spans: [[f64; 2]; 2],
}

impl Outline {
    /// The rectangle around a cluster.
    pub fn of(points: &[Point], fit: Fit) -> Self {
        match fit {
            Fit::PrincipalAxis => rectangle(points, principal_heading(points)).1,
            Fit::ClosestEdges => {
                let headings = (0..NUM_HEADINGS)
                    .map(|step| f64::from(step) * FRAC_PI_2 / f64::from(NUM_HEADINGS));
                let best = headings
                    .map(|heading| rectangle(points, heading))
                    .max_by(|(a, _), (b, _)| a.total_cmp(b));
                best.map_or(Self { heading: 0., spans: [[0.; 2]; 2] }, |(_, outline)| outline)
            }
        }
    }

    /// Extent along each axis, metres.
    pub fn extents(&self) -> [f64; 2] {
        self.spans.map(|[first, last]| last - first)
    }

    /// The position with these coordinates along the axes.
    pub fn lidar_from_axes(&self, [a, b]: [f64; 2]) -> [f64; 2] {
        let (sin, cos) = self.heading.sin_cos();
        [a * cos - b * sin, a * sin + b * cos]
    }
}

/// Direction in which points spread most, seen from above, turned by quarters into [0, pi/2).
fn principal_heading(points: &[Point]) -> f64 {
    let number = points.len() as f64;
    let mean =
        |of: fn(&Point) -> f32| points.iter().map(|p| f64::from(of(p))).sum::<f64>() / number;
    let (x, y) = (mean(|point| point.x), mean(|point| point.y));
    let (mut xx, mut xy, mut yy) = (0., 0., 0.);
    for point in points {
        let (dx, dy) = (f64::from(point.x) - x, f64::from(point.y) - y);
        (xx, xy, yy) = (xx + dx * dx, xy + dx * dy, yy + dy * dy);
    }
    ((2. * xy).atan2(xx - yy) / 2.).rem_euclid(FRAC_PI_2)
}

/// The closeness of the points to the edges of the rectangle of this heading around them, and the rectangle.
fn rectangle(points: &[Point], heading: f64) -> (f64, Outline) {
    let (sin, cos) = heading.sin_cos();
    let along_axes: Vec<[f64; 2]> = points
        .iter()
        .map(|point| [f64::from(point.x), f64::from(point.y)])
        .map(|[x, y]| [x * cos + y * sin, y * cos - x * sin])
        .collect();
    let spans = [0, 1].map(|axis| span(along_axes.iter().map(|position| position[axis])));
    let to_edge = |position: &[f64; 2]| {
        let per_axis = [0, 1].map(|axis| {
            let [first, last] = spans[axis];
            (position[axis] - first).min(last - position[axis]).abs()
        });
        per_axis[0].min(per_axis[1])
    };
    let closeness = along_axes.iter().map(|position| 1. / to_edge(position).max(ON_EDGE)).sum();
    (closeness, Outline { heading, spans })
}

/// From the first to the last coordinate, but for a few strays.
fn span(coordinates: impl Iterator<Item = f64>) -> [f64; 2] {
    let mut sorted: Vec<f64> = coordinates.collect();
    sorted.sort_by(f64::total_cmp);
    let num_strays = (sorted.len() as f64 * STRAYS) as usize;
    [sorted[num_strays], sorted[sorted.len() - 1 - num_strays]]
}

#[test]
fn the_axes_of_an_l_are_those_of_its_sides() {
    for degrees in [0, 20, 45, 70, 89] {
        let heading = f64::from(degrees).to_radians();
        let turn = Outline { heading, spans: [[0.; 2]; 2] };
        let long = (0..40).map(|step| [15. + f64::from(step) * 0.1, 2.]);
        let short = (0..17).map(|step| [15., 2. + f64::from(step) * 0.1]);
        let points: Vec<Point> = long
            .chain(short)
            .map(|position| turn.lidar_from_axes(position))
            .map(|[x, y]| Point::new(x as f32, y as f32, 0., 0.))
            .collect();
        let outline = Outline::of(&points, Fit::ClosestEdges);
        assert!((outline.heading - heading).abs() < 1e-9, "{degrees}: {outline:?}");
        let [long, short] = outline.extents();
        // One point at the end of each side counts as a stray.
        assert!((long - 3.8).abs() < 1e-3 && (short - 1.5).abs() < 1e-3, "{outline:?}");
        let [x, y] = outline.lidar_from_axes(outline.spans.map(|[first, _]| first));
        let corner = turn.lidar_from_axes([15., 2.]);
        assert!((x - corner[0]).hypot(y - corner[1]) < 1e-3, "{outline:?}");
    }
}

#[test]
fn the_principal_axis_is_that_in_which_points_spread_most() {
    for degrees in [3, 30, 60, 87] {
        let heading = f64::from(degrees).to_radians();
        let turn = Outline { heading, spans: [[0.; 2]; 2] };
        let grid =
            (0..40).flat_map(|i| (0..16).map(move |j| [f64::from(i) * 0.1, f64::from(j) * 0.1]));
        let points: Vec<Point> = grid
            .map(|position| turn.lidar_from_axes(position))
            .map(|[x, y]| Point::new(x as f32, y as f32, 0., 0.))
            .collect();
        let outline = Outline::of(&points, Fit::PrincipalAxis);
        assert!((outline.heading - heading).abs() < 1e-4, "{degrees}: {outline:?}");
    }
}
