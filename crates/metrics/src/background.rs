//! False positives on the background.

use voxelnet_kitti::Label;
use voxelnet_scene::{Box3d, bev_iou};

use crate::kitti_rules::rules::Rules;

/// Overlap with an object, seen from above, below which a false positive is on the background.
///
/// A false positive is on the *background* when it overlaps no object that it could mean by so much, and the
/// centre of its 2D box lies in no DontCare area. A car could mean a car, a van or a truck; others their own
/// class and the one that the evaluation takes for it. The name and the number follow TIDE (Bolya et al.,
/// ECCV 2020, arXiv:2008.08115), which compares boxes in the image.
pub const BACKGROUND_IOU: f64 = 0.1;

/// A row with its box in the frame of the scan.
#[derive(Clone, Copy)]
pub(crate) struct PlacedRow<'a> {
    pub(crate) row: &'a Label,
    pub(crate) box3d: &'a Box3d,
}

/// Whether a detection stands where nothing is that it could mean.
pub(crate) fn is_on_background<'a>(
    rules: &Rules,
    detection: PlacedRow<'_>,
    labels: impl Iterator<Item = PlacedRow<'a>> + Clone,
) -> bool {
    let meant = labels.clone().filter(|label| could_mean(rules, detection.row, label.row));
    let overlap = meant.map(|label| bev_iou(detection.box3d, label.box3d)).fold(0., f64::max);
    let mut areas = labels.map(|label| label.row).filter(|label| label.is_kind("DontCare"));
    overlap < BACKGROUND_IOU && !areas.any(|area| holds_center(area, detection.row))
}

/// Whether a detection may have been made for an object.
fn could_mean(rules: &Rules, detection: &Label, label: &Label) -> bool {
    let is_truck_for_car = detection.is_kind("Car") && label.is_kind("Truck");
    let neighbour = rules.class_of(&detection.kind).and_then(|class| class.neighbour.as_ref());
    let is_neighbour = neighbour.is_some_and(|name| label.is_kind(name));
    label.is_kind(&detection.kind) || is_truck_for_car || is_neighbour
}

/// Whether the centre of a detection's 2D box lies in that of a label.
fn holds_center(area: &Label, detection: &Label) -> bool {
    let rect = &detection.rect;
    let (u, v) = ((rect.left + rect.right) / 2., (rect.top + rect.bottom) / 2.);
    (area.rect.left..=area.rect.right).contains(&u)
        && (area.rect.top..=area.rect.bottom).contains(&v)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::evaluated_frame::EvaluatedFrame;
    use crate::evaluated_frames::{Detail, EvaluatedFrames};
    use crate::kitti_rules::verdict::DetectionVerdict;
    use crate::rows::MissingResults;
    use crate::test_dataset::TestDataset;
    use crate::test_reader::quick_reader;

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

    fn evaluated() -> EvaluatedFrame {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[20., 0., -0.9, 0.5], [5., 20., -1., 0.5]], LABELS);
        dataset.write("results/000000.txt", RESULTS);
        let (reader, results) = (quick_reader(&dataset), dataset.path("results"));
        let (missing, detail) = (MissingResults::Refuse, Detail::Scans);
        let frames = ["000000".to_owned()];
        let read = EvaluatedFrames::read(&reader, &frames, &results, missing, detail, |_, _| {});
        read.unwrap().frames()[0].kept_from(0.5)
    }

    #[test]
    fn the_detection_that_overlaps_most_is_the_closest_and_others_are_background_where_nothing_stands()
     {
        let frame = evaluated();
        let learned: Vec<_> = frame.objects.iter().filter(|object| object.is_learned).collect();
        let [car] = &learned[..] else { panic!("{frame:?}") };
        assert_eq!((car.num_points, car.occlusion), (1, 1));
        assert!((car.distance_m - 20.).abs() < 0.5);
        let closest = car.closest.unwrap();
        assert_eq!(closest.score, 0.9);
        assert!(
            (closest.bev_iou - 3.6 / 4.4).abs() < 1e-6 && (closest.iou_3d - 3.6 / 4.4).abs() < 1e-6
        );
        // The one beside the car overlaps it too; that on the van may mean it, that in the area counts for
        // nothing, and the last is below the score.
        let background = frame.detections.iter().filter(|detection| detection.is_background);
        let scores: Vec<f64> = background.map(|detection| detection.score).collect();
        assert_eq!(scores, [0.7]);
    }

    #[test]
    fn only_false_positives_are_background() {
        let frame = evaluated();
        let scores = |verdict| -> Vec<f64> {
            let of_verdict = frame.detections.iter().filter(|of| of.verdict == verdict);
            of_verdict.map(|of| of.score).collect()
        };
        assert_eq!(scores(DetectionVerdict::TruePositive), [0.9]);
        assert_eq!(scores(DetectionVerdict::FalsePositive), [0.95, 0.7, 0.6]);
        // The car on the van neither gains nor costs.
        assert_eq!(scores(DetectionVerdict::Ignored), [0.8]);
        let mut background = frame.detections.iter().filter(|of| of.is_background);
        assert!(background.all(|of| of.verdict == DetectionVerdict::FalsePositive));
    }

    #[test]
    fn an_ignored_detection_where_nothing_stands_is_no_background() {
        let dataset = TestDataset::new();
        // As far from everything as one can be, but too small in the image to be a false positive.
        let small = "Car -1 -1 0 500 100 700 110 1.5 1.6 4.0 -20 1.65 50 0 0.9";
        dataset.frame("000000", &[], "");
        dataset.write("results/000000.txt", small);
        let (reader, results) = (quick_reader(&dataset), dataset.path("results"));
        let (missing, detail) = (MissingResults::Refuse, Detail::Scans);
        let frames = ["000000".to_owned()];
        let read = EvaluatedFrames::read(&reader, &frames, &results, missing, detail, |_, _| {});
        let read = read.unwrap();
        let [detection] = &read.frames()[0].detections[..] else { panic!("{read:?}") };
        assert_eq!(detection.verdict, DetectionVerdict::Ignored);
        assert!(!detection.is_background);
    }
}
