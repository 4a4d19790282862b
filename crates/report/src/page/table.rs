//! Tables in HTML.

/// A table that is being written; its cells are HTML.
pub(super) struct HtmlTable {
    html: String,
}

impl HtmlTable {
    /// A table with rows of headings, each a heading and how many columns it spans.
    pub(super) fn new(heads: &[&[(&str, usize)]]) -> Self {
        // Wide tables scroll on a phone.
        let mut html = "<div class=\"wide\"><table>\n<thead>\n".to_owned();
        for head in heads {
            html.push_str("<tr>");
            for (text, span) in *head {
                let span = if *span > 1 { format!(" colspan=\"{span}\"") } else { String::new() };
                html.push_str(&format!("<th{span}>{text}</th>"));
            }
            html.push_str("</tr>\n");
        }
        html.push_str("</thead>\n<tbody>\n");
        Self { html }
    }

    /// A row whose first `num_names` cells are names.
    pub(super) fn row(&mut self, cells: &[String], num_names: usize) {
        self.html.push_str("<tr>");
        for (place, cell) in cells.iter().enumerate() {
            let tag = if place < num_names { "th" } else { "td" };
            self.html.push_str(&format!("<{tag}>{cell}</{tag}>"));
        }
        self.html.push_str("</tr>\n");
    }

    pub(super) fn finish(mut self) -> String {
        self.html.push_str("</tbody>\n</table></div>\n");
        self.html
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_span_and_names_are_headings_of_their_row() {
        let mut table = HtmlTable::new(&[&[("", 1), ("R40", 3)]]);
        table.row(&["car".into(), "1.00".into()], 1);
        let html = table.finish();
        assert!(html.contains("<tr><th></th><th colspan=\"3\">R40</th></tr>"), "{html}");
        assert!(html.contains("<tr><th>car</th><td>1.00</td></tr>"), "{html}");
    }
}
