//! Tables in HTML.

use maud::{Markup, html};

/// A heading over some columns.
pub(super) struct Heading<'a> {
    text: &'a str,
    num_columns: usize,
}

impl<'a> Heading<'a> {
    /// The heading of a column.
    pub(super) fn new(text: &'a str) -> Self {
        Self::over(1, text)
    }

    /// The heading of several columns.
    pub(super) fn over(num_columns: usize, text: &'a str) -> Self {
        Self { text, num_columns }
    }
}

/// A row of cells.
pub(super) struct Row {
    /// The cells on the left, which say what the values are of.
    pub(super) names: Vec<Markup>,
    pub(super) values: Vec<Markup>,
}

/// A table with rows of headings above the others.
pub(super) fn table(heads: &[Vec<Heading>], rows: &[Row]) -> Markup {
    html! {
        // Wide tables scroll on a phone.
        div class="wide" {
            table {
                thead {
                    @for head in heads {
                        tr {
                            @for Heading { text, num_columns } in head {
                                th colspan=[(*num_columns > 1).then_some(num_columns)] { (text) }
                            }
                        }
                    }
                }
                tbody {
                    @for Row { names, values } in rows {
                        tr {
                            @for name in names { th { (name) } }
                            @for value in values { td { (value) } }
                        }
                    }
                }
            }
        }
    }
}

/// Texts as cells.
pub(super) fn cells<T: AsRef<str>>(texts: impl IntoIterator<Item = T>) -> Vec<Markup> {
    texts.into_iter().map(|text| html! { (text.as_ref()) }).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn headings_span_and_names_are_headings_of_their_row() {
        let heads = [vec![Heading::new(""), Heading::over(3, "R40")]];
        let row = Row { names: cells(["<car>"]), values: cells(["1.00"]) };
        let html = table(&heads, &[row]).into_string();
        assert!(html.contains("<tr><th></th><th colspan=\"3\">R40</th></tr>"), "{html}");
        assert!(html.contains("<tr><th>&lt;car&gt;</th><td>1.00</td></tr>"), "{html}");
    }
}
