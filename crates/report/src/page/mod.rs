//! The page, a section a file.

mod curves;
mod frames;
mod outline;
mod parts;
mod precision;
mod scores;
mod summary;
mod table;
mod words;

use crate::mistakes::Mistakes;
use crate::overview::Overview;
use crate::write::Evaluated;

/// What the page is made of.
pub(crate) struct Page<'a> {
    pub(crate) evaluated: &'a Evaluated<'a>,
    pub(crate) overview: &'a Overview,
    pub(crate) worst: &'a [ShownFrame<'a>],
}

/// A frame with a picture.
pub(crate) struct ShownFrame<'a> {
    pub(crate) mistakes: Mistakes<'a>,
    /// Width and height, pixels.
    pub(crate) picture_size: (u32, u32),
}

/// A part of the page that the table of contents names.
struct Section {
    id: &'static str,
    title: &'static str,
    content: String,
}

impl Page<'_> {
    pub(crate) fn html(&self) -> String {
        let mut sections = vec![
            Section { id: "glance", title: "At a glance", content: self.summary() },
            Section { id: "precision", title: "Average precision", content: self.precision() },
        ];
        if !self.overview.classes.is_empty() {
            let more = [
                ("curves", "Precision and recall", self.curves()),
                ("distance", "By distance", self.by_distance()),
                ("points", "By points", self.by_points()),
                ("scores", "Scores", self.scores()),
                ("frames", "Worst frames", self.frames()),
            ];
            sections.extend(more.map(|(id, title, content)| Section { id, title, content }));
        }
        self.outline(&sections)
    }
}
