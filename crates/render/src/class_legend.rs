//! The rows of a legend that name the classes with their colours.

use std::collections::BTreeSet;

use voxelnet_scene::class_spelling;

use crate::bev_box::BevBox;
use crate::canvas::Canvas;
use crate::legend::LegendRow;
use crate::theme::Palette;

/// Height of a row, pixels.
const ROW_HEIGHT: u32 = 26;

/// More rows would take the picture's place; the last then says how many classes are missing.
const MAX_ROWS: usize = 6;

/// The classes of some boxes by name, in rows that fit a width. There is at least one row, so that
/// pictures with few classes are as high as one without boxes.
pub(crate) struct ClassLegend {
    rows: Vec<Vec<String>>,
    num_left_out: usize,
}

impl ClassLegend {
    pub fn of<'a>(boxes: impl Iterator<Item = &'a BevBox>, width: u32) -> Self {
        let names: BTreeSet<String> = boxes
            .map(|shown| class_spelling(&shown.class))
            .filter(|name| !name.is_empty())
            .collect();
        let (mut rows, mut row) = (Vec::new(), Vec::new());
        let mut free = LegendRow::room(width);
        let mut num_left_out = 0;
        for name in names {
            let needed = LegendRow::class_width(&name);
            let is_full = needed > free && !row.is_empty();
            if num_left_out > 0 || is_full && rows.len() + 1 == MAX_ROWS {
                num_left_out += 1;
                continue;
            }
            if is_full {
                rows.push(std::mem::take(&mut row));
                free = LegendRow::room(width);
            }
            free -= needed + LegendRow::ITEM_GAP;
            row.push(name);
        }
        rows.push(row);
        Self { rows, num_left_out }
    }

    pub fn height(&self) -> u32 {
        self.rows.len() as u32 * ROW_HEIGHT
    }

    /// Draws the rows from a pixel row of the canvas on.
    pub fn draw(&self, canvas: &mut Canvas, top: u32, palette: &Palette) {
        for (place, names) in (0_u32..).zip(&self.rows) {
            let mut row = LegendRow::new(canvas, top + place * ROW_HEIGHT, ROW_HEIGHT, palette);
            names.iter().for_each(|name| row.class(name));
            if self.num_left_out > 0 && place as usize + 1 == self.rows.len() {
                row.note(&format!("and {} more", self.num_left_out));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use image::Rgb;
    use nalgebra::Point3;
    use voxelnet_scene::{Box3d, BoxSize};

    use super::*;
    use crate::bev_box::BoxStyle;
    use crate::theme::Theme;

    fn boxes(classes: &[&str]) -> Vec<BevBox> {
        let size = BoxSize { length: 4., width: 2., height: 1.5 };
        let box3d = Box3d::new(Point3::origin(), size, 0.);
        let of_class = |class: &&str| BevBox::new(box3d, BoxStyle::Detection, class, None);
        classes.iter().map(of_class).collect()
    }

    #[test]
    fn each_class_stands_once_by_name_and_nowhere_else_is_its_color() {
        let shown = boxes(&["Pedestrian", "car", "Car", "", "Cyclist"]);
        let legend = ClassLegend::of(shown.iter(), 800);
        assert_eq!(legend.rows, [["car", "cyclist", "pedestrian"]]);
        for theme in [Theme::Dark, Theme::Light] {
            let palette = theme.palette();
            let mut canvas = Canvas::new(800, ROW_HEIGHT, Rgb([0; 3]));
            legend.draw(&mut canvas, 0, &palette);
            let picture = canvas.into_image();
            for class in ["car", "cyclist", "pedestrian", "van"] {
                let color = palette.class_color(class);
                let num_pixels = picture.pixels().filter(|pixel| **pixel == color).count();
                assert_eq!(num_pixels > 100, class != "van", "{theme:?} {class}: {num_pixels}");
            }
        }
    }

    #[test]
    fn classes_without_room_stand_in_further_rows_and_the_last_counts_the_rest() {
        let names: Vec<String> = (0..100).map(|i| format!("a class {i}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let narrow = ClassLegend::of(boxes(&names[..5]).iter(), 300);
        assert_eq!(narrow.rows.concat(), names[..5]);
        assert_eq!(narrow.height(), 3 * ROW_HEIGHT);
        let crowded = ClassLegend::of(boxes(&names).iter(), 300);
        assert_eq!(crowded.rows.len(), MAX_ROWS);
        assert_eq!(crowded.rows.concat().len() + crowded.num_left_out, 100);
        // A picture narrower than a name has a row for each.
        assert_eq!(ClassLegend::of(boxes(&names[..3]).iter(), 1).rows.len(), 3);
        assert_eq!(ClassLegend::of(boxes(&[]).iter(), 300).height(), ROW_HEIGHT);
    }
}
