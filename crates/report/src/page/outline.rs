//! Head, title and table of contents.

use maud::{DOCTYPE, Markup, PreEscaped, html};
use voxelnet_files::counted;
use voxelnet_render::CHART_STYLE;

use super::{Page, Section};

const STYLE: &str = include_str!("style.css");

impl Page<'_> {
    pub(super) fn outline(&self, sections: &[Section]) -> Markup {
        let title = format!("Evaluation of {}", self.evaluated.title);
        html! {
            (DOCTYPE)
            html lang="en" {
                head {
                    meta charset="utf-8";
                    meta name="viewport" content="width=device-width, initial-scale=1";
                    meta name="color-scheme" content="light dark";
                    title { (title) }
                    style { (PreEscaped(CHART_STYLE)) (PreEscaped(STYLE)) }
                }
                body {
                    header { h1 { (title) } (self.facts()) }
                    nav {
                        ol {
                            @for Section { id, title, .. } in sections {
                                li { a href={ "#" (id) } { (title) } }
                            }
                        }
                    }
                    main {
                        @for Section { id, title, content } in sections {
                            section id=(id) { h2 { (title) } (content) }
                        }
                    }
                }
            }
        }
    }

    /// The data that were evaluated, and the command.
    fn facts(&self) -> Markup {
        html! {
            p {
                (counted(self.evaluated.frames.num_frames(), "frame")) " of "
                code { (self.evaluated.reader.dataset().root().display()) } ", results in "
                code { (self.evaluated.results.display()) } "."
            }
            p { code { (self.evaluated.command) } }
        }
    }
}
