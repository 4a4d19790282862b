//! The frames that went worst.

use voxelnet_metrics::{EvaluatedDetection, EvaluatedObject};

use super::table::HtmlTable;
use super::{Page, ShownFrame};
use crate::html::{counted, escaped, in_address, in_id, metres, score_cell, score_text};
use crate::mistakes::{MIN_POINTS, Mistakes};
use crate::overview::ClassOverview;

/// Mistakes of a frame that are listed.
const MOST_LISTED: usize = 40;

impl Page<'_> {
    pub(super) fn frames(&self) -> String {
        if self.worst.is_empty() {
            return "<p>No frame has a missed object or a false detection.</p>\n".to_owned();
        }
        let mut html = format!(
            "<p>Looked at are the detections from the score of the best F1 of their class on, \
             and all of a class without a right one. A frame costs 1 for each \
             object that they miss, if it must be found at the hard level, has {MIN_POINTS} points or more \
             and lies where the network of the configuration looks; and for each false detection its score{}. \
             These {} cost most.</p>\n\
             <p class=\"key\">Pictures: labelled objects green and filled, detections orange; the sensor is the \
             arrow, and looks up. Numbers are those of the list; boxes without one are right, or need not be \
             found. Score and overlap of a missed object are those of the detection of its class that overlaps \
             it most, whether kept or not. Where that fits and is kept, it finds another object, or it does not count, \
             being too small in the image or too far away. The overlap of a false detection is that with an \
             object of its class. A click opens the frame in the viewer, and so does a number with its box \
             selected.</p>\n",
            self.weight_text(),
            counted(self.worst.len(), "frame")
        );
        for (place, shown) in self.worst.iter().enumerate() {
            html.push_str(&article(place + 1, shown, &self.shown_from()));
        }
        html
    }

    /// What makes the viewer show the kept detections only: its one limit is the lowest of all classes.
    fn shown_from(&self) -> String {
        let lowest = self.overview.classes.iter().map(ClassOverview::kept_from);
        let lowest = lowest.fold(f64::INFINITY, f64::min);
        if lowest.is_finite() { format!("score={lowest}") } else { String::new() }
    }

    /// How scores outside of 0 to 1 weigh.
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

fn article(place: usize, shown: &ShownFrame, shown_from: &str) -> String {
    let ShownFrame { mistakes, picture_size: (width, height) } = shown;
    let Mistakes { frame, missed, false_positives, num_excused, cost } = mistakes;
    let (name, address) = (escaped(&frame.name), in_address(&frame.name));
    let excused = match num_excused {
        0 => String::new(),
        number => format!(
            " Not counted: {} with fewer than {MIN_POINTS} points or outside the grid.",
            counted(*number, "missed object")
        ),
    };
    format!(
        "<article id=\"frame-{}\">\n<h3>{place}. Frame {name}</h3>\n<p>Cost {cost:.2}: {}, {}.{excused}</p>\n\
         <div class=\"frame\"><a class=\"picture\" href=\"frames/{address}.html#{shown_from}\"><img src=\"frames/{address}.png\" \
         alt=\"Frame {name} from above\" width=\"{width}\" height=\"{height}\" loading=\"lazy\"></a>\n{}</div>\n\
         </article>\n",
        in_id(&frame.name),
        counted(missed.len(), "missed object"),
        counted(false_positives.len(), "false detection"),
        mistakes_table(mistakes, &address, shown_from)
    )
}

/// A row for each mistake, under the number that its box has in the picture.
fn mistakes_table(mistakes: &Mistakes, address: &str, shown_from: &str) -> String {
    let Mistakes { frame, missed, false_positives, .. } = mistakes;
    let mut table = HtmlTable::new(&[&[
        ("", 1),
        ("what", 1),
        ("distance", 1),
        ("points", 1),
        ("score", 1),
        ("3D overlap", 1),
    ]]);
    // The viewer counts objects first, then detections.
    let missed = missed.iter().map(|&place| (place, missed_cells(&frame.objects[place])));
    let false_positives = false_positives
        .iter()
        .map(|&place| (frame.objects.len() + place, false_cells(&frame.detections[place])));
    for (number, (place, cells)) in missed.chain(false_positives).enumerate().take(MOST_LISTED) {
        let number = number + 1;
        let link = format!(
            "<a href=\"frames/{address}.html#object={place}&amp;{shown_from}\">{number}</a>"
        );
        let mut row = vec![link];
        row.extend(cells);
        table.row(&row, 2);
    }
    let num_left_out =
        (mistakes.missed.len() + mistakes.false_positives.len()).saturating_sub(MOST_LISTED);
    let more = match num_left_out {
        0 => String::new(),
        number => format!("<p>And {number} more.</p>\n"),
    };
    format!("<div class=\"list\">{}{more}</div>\n", table.finish())
}

fn missed_cells(object: &EvaluatedObject) -> [String; 5] {
    let [score, overlap] = match object.closest {
        Some(closest) => [score_cell(closest.score), format!("{:.3}", closest.iou_3d)],
        None => ["-", "-"].map(str::to_owned),
    };
    [
        format!("missed {}", escaped(&object.class)),
        metres(object.distance_m),
        object.num_points.to_string(),
        score,
        overlap,
    ]
}

fn false_cells(found: &EvaluatedDetection) -> [String; 5] {
    [
        format!("false {}", escaped(&found.class)),
        metres(found.distance_m),
        found.num_points.to_string(),
        score_cell(found.score),
        format!("{:.3}", found.iou_3d),
    ]
}
