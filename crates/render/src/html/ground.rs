//! The height of the ground, for the grid that is drawn on it.

use voxelnet_scene::Point;

/// Farther points lie on other slopes, metres.
const REACH_M: f64 = 30.;
/// No sensor stands higher above its ground, metres.
const MAX_HEIGHT_M: f64 = 20.;
const BIN_M: f64 = 0.2;
const NUM_BINS: usize = 200;

/// The height at which most points around the sensor lie, in steps of 0.2 m: the ground gathers
/// more of them than any other height does. None without points around the sensor.
pub(super) fn ground_height(points: &[Point]) -> Option<f64> {
    let mut counts = [0_u32; NUM_BINS];
    for point in points {
        let position = point.position();
        let is_near = position.x.hypot(position.y) <= REACH_M;
        if is_near && position.z.abs() < MAX_HEIGHT_M {
            counts[bin_of(position.z)] += 1;
        }
    }
    let (fullest, &count) = counts.iter().enumerate().rev().max_by_key(|(_, count)| **count)?;
    (count > 0).then_some((fullest as f64 + 0.5) * BIN_M - MAX_HEIGHT_M)
}

fn bin_of(z: f64) -> usize {
    (((z + MAX_HEIGHT_M) / BIN_M) as usize).min(NUM_BINS - 1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_road_is_the_ground_and_not_the_walls() {
        let mut points: Vec<Point> =
            (0..500).map(|i| Point::new((i % 25) as f32, (i / 25) as f32, -1.73, 0.)).collect();
        points.extend((0..2000).map(|i| Point::new(20., 5., -1.7 + 0.005 * i as f32, 0.)));
        // A dense wall, too far away to count.
        points.extend([Point::new(60., 0., 2., 0.); 5000]);
        let height = ground_height(&points).expect("points are near");
        assert!((height + 1.7).abs() <= 0.2, "{height}");
    }

    #[test]
    fn without_points_around_the_sensor_there_is_no_ground() {
        assert_eq!(ground_height(&[]), None);
        let far = [Point::new(500., 0., 0., 0.), Point::new(1., 0., 1e6, 0.)];
        assert_eq!(ground_height(&far), None);
    }

    #[test]
    fn the_outermost_heights_have_bins() {
        for z in [-19.999_f32, 19.999] {
            let height = ground_height(&[Point::new(1., 1., z, 0.)]).expect("a height");
            assert!((height - f64::from(z)).abs() <= BIN_M, "{height}");
        }
    }
}
