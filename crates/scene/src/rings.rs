//! The ring of a spinning sensor that a point is from, as scan files do not say.

use crate::point::Point;

/// Rings that a scan is taken to have at most; KITTI's sensor has as many lasers.
pub const MAX_RINGS: u8 = 64;

/// Share of the points, lowest and highest, that do not decide where the rings begin and end: a few stray
/// points would put several rings into one.
const STRAY_SHARE: f64 = 0.001;

/// The ring that each point is taken to be from, below [`MAX_RINGS`], from 0 at the bottom: elevations seen from
/// the sensor are divided into classes of equal angle.
///
/// Lasers are mounted at nearly even angles, so a ring lies within one class, whatever it meets. Classes
/// of equal count would follow what is met: rings that look into the sky return few points, and bounds
/// would run through the others. The lowest and the highest ring are in the middle of their classes, away
/// from where rounding decides. The rings of a sensor with fewer lasers are told apart too.
pub fn rings_of(points: &[Point]) -> Vec<u8> {
    let elevations: Vec<f64> = points.iter().map(elevation).collect();
    let mut sorted = elevations.clone();
    sorted.sort_unstable_by(f64::total_cmp);
    let num_strays = (STRAY_SHARE * points.len() as f64) as usize;
    let (Some(&low), Some(&high)) = (sorted.get(num_strays), sorted.iter().rev().nth(num_strays))
    else {
        return Vec::new();
    };
    let last = f64::from(MAX_RINGS - 1);
    // All at one elevation is 0 / 0, which the cast makes ring 0.
    let ring = |elevation: f64| ((elevation - low) / (high - low) * last).round().clamp(0., last);
    elevations.into_iter().map(|elevation| ring(elevation) as u8).collect()
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
        assert_eq!(rings_of(&points), expected);
    }

    #[test]
    fn a_stray_point_overhead_does_not_join_the_others() {
        let mut points: Vec<Point> = (0..2000).map(|i| echo(f64::from(i % 32), 10.)).collect();
        points.push(Point::new(0., 0., 90., 0.));
        let rings = rings_of(&points);
        assert!((0..32).all(|i| rings[i] == (i as f64 * 63. / 31.).round() as u8), "{rings:?}");
    }

    #[test]
    fn no_points_and_one_point_have_lasers_too() {
        assert!(rings_of(&[]).is_empty());
        assert_eq!(rings_of(&[Point::new(1., 2., 3., 0.)]), [0]);
    }
}
