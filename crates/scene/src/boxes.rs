//! Oriented 3D boxes.

use std::f64::consts::{PI, TAU};

use nalgebra::{Point2, Point3};
use serde::{Deserialize, Serialize};

use crate::point::Point;

/// Extent of a box in its own frame, metres.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct BoxSize {
    /// Along the heading.
    pub length: f64,
    /// Across the heading.
    pub width: f64,
    /// Vertical.
    pub height: f64,
}

/// An upright box with a heading.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Box3d {
    /// Centre at mid-height, LiDAR frame, metres.
    pub center: Point3<f64>,
    /// Extent, metres.
    pub size: BoxSize,
    /// Heading, radians counter-clockwise from +x.
    pub yaw: f64,
}

impl Box3d {
    /// A box from its centre (mid-height), size and yaw.
    pub const fn new(center: Point3<f64>, size: BoxSize, yaw: f64) -> Self {
        Self { center, size, yaw }
    }

    /// The four corners seen from above, counter-clockwise from front left.
    pub fn bev_corners(&self) -> [Point2<f64>; 4] {
        let (sin, cos) = self.yaw.sin_cos();
        let (half_length, half_width) = (self.size.length / 2., self.size.width / 2.);
        [(1., 1.), (-1., 1.), (-1., -1.), (1., -1.)].map(|(along, across)| {
            let (a, b) = (along * half_length, across * half_width);
            Point2::new(self.center.x + a * cos - b * sin, self.center.y + a * sin + b * cos)
        })
    }

    /// The eight corners: the four of [`Self::bev_corners`] at the bottom, then at the top.
    pub fn corners(&self) -> [Point3<f64>; 8] {
        let bev = self.bev_corners();
        std::array::from_fn(|i| {
            let z = if i < 4 { self.bottom() } else { self.top() };
            Point3::new(bev[i % 4].x, bev[i % 4].y, z)
        })
    }

    /// Height of the lower face, metres.
    pub fn bottom(&self) -> f64 {
        self.center.z - self.size.height / 2.
    }

    /// Height of the upper face, metres.
    pub fn top(&self) -> f64 {
        self.center.z + self.size.height / 2.
    }

    /// Area seen from above, square metres.
    pub fn bev_area(&self) -> f64 {
        self.size.length * self.size.width
    }

    /// From the centre to a corner seen from above, metres: the radius of the circumscribed circle.
    pub fn half_diagonal(&self) -> f64 {
        self.size.length.hypot(self.size.width) / 2.
    }

    /// Volume, cubic metres.
    pub fn volume(&self) -> f64 {
        self.bev_area() * self.size.height
    }

    /// A position in the frame of the box: origin at its centre, x along the heading, y left of it.
    pub fn local_from_lidar(&self, position: Point3<f64>) -> Point3<f64> {
        let (sin, cos) = self.yaw.sin_cos();
        let offset = position - self.center;
        Point3::new(offset.x * cos + offset.y * sin, -offset.x * sin + offset.y * cos, offset.z)
    }

    /// Whether the point lies inside the box or on its surface.
    pub fn contains(&self, point: &Point) -> bool {
        // Most points of a scan are far from any box, and need no sine. The slack is for rounding.
        let offset = point.position() - self.center;
        let reach = self.half_diagonal();
        if offset.x * offset.x + offset.y * offset.y > reach * reach * (1. + 1e-9) {
            return false;
        }
        let local = self.local_from_lidar(point.position());
        local.x.abs() <= self.size.length / 2.
            && local.y.abs() <= self.size.width / 2.
            && local.z.abs() <= self.size.height / 2.
    }
}

/// The same angle in [-pi, pi).
///
/// An angle that lies there already is returned unchanged, to the last bit.
pub fn wrap_angle(radians: f64) -> f64 {
    if (-PI..PI).contains(&radians) {
        return radians;
    }
    let wrapped = (radians + PI).rem_euclid(TAU) - PI;
    // rem_euclid of a tiny negative number rounds up to TAU itself.
    if wrapped >= PI { -PI } else { wrapped }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::FRAC_PI_2;

    use super::*;

    fn car_at(x: f64, y: f64, yaw: f64) -> Box3d {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        Box3d::new(Point3::new(x, y, -1.), size, yaw)
    }

    #[test]
    fn corners_turn_with_the_heading() {
        let front_left = car_at(10., 0., FRAC_PI_2).bev_corners()[0];
        assert!((front_left - Point2::new(9., 2.)).norm() < 1e-12);
    }

    #[test]
    fn contains_follows_the_heading_not_the_axes() {
        let turned = car_at(10., 0., FRAC_PI_2);
        assert!(turned.contains(&Point::new(10., 1.9, -1., 0.)));
        assert!(!turned.contains(&Point::new(11.9, 0., -1., 0.)));
        assert!(!turned.contains(&Point::new(10., 0., 0., 0.)));
    }

    #[test]
    fn the_corners_themselves_are_inside_at_any_heading() {
        for i in 0..100 {
            // Coordinates that single precision holds exactly.
            let size = BoxSize { length: 6., width: 8., height: 2. };
            let box3d = Box3d::new(Point3::new(100., -50., 0.), size, f64::from(i) * 0.1);
            let inner =
                Box3d { size: BoxSize { length: 5.999, width: 7.999, height: 2. }, ..box3d };
            for corner in inner.corners() {
                let [x, y, z] = [corner.x, corner.y, corner.z].map(|metres| metres as f32);
                assert!(box3d.contains(&Point::new(x, y, z, 0.)), "{corner}");
            }
        }
        let aligned = car_at(10., 0., 0.);
        assert!(aligned.contains(&Point::new(12., 1., -1.75, 0.)));
    }

    #[test]
    fn wrapped_angles_lie_in_the_half_open_turn() {
        for (angle, expected) in [(PI, -PI), (-PI, -PI), (3. * PI, -PI), (0.5, 0.5), (-1e-17, 0.)] {
            let wrapped = wrap_angle(angle);
            assert!((wrapped - expected).abs() < 1e-12, "{angle} became {wrapped}");
            assert!((-PI..PI).contains(&wrapped));
        }
    }
}
