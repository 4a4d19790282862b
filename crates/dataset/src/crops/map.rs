//! A few points as a small map seen from above.

use voxelnet_scene::{Box3d, Point};

/// Channels of a map: how many points a cell holds, how high the highest of them is, and their mean
/// intensity.
pub const CROP_CHANNELS: usize = 3;

/// Objects with fewer points, and places with fewer, are left out.
pub(super) const MIN_POINTS: usize = 5;

/// Side of a cell, metres.
const CELL_M: f64 = 0.1;
/// A map has at least and at most so many cells each way.
const SIDES: [usize; 2] = [8, 128];

/// The points of a box, seen from above along its axes; as large as the points reach.
#[derive(Clone, Debug, PartialEq)]
pub struct CropMap {
    /// Cells across the heading of the box.
    pub height: usize,
    /// Cells along it.
    pub width: usize,
    /// [3, H, W]: ln(1 + points), metres above the lower face, mean intensity; 0 where there is no point.
    pub data: Vec<f32>,
}

impl CropMap {
    /// `None` without points.
    pub fn new(points: &[Point], box3d: &Box3d) -> Option<Self> {
        let local = points.iter().map(|point| {
            let at = box3d.local_from_lidar(point.position());
            ([at.x, at.y, at.z + box3d.size.height / 2.], point.intensity)
        });
        let local: Vec<([f64; 3], f32)> = local.collect();
        let reach = |axis: usize| {
            let values = local.iter().map(|(at, _)| at[axis]);
            let low = values.clone().fold(f64::INFINITY, f64::min);
            (low, values.fold(f64::NEG_INFINITY, f64::max))
        };
        let [along, across] = [reach(0), reach(1)].map(|(low, high)| Side::new(low, high));
        let (along, across) = (along?, across?);
        let num_cells = along.num_cells * across.num_cells;
        let mut counts = vec![0_f32; num_cells];
        let mut data = vec![0_f32; CROP_CHANNELS * num_cells];
        for ([x, y, z], intensity) in local {
            let cell = across.cell(y) * along.num_cells + along.cell(x);
            counts[cell] += 1.;
            let highest = &mut data[num_cells + cell];
            *highest = highest.max(z as f32);
            data[2 * num_cells + cell] += intensity;
        }
        for (cell, count) in counts.into_iter().enumerate() {
            data[cell] = count.ln_1p();
            data[2 * num_cells + cell] /= count.max(1.);
        }
        Some(Self { height: across.num_cells, width: along.num_cells, data })
    }
}

/// One side of a map.
#[derive(Clone, Copy)]
struct Side {
    start: f64,
    num_cells: usize,
}

impl Side {
    /// Around a range of positions; `None` when they are no numbers.
    fn new(low: f64, high: f64) -> Option<Self> {
        if !(low.is_finite() && high.is_finite()) {
            return None;
        }
        let [least, most] = SIDES;
        let num_cells = (((high - low) / CELL_M) as usize + 1).clamp(least, most);
        Some(Self { start: (low + high - num_cells as f64 * CELL_M) / 2., num_cells })
    }

    fn cell(self, position: f64) -> usize {
        (((position - self.start) / CELL_M) as usize).min(self.num_cells - 1)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;

    fn car(yaw: f64) -> Box3d {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        Box3d::new(Point3::new(10., 5., -1.), size, yaw)
    }

    #[test]
    fn a_map_is_as_large_as_its_points_reach_and_holds_each_of_them() {
        let points = [(9.02, 4.53), (9.02, 4.53), (11.5, 4.53)]
            .map(|(x, y)| Point::new(x, y, -1.25, 0.5))
            .to_vec();
        let map = CropMap::new(&points, &car(0.)).unwrap();
        assert_eq!((map.height, map.width), (8, 25));
        let (counts, rest) = map.data.split_at(8 * 25);
        let (heights, intensities) = rest.split_at(8 * 25);
        let held: Vec<f32> =
            counts.iter().map(|count| count.exp_m1()).filter(|n| *n > 0.).collect();
        assert_eq!(held.iter().map(|n| n.round()).collect::<Vec<_>>(), [2., 1.]);
        assert!(heights.iter().filter(|z| **z > 0.).all(|z| (z - 0.5).abs() < 1e-6));
        assert_eq!(intensities.iter().filter(|value| **value == 0.5).count(), 2);
    }

    #[test]
    fn the_heading_of_the_box_does_not_show() {
        let turned = |yaw: f64| {
            let place = car(yaw);
            let (sin, cos) = yaw.sin_cos();
            let points = [(1.33, 0.27), (-0.94, 0.55), (0.11, -0.61)].map(|(x, y): (f64, f64)| {
                let (x, y) = (10. + x * cos - y * sin, 5. + x * sin + y * cos);
                Point::new(x as f32, y as f32, -0.8, 0.3)
            });
            CropMap::new(&points, &place).unwrap()
        };
        let (straight, other) = (turned(0.), turned(2.1));
        assert_eq!((straight.height, straight.width), (other.height, other.width));
        let held = |map: &CropMap| {
            let cells = map.height * map.width;
            (0..cells).filter(|&cell| map.data[cell] > 0.).collect::<Vec<_>>()
        };
        assert_eq!(held(&straight), held(&other));
    }

    #[test]
    fn no_points_make_no_map_and_far_ones_a_bounded_one() {
        assert_eq!(CropMap::new(&[], &car(0.)), None);
        let far = [Point::new(0., 0., 0., 0.), Point::new(500., 0., 0., 0.)];
        assert_eq!(CropMap::new(&far, &car(0.)).unwrap().width, 128);
    }
}
