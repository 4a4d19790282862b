//! The page, a section a file.

mod address;
mod curves;
mod frames;
mod numbers;
mod outline;
mod parts;
mod precision;
mod reliability;
mod scores;
mod summary;
mod table;
mod words;

use maud::Markup;

use crate::evaluated::Evaluated;
use crate::overview::Overview;
use crate::scene::ShownFrame;

/// The content of the page.
pub(crate) struct Page<'a> {
    pub(crate) evaluated: &'a Evaluated<'a>,
    pub(crate) overview: &'a Overview,
    pub(crate) worst: &'a [ShownFrame<'a>],
}

/// A part of the page that the table of contents names.
struct Section {
    id: &'static str,
    title: &'static str,
    content: Markup,
}

impl Page<'_> {
    pub(crate) fn html(&self) -> String {
        let section = |id, title, content| Section { id, title, content };
        let mut sections = vec![
            section("glance", "At a glance", self.summary()),
            section("precision", "Average precision", self.precision()),
        ];
        if !self.overview.classes.is_empty() {
            sections.extend([
                section("curves", "Precision and recall", self.curves()),
                section("distance", "By distance", self.by_distance()),
                section("points", "By points", self.by_points()),
                section("scores", "Scores", self.scores()),
                section("reliability", "Are the scores right?", self.reliability()),
                section("frames", "Worst frames", self.frames()),
            ]);
        }
        self.outline(&sections).into_string()
    }
}
