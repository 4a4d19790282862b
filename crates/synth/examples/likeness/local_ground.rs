//! The height of the ground around the sensor, estimated the same way for real and simulated scans.
//!
//! The circle is cut into sectors, and those into rings. From the sensor outwards, the low points of a
//! ring are taken for the ground unless they step up or down too steeply from the ground before; then
//! the ground goes on level. So a hedge or a wall that hides the ground does not raise it.

use std::f64::consts::TAU;

use voxelnet_scene::Point;

/// Sectors of the circle: 3 degrees each.
const NUM_SECTORS: usize = 120;

/// Extent of a ring, metres, and the number of rings.
const RING: f64 = 2.;
const NUM_RINGS: usize = 40;

/// Height of the ground below the sensor of KITTI's car, metres.
const AT_SENSOR: f64 = -1.73;

/// Of the points of a ring, this share lies below the one that is taken, which outliers do not reach.
const LOW_SHARE: f64 = 0.1;

/// Greatest slope between rings, besides a step of a kerb's height and up to a greatest step, metres.
const MAX_SLOPE: f64 = 0.06;
const KERB: f64 = 0.06;
const MAX_STEP: f64 = 0.4;

/// Heights of the ground, metres in the LiDAR frame.
pub struct LocalGround(Vec<[f64; NUM_RINGS]>);

impl LocalGround {
    /// The ground below a scan; what is known not to be ground is better left out of the points.
    pub fn below<'a>(points: impl Iterator<Item = &'a Point>) -> Self {
        let mut cells = vec![[(); NUM_RINGS].map(|()| Vec::new()); NUM_SECTORS];
        for point in points {
            let Cell { sector, ring } = Cell::of(point);
            if let Some(heights) = cells[sector].get_mut(ring) {
                heights.push(f64::from(point.z));
            }
        }
        Self(cells.into_iter().map(sector_heights).collect())
    }

    /// Height of a point above the ground, metres.
    pub fn height_above(&self, point: &Point) -> f64 {
        let Cell { sector, ring } = Cell::of(point);
        f64::from(point.z) - self.0[sector][ring.min(NUM_RINGS - 1)]
    }
}

/// A part of a sector.
struct Cell {
    sector: usize,
    ring: usize,
}

impl Cell {
    fn of(point: &Point) -> Self {
        let (x, y) = (f64::from(point.x), f64::from(point.y));
        let turns = y.atan2(x).rem_euclid(TAU) / TAU;
        let sector = ((turns * NUM_SECTORS as f64) as usize).min(NUM_SECTORS - 1);
        Self { sector, ring: (x.hypot(y) / RING) as usize }
    }
}

/// The ground along a sector, from the heights of the points of its rings.
fn sector_heights(rings: [Vec<f64>; NUM_RINGS]) -> [f64; NUM_RINGS] {
    let (mut ground, mut num_rings_since) = (AT_SENSOR, 0);
    rings.map(|mut heights| {
        num_rings_since += 1;
        heights.sort_by(f64::total_cmp);
        let low = heights.get((heights.len() as f64 * LOW_SHARE) as usize);
        let step = (KERB + MAX_SLOPE * RING * f64::from(num_rings_since)).min(MAX_STEP);
        if let Some(low) = low.filter(|low| (**low - ground).abs() <= step) {
            (ground, num_rings_since) = (*low, 0);
        }
        ground
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_ground_follows_a_slope_and_goes_on_below_a_hedge() {
        let slope = |x: f32| -1.73 + 0.04 * x;
        let mut points: Vec<Point> =
            (4..30).map(|x| Point::new(x as f32 + 0.5, 0.1, slope(x as f32 + 0.5), 0.2)).collect();
        points.extend((30..50).map(|x| Point::new(x as f32, 0.1, 0.5, 0.2)));
        let ground = LocalGround::below(points.iter());
        let above = |x: f32, z: f32| ground.height_above(&Point::new(x, 0.1, z, 0.2));
        assert!(above(20., slope(20.)).abs() < 0.1);
        assert!((above(40., slope(29.) + 1.) - 1.).abs() < 0.15);
        assert!((above(-20., -0.73) - 1.).abs() < 1e-6, "level where nothing was seen");
    }
}
