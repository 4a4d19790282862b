//! Head, title and table of contents.

use std::fmt::Write;

use super::{Page, Section};
use crate::html::{counted, escaped};

const STYLE: &str = include_str!("style.css");

impl Page<'_> {
    pub(super) fn outline(&self, sections: &[Section]) -> String {
        let title = escaped(self.evaluated.title);
        let mut html = format!(
            "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\n\
             <meta name=\"color-scheme\" content=\"light dark\">\n\
             <title>Evaluation of {title}</title>\n<style>\n{STYLE}</style>\n</head>\n<body>\n\
             <header>\n<h1>Evaluation of {title}</h1>\n{}</header>\n<nav><ol>\n",
            self.facts()
        );
        for Section { id, title, .. } in sections {
            // Writing to a String cannot fail.
            let _ = writeln!(html, "<li><a href=\"#{id}\">{title}</a></li>");
        }
        html.push_str("</ol></nav>\n<main>\n");
        for Section { id, title, content } in sections {
            let _ = write!(html, "<section id=\"{id}\">\n<h2>{title}</h2>\n{content}</section>\n");
        }
        html.push_str("</main>\n</body>\n</html>\n");
        html
    }

    /// What was evaluated and how.
    fn facts(&self) -> String {
        format!(
            "<p>{} of <code>{}</code>, results in <code>{}</code>.</p>\n<p><code>{}</code></p>\n",
            counted(self.evaluated.frames.num_frames(), "frame"),
            escaped(&self.evaluated.reader.dataset().root().display().to_string()),
            escaped(&self.evaluated.results.display().to_string()),
            escaped(self.evaluated.command)
        )
    }
}
