//! The content of a viewer.

use voxelnet_scene::{Box3d, PointCloud};

use crate::bev_box::BoxStyle;

/// Frames that scans come in, maps of a country included, have no coordinates beyond this, metres.
pub(super) const MAX_COORDINATE_M: f64 = 1e7;

/// Objects larger than this are a mistake, metres.
const MAX_SIZE_M: f64 = 1e4;

/// One scan of a viewer with its objects.
#[derive(Clone, Debug)]
pub struct HtmlScene<'a> {
    /// The name of the scan, e.g. `000123`.
    pub name: String,
    /// The points, LiDAR frame.
    pub cloud: &'a PointCloud,
    /// The objects; a link to one (`#object=2`) counts them from 0.
    pub boxes: Vec<ViewerBox>,
}

/// An object as the viewer shows it.
#[derive(Clone, Debug, PartialEq)]
pub struct ViewerBox {
    /// The box, LiDAR frame.
    pub box3d: Box3d,
    /// The origin of the box, which decides how its lines are drawn.
    pub style: BoxStyle,
    /// Class name in any case, which decides the colour; it is shown in lower case.
    pub class: String,
    /// Confidence; an object without one is shown whatever the score slider says.
    pub score: Option<f64>,
    /// Points of the scan inside the box.
    pub num_points: usize,
}

impl ViewerBox {
    /// Whether the box can be drawn: finite, on this planet and of a size that objects have.
    pub(super) fn is_drawable(&self) -> bool {
        let Box3d { center, size, yaw } = self.box3d;
        center.iter().all(|metres| metres.abs() <= MAX_COORDINATE_M)
            && [size.length, size.width, size.height]
                .iter()
                .all(|metres| (0. ..=MAX_SIZE_M).contains(metres))
            && yaw.is_finite()
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;

    #[test]
    fn boxes_of_senseless_numbers_are_not_drawable() {
        let car = |x, length, yaw| {
            let size = BoxSize { length, width: 1.6, height: 1.5 };
            let box3d = Box3d::new(Point3::new(x, 0., 0.), size, yaw);
            let style = BoxStyle::Detection;
            ViewerBox { box3d, style, class: "Car".into(), score: None, num_points: 0 }
        };
        assert!(car(10., 4., 0.).is_drawable() && car(5e6, 0., 1e9).is_drawable());
        for (x, length, yaw) in [
            (f64::NAN, 4., 0.),
            (1e300, 4., 0.),
            (10., f64::INFINITY, 0.),
            (10., 1e9, 0.),
            (10., -4., 0.),
            (10., 4., f64::NAN),
        ] {
            assert!(!car(x, length, yaw).is_drawable(), "{x} {length} {yaw}");
        }
    }
}
