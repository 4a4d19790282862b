//! Which laser of the sensor a point came from, as scan files do not say.

use voxelnet_scene::Point;

/// Lasers that a sensor is taken to have; those of one with fewer are still told apart.
const NUM_LASERS: u8 = 64;

/// Share of the points, lowest and highest, that do not decide where the lasers begin and end.
const STRAY_SHARE: f64 = 0.001;

/// The laser of each point, from 0 at the bottom: elevations seen from the sensor are divided into
/// classes of equal angle, since lasers are mounted at nearly even angles.
pub(super) fn lasers_of(points: &[Point]) -> Vec<u8> {
    let elevations: Vec<f64> = points.iter().map(elevation).collect();
    let mut sorted = elevations.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let num_strays = (STRAY_SHARE * points.len() as f64) as usize;
    let (Some(&low), Some(&high)) = (sorted.get(num_strays), sorted.iter().rev().nth(num_strays))
    else {
        return Vec::new();
    };
    let last = f64::from(NUM_LASERS - 1);
    // All at one elevation is 0 / 0, which the cast makes laser 0.
    let laser = |elevation: f64| ((elevation - low) / (high - low) * last).round().clamp(0., last);
    elevations.into_iter().map(|elevation| laser(elevation) as u8).collect()
}

/// Angle above the horizon of the sensor, radians.
fn elevation(point: &Point) -> f64 {
    let position = point.position();
    position.z.atan2(position.x.hypot(position.y))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A point that a laser at this elevation returns from this distance.
    fn echo(degrees: f64, range: f64) -> Point {
        let (sin, cos) = degrees.to_radians().sin_cos();
        Point::new((range * cos) as f32, 0., (range * sin) as f32, 0.)
    }

    #[test]
    fn points_of_one_laser_share_a_number_at_any_distance() {
        let points: Vec<Point> = (0..64_u8)
            .flat_map(|laser| {
                [3., 20., 70.].map(|range| echo(-24.9 + 0.4254 * f64::from(laser), range))
            })
            .collect();
        let expected: Vec<u8> = (0..64).flat_map(|laser| [laser; 3]).collect();
        assert_eq!(lasers_of(&points), expected);
    }

    #[test]
    fn a_stray_point_overhead_does_not_join_the_others() {
        let mut points: Vec<Point> = (0..2000).map(|i| echo(f64::from(i % 32), 10.)).collect();
        points.push(Point::new(0., 0., 90., 0.));
        let lasers = lasers_of(&points);
        assert!((0..32).all(|i| lasers[i] == (i as f64 * 63. / 31.).round() as u8), "{lasers:?}");
    }

    #[test]
    fn no_points_and_one_point_have_lasers_too() {
        assert!(lasers_of(&[]).is_empty());
        assert_eq!(lasers_of(&[Point::new(1., 2., 3., 0.)]), [0]);
    }
}
