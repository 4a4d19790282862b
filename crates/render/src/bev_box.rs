//! A box as it is shown to a person.

use voxelnet_scene::Box3d;

/// The origin of a box, which decides its look.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxStyle {
    /// A labelled object: filled, in green.
    GroundTruth,
    /// A detected object: an outline, in orange.
    Detection,
}

/// A box with what is written beside it.
#[derive(Clone, Debug, PartialEq)]
pub struct BevBox {
    /// The box, LiDAR frame.
    pub box3d: Box3d,
    /// The origin of the box.
    pub style: BoxStyle,
    /// Class name; nothing is written when absent.
    pub label: Option<String>,
    /// Confidence, written with two decimals; nothing is written when absent.
    pub score: Option<f64>,
}

impl BevBox {
    /// The text beside the box, empty when there is neither label nor score.
    pub(crate) fn caption(&self) -> String {
        match (&self.label, self.score) {
            (Some(label), Some(score)) => format!("{label} {score:.2}"),
            (Some(label), None) => label.clone(),
            (None, Some(score)) => format!("{score:.2}"),
            (None, None) => String::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;

    #[test]
    fn the_caption_holds_what_is_known() {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        let box3d = Box3d::new(Point3::origin(), size, 0.);
        let caption = |label: Option<&str>, score| {
            let label = label.map(String::from);
            BevBox { box3d, style: BoxStyle::Detection, label, score }.caption()
        };
        assert_eq!(caption(Some("Car"), Some(0.876)), "Car 0.88");
        assert_eq!(caption(Some("Car"), None), "Car");
        assert_eq!(caption(None, Some(0.5)), "0.50");
        assert_eq!(caption(None, None), "");
    }
}
