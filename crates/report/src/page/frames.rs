//! The frames that went worst.

use maud::{Markup, html};
use voxelnet_files::counted;
use voxelnet_metrics::{EvaluatedDetection, EvaluatedObject};
use voxelnet_render::Theme;

use super::Page;
use super::address::{in_address, in_id};
use super::numbers::{metres, score_cell, score_text};
use super::table::{Heading, Row, cells, table};
use crate::mistakes::{MIN_POINTS, Mistakes};
use crate::overview::ClassOverview;
use crate::scene::ShownFrame;

/// Mistakes of a frame that are listed.
const MOST_LISTED: usize = 40;

impl Page<'_> {
    pub(super) fn frames(&self) -> Markup {
        if self.worst.is_empty() {
            return html! { p { "No frame has a missed object or a false detection." } };
        }
        html! {
            p {
                "Only detections at or above their class's best-F1 score are considered, and all of a class without \
                 a right one. A frame costs 1 for each object that they miss, if it must be found at all, \
                 has " (MIN_POINTS) " points or more and lies inside the grid of the network; and for each false \
                 detection its score" (self.weight_text()) ". These " (counted(self.worst.len(), "frame"))
                " cost most."
            }
            p class="key" {
                "In the pictures labelled objects are filled and dashed, detections are outlines, in the colours of \
                 their classes. A mistake is crossed out and has its number in the list; another box is right, or \
                 need not be found. The arrow is the sensor, and it looks up. \
                 The score and overlap of a missed object are those of the detection of its class that overlaps it \
                 most, whether kept or not. If that detection fits and is kept, it finds another object, or it does \
                 not count because it is too small in the image or too far away. The overlap of a false detection is \
                 that with an object of its class. A click opens the frame in the viewer; a click on a number also \
                 selects its box."
            }
            p class="key" {
                @for class in &self.overview.classes {
                    span class="entry" { (swatch(&class.name, "full")) " " (class.name) }
                }
            }
            @for (shown, place) in self.worst.iter().zip(1..) {
                (article(place, shown, &self.shown_from()))
            }
        }
    }

    /// The part of an address that makes the viewer show only kept detections: its one limit is the lowest
    /// of all classes.
    fn shown_from(&self) -> String {
        let lowest = self.overview.classes.iter().map(ClassOverview::kept_from);
        let lowest = lowest.fold(f64::INFINITY, f64::min);
        if lowest.is_finite() { format!("score={lowest}") } else { String::new() }
    }

    /// The weight of scores outside of 0 to 1.
    fn weight_text(&self) -> String {
        let scale = self.overview.scale;
        let [low, high] = [scale.low, scale.high].map(score_text);
        let has_beyond = scale.num_below + scale.num_above > 0;
        match (scale.is_unit(), has_beyond) {
            (true, false) => String::new(),
            (true, true) => ", at least 0 and at most 1".to_owned(),
            (false, _) => format!(", from 0 at {low} or below to 1 at {high} or above"),
        }
    }
}

fn article(place: usize, shown: &ShownFrame, shown_from: &str) -> Markup {
    let ShownFrame { mistakes, picture } = shown;
    let Mistakes { frame, missed, false_positives, num_excused, cost } = mistakes;
    let file = format!("frames/{}", in_address(&frame.name));
    html! {
        article id={ "frame-" (in_id(&frame.name)) } {
            h3 { (place) ". Frame " (frame.name) }
            p {
                "Cost " (format_args!("{cost:.2}")) ": " (counted(missed.len(), "missed object")) ", "
                (counted(false_positives.len(), "false detection")) "."
                @if *num_excused > 0 {
                    " Not counted: " (counted(*num_excused, "missed object")) " with fewer than " (MIN_POINTS)
                    " points or outside the grid."
                }
            }
            div class="frame" {
                a class="picture" href={ (file) ".html#" (shown_from) } {
                    img src={ (file) ".png" } alt={ "Frame " (frame.name) " from above" }
                        width=(picture.width) height=(picture.height) loading="lazy";
                }
                (mistakes_list(mistakes, &file, shown_from))
            }
        }
    }
}

/// A row for each mistake, under the number that its box has in the picture.
fn mistakes_list(mistakes: &Mistakes, file: &str, shown_from: &str) -> Markup {
    let Mistakes { frame, missed, false_positives, .. } = mistakes;
    let head = ["", "what", "distance", "points", "score", "3D overlap"].map(Heading::new);
    // The viewer counts objects first, then detections.
    let missed_rows = missed.iter().map(|&place| {
        let object = &frame.objects[place];
        (place, swatch(&object.class, "truth"), missed_cells(object))
    });
    let false_rows = false_positives.iter().map(|&place| {
        let found = &frame.detections[place];
        (frame.objects.len() + place, swatch(&found.class, "detection"), false_cells(found))
    });
    let listed = (1_usize..).zip(missed_rows.chain(false_rows)).take(MOST_LISTED);
    let rows = listed.map(|(number, (place, sample, [what, values @ ..]))| {
        let link =
            html! { a href={ (file) ".html#object=" (place) "&" (shown_from) } { (number) } };
        Row { names: vec![link, html! { (sample) " " (what) }], values: cells(values) }
    });
    let rows: Vec<Row> = rows.collect();
    let num_left_out = (missed.len() + false_positives.len()).saturating_sub(MOST_LISTED);
    html! {
        div class="list" {
            (table(&[head.into()], &rows))
            @if num_left_out > 0 { p { "And " (num_left_out) " more." } }
        }
    }
}

/// A sample of how boxes of a class are drawn in the pictures.
fn swatch(class: &str, kind: &str) -> Markup {
    let color = Theme::Light.class_color(class);
    html! { i class={ "swatch " (kind) } style={ "--swatch: " (color) } {} }
}

fn missed_cells(object: &EvaluatedObject) -> [String; 5] {
    let [score, overlap] = match object.closest {
        Some(closest) => [score_cell(closest.score), format!("{:.3}", closest.iou_3d)],
        None => ["-", "-"].map(str::to_owned),
    };
    [
        format!("missed {}", object.class),
        metres(object.distance_m),
        object.num_points.to_string(),
        score,
        overlap,
    ]
}

fn false_cells(found: &EvaluatedDetection) -> [String; 5] {
    [
        format!("false {}", found.class),
        metres(found.distance_m),
        found.num_points.to_string(),
        score_cell(found.score),
        format!("{:.3}", found.iou_3d),
    ]
}
