//! The quantities in which the box of a found object may be wrong.

use std::f64::consts::{FRAC_PI_2, PI};

use voxelnet_scene::{Box3d, wrap_angle};

/// A quantity in which the box of a detection differs from that of the object that it finds.
///
/// Positive is what the detection has more: larger, lower, farther.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxQuantity {
    /// Height, metres.
    Height,
    /// Width, metres.
    Width,
    /// Length, metres.
    Length,
    /// Place of the lower face, metres; positive when it is too low.
    Bottom,
    /// Size of the offset of the centre along the heading of the object, metres.
    Along,
    /// Size of the offset across it, metres.
    Across,
    /// Offset along the ray from the camera to the object, metres; positive when too far away.
    Ray,
    /// Offset beside that ray, metres; positive to its right.
    Beside,
    /// Heading without regard to front and back, radians; positive clockwise from above.
    Yaw,
    /// Whether front and back are exchanged: 1 or 0, the mean is their share.
    Reversed,
}

impl BoxQuantity {
    /// All of them in the order of reports.
    pub const ALL: [Self; 10] = [
        Self::Height,
        Self::Width,
        Self::Length,
        Self::Bottom,
        Self::Along,
        Self::Across,
        Self::Ray,
        Self::Beside,
        Self::Yaw,
        Self::Reversed,
    ];

    /// The name that reports give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Height => "height",
            Self::Width => "width",
            Self::Length => "length",
            Self::Bottom => "bottom",
            Self::Along => "along",
            Self::Across => "across",
            Self::Ray => "ray",
            Self::Beside => "beside",
            Self::Yaw => "yaw",
            Self::Reversed => "reversed",
        }
    }

    /// The errors of the box of a found object, in the order of [`Self::ALL`].
    pub(crate) fn errors(object: &Box3d, found: &Box3d) -> [f64; Self::ALL.len()] {
        let offset = (found.center - object.center).xy();
        let (sin, cos) = object.yaw.sin_cos();
        // An object at the camera has no ray, and no error along it.
        let ray = object.center.coords.xy().try_normalize(0.).unwrap_or_default();
        let turn = wrap_angle(object.yaw - found.yaw);
        let is_reversed = turn.abs() > FRAC_PI_2;
        Self::ALL.map(|quantity| match quantity {
            Self::Height => found.size.height - object.size.height,
            Self::Width => found.size.width - object.size.width,
            Self::Length => found.size.length - object.size.length,
            Self::Bottom => object.bottom() - found.bottom(),
            Self::Along => (offset.x * cos + offset.y * sin).abs(),
            Self::Across => (offset.y * cos - offset.x * sin).abs(),
            Self::Ray => offset.dot(&ray),
            Self::Beside => offset.x * ray.y - offset.y * ray.x,
            Self::Yaw => (turn + FRAC_PI_2).rem_euclid(PI) - FRAC_PI_2,
            Self::Reversed => f64::from(u8::from(is_reversed)),
        })
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;

    #[test]
    fn each_quantity_has_its_sign() {
        // The object heads to the left, across the ray; the detection is farther, to the right and turned back.
        let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
        let object = Box3d::new(Point3::new(10., 0., -1.), size, FRAC_PI_2);
        let size = BoxSize { length: 4.4, width: 1.5, height: 1.7 };
        let found = Box3d::new(Point3::new(10.3, -0.2, -1.), size, FRAC_PI_2 + PI - 0.1);
        let errors = BoxQuantity::errors(&object, &found);
        let expected = [
            (BoxQuantity::Height, 0.2),
            (BoxQuantity::Width, -0.1),
            (BoxQuantity::Length, 0.4),
            (BoxQuantity::Bottom, 0.1),
            (BoxQuantity::Along, 0.2),
            (BoxQuantity::Across, 0.3),
            (BoxQuantity::Ray, 0.3),
            (BoxQuantity::Beside, 0.2),
            (BoxQuantity::Yaw, 0.1),
            (BoxQuantity::Reversed, 1.),
        ];
        assert_eq!(expected.map(|(quantity, _)| quantity), BoxQuantity::ALL);
        for (quantity, expected) in expected {
            let error = errors[quantity as usize];
            assert!((error - expected).abs() < 1e-12, "{}: {error}", quantity.name());
        }
    }
}
