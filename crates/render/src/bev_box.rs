//! A box as it is shown to a person.

use voxelnet_scene::{Box3d, class_spelling};

/// The origin of a box, which decides how its lines are drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BoxStyle {
    /// A labelled object: filled, with dashed edges.
    GroundTruth,
    /// A detected object: an outline.
    Detection,
}

/// The text beside a box.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Caption {
    /// The class, and the score with two decimals where there is one.
    Class,
    /// The number under which a list names the box as a mistake; the box is crossed out.
    Mistake(usize),
    /// Nothing.
    None,
}

/// A box with what is written beside it. Its class decides its colour.
#[derive(Clone, Debug, PartialEq)]
pub struct BevBox {
    /// The box, LiDAR frame.
    pub box3d: Box3d,
    /// The origin of the box.
    pub style: BoxStyle,
    /// Class name in any case; it is shown in lower case.
    pub class: String,
    /// Confidence, if there is one.
    pub score: Option<f64>,
    /// The text beside it.
    pub caption: Caption,
}

impl BevBox {
    /// A box with its class and its score beside it.
    pub fn new(box3d: Box3d, style: BoxStyle, class: &str, score: Option<f64>) -> Self {
        Self { box3d, style, class: class.to_owned(), score, caption: Caption::Class }
    }

    /// The text beside the box, which may be empty.
    pub(crate) fn text(&self) -> String {
        let class = class_spelling(&self.class);
        match (self.caption, self.score) {
            (Caption::None, _) => String::new(),
            (Caption::Mistake(number), _) => number.to_string(),
            (Caption::Class, None) => class,
            (Caption::Class, Some(score)) if class.is_empty() => format!("{score:.2}"),
            (Caption::Class, Some(score)) => format!("{class} {score:.2}"),
        }
    }

    pub(crate) fn is_mistake(&self) -> bool {
        matches!(self.caption, Caption::Mistake(_))
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;

    #[test]
    fn the_text_holds_what_is_known_and_asked_for() {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        let box3d = Box3d::new(Point3::origin(), size, 0.);
        let shown = |class, score| BevBox::new(box3d, BoxStyle::Detection, class, score);
        assert_eq!(shown("Car", Some(0.876)).text(), "car 0.88");
        assert_eq!(shown("Person_sitting", None).text(), "person_sitting");
        assert_eq!(shown("", Some(0.5)).text(), "0.50");
        assert_eq!(shown("", None).text(), "");
        let with = |caption| BevBox { caption, ..shown("Car", Some(0.5)) }.text();
        assert_eq!([with(Caption::Mistake(3)), with(Caption::None)], ["3", ""]);
    }
}
