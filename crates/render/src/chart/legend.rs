//! The box inside a diagram that tells which line is which.

use plotters::{
    coord::Shift,
    drawing::{DrawingArea, DrawingAreaErrorKind},
    element::{PathElement, Rectangle},
    style::{
        Color, RGBColor,
        text_anchor::{HPos, Pos, VPos},
    },
};
use plotters_backend::DrawingBackend;

use super::{
    corner::{Corner, FractionLine},
    look::{BACKGROUND, GRID, px, small_text, stroke},
    mark::mark,
};

const ROW: f64 = 13.;
const KEY: f64 = 18.;
const PADDING: f64 = 5.;
/// Between the box and the border, and between the keys and the names.
const GAP: f64 = 6.;

/// One line of a legend.
pub(super) struct LegendEntry<'a> {
    pub name: &'a str,
    pub color: RGBColor,
    /// The index of the mark of the series, if it has marks.
    pub mark: Option<usize>,
}

/// A legend and its size in drawing units.
pub(super) struct Legend<'a> {
    entries: Vec<LegendEntry<'a>>,
    width: i32,
    height: i32,
}

impl<'a> Legend<'a> {
    /// The legend as large as the area's letters make it.
    pub fn new<DB: DrawingBackend>(
        entries: Vec<LegendEntry<'a>>,
        area: &DrawingArea<DB, Shift>,
    ) -> Result<Self, DrawingAreaErrorKind<DB::ErrorType>> {
        let mut names_width = 0;
        for entry in &entries {
            names_width = area.estimate_text_size(entry.name, &small_text())?.0.max(names_width);
        }
        let width = names_width as i32 + px(KEY + GAP + 2. * PADDING);
        let height = px(ROW) * entries.len() as i32 + px(2. * PADDING - 1.);
        Ok(Self { entries, width, height })
    }

    /// How many times its height a diagram of a size must grow for the legend to hide no line.
    pub fn needed_growth(&self, diagram_size: (u32, u32), lines: &[FractionLine]) -> f64 {
        if self.entries.is_empty() {
            return 1.;
        }
        Corner::needed_growth(lines, self.covered_fractions(diagram_size))
    }

    /// Draws the legend where it hides the least of the lines.
    pub fn draw<DB: DrawingBackend>(
        &self,
        area: &DrawingArea<DB, Shift>,
        lines: &[FractionLine],
    ) -> Result<(), DrawingAreaErrorKind<DB::ErrorType>> {
        if self.entries.is_empty() {
            return Ok(());
        }
        let (left, top) = self.upper_left(area.dim_in_pixel(), lines);
        let (right, bottom) = (left + self.width, top + self.height);
        area.draw(&Rectangle::new([(left, top), (right, bottom)], BACKGROUND.mix(0.85).filled()))?;
        let border = vec![(left, top), (right, top), (right, bottom), (left, bottom), (left, top)];
        area.draw(&PathElement::new(border, stroke(GRID, 1.)))?;

        let text = small_text().pos(Pos::new(HPos::Left, VPos::Center));
        let first_row = top + px(PADDING - 0.5 + ROW / 2.);
        for (entry, i) in self.entries.iter().zip(0..) {
            let (x, y) = (left + px(PADDING), first_row + i * px(ROW));
            let key = vec![(x, y), (x + px(KEY), y)];
            area.draw(&PathElement::new(key, stroke(entry.color, 1.8)))?;
            if let Some(index) = entry.mark {
                area.draw(&mark(index, (x + px(KEY / 2.), y), entry.color))?;
            }
            area.draw_text(entry.name, &text, (x + px(KEY + GAP), y))?;
        }
        Ok(())
    }

    /// The part of a diagram's width and height that the box takes in a corner, with a gap all
    /// around.
    fn covered_fractions(&self, (width, height): (u32, u32)) -> [f64; 2] {
        [(self.width, width), (self.height, height)]
            .map(|(part, whole)| f64::from(part + 2 * px(GAP)) / f64::from(whole.max(1)))
    }

    fn upper_left(&self, diagram_size: (u32, u32), lines: &[FractionLine]) -> (i32, i32) {
        let corner = Corner::emptiest(lines, self.covered_fractions(diagram_size));
        let (right, bottom) = (diagram_size.0 as i32 - px(GAP), diagram_size.1 as i32 - px(GAP));
        let left = if corner.is_left() { px(GAP) } else { right - self.width };
        let top = if corner.is_upper() { px(GAP) } else { bottom - self.height };
        // A legend too large for the diagram starts at its upper left corner.
        (left.max(0), top.max(0))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn legend(width: i32, height: i32) -> Legend<'static> {
        let entry = LegendEntry { name: "total", color: GRID, mark: None };
        Legend { entries: vec![entry], width, height }
    }

    #[test]
    fn the_box_stands_off_the_border_of_the_emptiest_corner() {
        let place = |line| legend(500, 400).upper_left((3000, 2000), &[line]);
        assert_eq!(place(vec![[0., 1.], [1., 0.]]), (3000 - 500 - px(GAP), px(GAP)));
        assert_eq!(place(vec![[0., 0.], [1., 1.]]), (px(GAP), px(GAP)));
    }

    #[test]
    fn a_line_close_to_the_box_counts_as_hidden() {
        let height = f64::from(400 + px(GAP)) / 2000.;
        let just_below = vec![[0.9, 1. - height - 0.01], [1., 1. - height - 0.01]];
        assert_ne!(legend(500, 400).upper_left((3000, 2000), &[just_below]).0, 2440);
    }

    #[test]
    fn a_box_larger_than_the_diagram_starts_inside_it() {
        let (left, top) = legend(5000, 4000).upper_left((300, 200), &[]);
        assert!(left >= 0 && top >= 0);
    }

    #[test]
    fn a_legend_of_nothing_needs_no_room() {
        let nothing = Legend { entries: vec![], width: 100, height: 100 };
        let everywhere = vec![[0., 0.], [0., 1.], [1., 1.], [1., 0.]];
        assert_eq!(nothing.needed_growth((300, 200), &[everywhere]), 1.);
    }
}
