//! What became of every labelled object, one by one.

use std::path::Path;

use voxelnet_kitti::{Label, read_labels};
use voxelnet_scene::{Box3d, bev_iou, iou_3d};

use crate::frame::scan_box;
use crate::{DatasetError, FrameReader};

/// A labelled object of a class of the network.
#[derive(Clone, Debug, PartialEq)]
pub struct ObjectOutcome {
    /// The frame that it is in.
    pub frame: String,
    /// Its class.
    pub class: String,
    /// From the sensor along the ground, metres.
    pub distance_m: f64,
    /// Points of the scan inside its box.
    pub num_points: usize,
    /// How much of it is hidden, as in its label.
    pub occlusion: i32,
    /// The detection of its class that overlaps it most, if any overlaps it.
    pub found: Option<Found>,
}

/// A detection that overlaps an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Found {
    /// Its score.
    pub score: f64,
    /// Overlap of the boxes seen from above.
    pub bev_iou: f64,
    /// Overlap of the boxes in space.
    pub iou_3d: f64,
}

/// A detection where there is nothing that it could mean.
#[derive(Clone, Debug, PartialEq)]
pub struct FalseDetection {
    /// The frame that it is in.
    pub frame: String,
    /// Its class.
    pub class: String,
    /// From the sensor along the ground, metres.
    pub distance_m: f64,
    /// Its score.
    pub score: f64,
}

/// All objects and false detections of a frame.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FrameOutcome {
    /// The objects, in the order of the label file.
    pub objects: Vec<ObjectOutcome>,
    /// The false detections, in the order of the result file.
    pub false_detections: Vec<FalseDetection>,
}

/// A detection that overlaps nothing by so much is false.
const MAX_FALSE_IOU: f64 = 0.1;

/// Compares the result file of a frame in the folder `results` with its labels. Detections below
/// `min_score` are left out.
///
/// A detection is false when it overlaps no object that it could mean by 0.1 or more, seen from above, and
/// the centre of its 2D box lies in no DontCare area. A car could mean a car, a van or a truck; others their
/// own class and the one that the evaluation takes for it.
///
/// # Errors
/// When a file of the frame is missing or malformed.
pub fn outcome_of_frame(
    reader: &FrameReader,
    frame: &str,
    results: &Path,
    min_score: f64,
) -> Result<FrameOutcome, DatasetError> {
    let calibration = reader.calibration(frame)?;
    let cloud = reader.cloud(frame)?.0;
    let named = |mut label: Label| {
        label.kind = reader.config().class_name(&label.kind).to_owned();
        label
    };
    let labels: Vec<Label> = reader.dataset().labels(frame)?.into_iter().map(named).collect();
    let mut detections = read_labels(&results.join(format!("{frame}.txt")))?;
    detections.retain(|detection| detection.score.is_some_and(|score| score >= min_score));
    let detections: Vec<Label> = detections.into_iter().map(named).collect();
    let box_of = |label: &Label| scan_box(label, calibration.as_ref());

    let is_class = |label: &&Label| reader.class_names().any(|name| label.is_kind(name));
    let object = |label: &Label| {
        let box3d = box_of(label);
        let same_class = detections.iter().filter(|detection| detection.is_kind(&label.kind));
        ObjectOutcome {
            frame: frame.to_owned(),
            class: label.kind.clone(),
            distance_m: distance_of(&box3d),
            num_points: cloud.count_in(&box3d),
            occlusion: label.occlusion,
            found: best_match(&box3d, same_class.map(|detection| (box_of(detection), detection))),
        }
    };
    let is_false = |detection: &&Label| {
        let box3d = box_of(detection);
        let meant = labels.iter().filter(|label| could_mean(reader, detection, label));
        let overlap = meant.map(|label| bev_iou(&box3d, &box_of(label))).fold(0., f64::max);
        let areas = labels.iter().filter(|label| label.is_kind("DontCare"));
        overlap < MAX_FALSE_IOU && !areas.into_iter().any(|area| holds_center(area, detection))
    };
    let false_detection = |detection: &Label| FalseDetection {
        frame: frame.to_owned(),
        class: detection.kind.clone(),
        distance_m: distance_of(&box_of(detection)),
        score: detection.score.unwrap_or(0.),
    };
    Ok(FrameOutcome {
        objects: labels.iter().filter(is_class).map(object).collect(),
        false_detections: detections.iter().filter(is_false).map(false_detection).collect(),
    })
}

pub(crate) fn best_match<'a>(
    box3d: &Box3d,
    detections: impl Iterator<Item = (Box3d, &'a Label)>,
) -> Option<Found> {
    let overlaps = detections.map(|(detected, detection)| Found {
        score: detection.score.unwrap_or(0.),
        bev_iou: bev_iou(box3d, &detected),
        iou_3d: iou_3d(box3d, &detected),
    });
    overlaps.filter(|found| found.bev_iou > 0.).max_by(|a, b| a.bev_iou.total_cmp(&b.bev_iou))
}

/// Whether a detection may have been made for an object.
fn could_mean(reader: &FrameReader, detection: &Label, label: &Label) -> bool {
    let is_truck_for_car = detection.is_kind("Car") && label.is_kind("Truck");
    let is_neighbour = reader.rules().classes.iter().any(|class| {
        let neighbour = class.neighbour.as_ref();
        detection.is_kind(&class.name) && neighbour.is_some_and(|name| label.is_kind(name))
    });
    label.is_kind(&detection.kind) || is_truck_for_car || is_neighbour
}

/// Whether the centre of a detection's 2D box lies in that of a label.
fn holds_center(area: &Label, detection: &Label) -> bool {
    let rect = &detection.rect;
    let (u, v) = ((rect.left + rect.right) / 2., (rect.top + rect.bottom) / 2.);
    (area.rect.left..=area.rect.right).contains(&u)
        && (area.rect.top..=area.rect.bottom).contains(&v)
}

pub(crate) fn distance_of(box3d: &Box3d) -> f64 {
    box3d.center.x.hypot(box3d.center.y)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_dataset::{TestDataset, quick_reader};

    const LABELS: &str = "Car 0 1 0 500 100 700 300 1.5 1.6 4.0 0 1.65 20 0
Van 0 0 0 500 100 700 300 2.0 1.9 5.0 8 1.65 30 0
Pedestrian 0 0 0 500 100 700 300 1.7 0.6 0.8 -8 1.65 15 0
DontCare -1 -1 -10 0 0 100 100 -1 -1 -1 -1000 -1000 -1000 -10
";
    const RESULTS: &str = "Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 0.4 1.65 20 0 0.9
Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 2.5 1.65 20 0 0.95
Car -1 -1 0 500 100 700 300 2.0 1.9 5.0 8 1.65 30 0 0.8
Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 -8 1.65 15 0 0.7
Car -1 -1 0 20 20 60 60 1.5 1.6 4.0 -20 1.65 40 0 0.6
Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 -20 1.65 50 0 0.2
";

    #[test]
    fn the_detection_that_overlaps_most_counts_and_others_are_false_where_nothing_stands() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[20., 0., -0.9, 0.5], [5., 20., -1., 0.5]], LABELS);
        dataset.write("results/000000.txt", RESULTS);
        let reader = quick_reader(&dataset);
        let outcome = outcome_of_frame(&reader, "000000", &dataset.path("results"), 0.5).unwrap();
        let [car] = &outcome.objects[..] else { panic!("{outcome:?}") };
        assert_eq!((car.num_points, car.occlusion), (1, 1));
        assert!((car.distance_m - 20.).abs() < 0.5);
        let found = car.found.unwrap();
        assert_eq!(found.score, 0.9);
        assert!(
            (found.bev_iou - 3.6 / 4.4).abs() < 1e-6 && (found.iou_3d - 3.6 / 4.4).abs() < 1e-6
        );
        // The one beside the car overlaps it too; that on the van may mean it, that in the area counts for
        // nothing, and the last is below the score.
        let scores: Vec<f64> =
            outcome.false_detections.iter().map(|detection| detection.score).collect();
        assert_eq!(scores, [0.7]);
    }
}
