//! The points of a scan inside and outside the range of the network.

use voxelnet_scene::{Point, PointCloud};
use voxelnet_voxelizer::GridSpec;

use crate::seen_frame::SeenFrame;

/// Numbers of points of a scan where the network looks, and beside it.
pub(crate) struct RangeFacts {
    pub(crate) num_points: usize,
    pub(crate) num_in_range: usize,
    /// Points beside the limits of x, y and z; a point may count more than once.
    pub(crate) outside: [Outside; 3],
    /// Points within the limits of x and y.
    pub(crate) num_on_map: usize,
    /// Points on the map, beside the limits of z.
    pub(crate) outside_on_map: Outside,
    /// Points in range when the whole scan is turned by 0 to 3 quarter turns to the left.
    pub(crate) turned: [usize; 4],
    pub(crate) num_turned: usize,
}

/// Numbers of points on either side of a range.
#[derive(Clone, Copy, Default)]
pub(crate) struct Outside {
    pub(crate) below: usize,
    pub(crate) above: usize,
}

impl Outside {
    fn count(&mut self, side: Side) {
        self.below += usize::from(side == Side::Below);
        self.above += usize::from(side == Side::Above);
    }
}

impl RangeFacts {
    pub(crate) fn of(frame: &SeenFrame, spec: &GridSpec) -> Self {
        let shown = frame.shown();
        let mut outside = [Outside::default(); 3];
        let (mut num_on_map, mut outside_on_map) = (0, Outside::default());
        for point in &shown.points {
            let sides = sides_of(point, spec);
            outside.iter_mut().zip(sides).for_each(|(count, side)| count.count(side));
            if sides[..2] == [Side::Within; 2] {
                num_on_map += 1;
                outside_on_map.count(sides[2]);
            }
        }
        Self {
            num_points: shown.len(),
            num_in_range: num_on_map - outside_on_map.below - outside_on_map.above,
            outside,
            num_on_map,
            outside_on_map,
            turned: [0, 1, 2, 3].map(|turns| in_range_turned(&frame.cloud, spec, turns)),
            num_turned: frame.cloud.len(),
        }
    }
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Side {
    Below,
    Within,
    Above,
}

fn sides_of(point: &Point, spec: &GridSpec) -> [Side; 3] {
    let position: [f64; 3] = point.position().coords.into();
    std::array::from_fn(|axis| match position[axis] {
        value if value < spec.min_m[axis] => Side::Below,
        value if value >= spec.max_m[axis] => Side::Above,
        _ => Side::Within,
    })
}

fn in_range_turned(cloud: &PointCloud, spec: &GridSpec, turns: usize) -> usize {
    let turned = cloud.points.iter().map(|&Point { x, y, z, intensity }| {
        let [x, y] = [[x, y], [-y, x], [-x, -y], [y, -x]][turns];
        Point { x, y, z, intensity }
    });
    turned.filter(|point| sides_of(point, spec) == [Side::Within; 3]).count()
}
