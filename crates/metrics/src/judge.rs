//! The rows of a frame and its scan, made into a frame with verdicts.

use voxelnet_config::BoxFrame;
use voxelnet_dataset::FrameReader;
use voxelnet_kitti::Label;
use voxelnet_scene::{Box3d, class_spelling, iou_3d};

use crate::background::{PlacedRow, is_on_background};
use crate::boxed_scan::BoxedScan;
use crate::error::MetricsError;
use crate::evaluated_frame::{
    ClosestDetection, EvaluatedDetection, EvaluatedFrame, EvaluatedObject,
};
use crate::kitti_rules::difficulty::Difficulty;
use crate::kitti_rules::frame::PointCounts;
use crate::kitti_rules::rules::Rules;
use crate::kitti_rules::verdict::{DetectionVerdict, FrameVerdicts};
use crate::rows::FrameRows;

/// The rows of a frame in the frame of a camera, and the points in their boxes.
pub(crate) struct CountedRows {
    pub(crate) rows: FrameRows,
    pub(crate) counts: PointCounts,
}

impl CountedRows {
    /// Counts the points in the boxes of labels, all that levels by points need.
    pub(crate) fn read(reader: &FrameReader, rows: FrameRows) -> Result<Self, MetricsError> {
        let scan = BoxedScan::read(reader, &rows.frame)?;
        let labels = rows.labels.iter().map(|label| scan.num_points_in(label)).collect();
        let counts = PointCounts { labels, detections: Vec::new() };
        Ok(Self { rows: in_camera_frame(reader, rows), counts })
    }
}

/// The rows of a frame with the verdicts on them.
pub(crate) struct JudgedFrame {
    pub(crate) counted: CountedRows,
    pub(crate) evaluated: EvaluatedFrame,
}

/// Places the rows of a frame in its scan and judges them.
///
/// # Errors
/// When the scan or the calibration of the frame is missing or malformed.
pub(crate) fn judge_frame(
    reader: &FrameReader,
    rules: &Rules,
    rows: FrameRows,
) -> Result<JudgedFrame, MetricsError> {
    let scan = BoxedScan::read(reader, &rows.frame)?;
    let [label_boxes, detection_boxes] = [&rows.labels, &rows.detections]
        .map(|rows| rows.iter().map(|row| RowBox::new(rules, &scan, row)).collect::<Vec<_>>());
    let num_points = |boxes: &[RowBox]| boxes.iter().map(|row_box| row_box.num_points).collect();
    let counts =
        PointCounts { labels: num_points(&label_boxes), detections: num_points(&detection_boxes) };
    let rows = in_camera_frame(reader, rows);
    let verdicts = rules.judge(&rows.labels, &rows.detections, &counts, Difficulty::Hard);
    let frame = FrameInScan { reader, rules, rows: &rows, label_boxes, detection_boxes, verdicts };
    let evaluated = frame.evaluated();
    Ok(JudgedFrame { counted: CountedRows { rows, counts }, evaluated })
}

/// Turns rows in the frame of the scan into that of a camera, in which the evaluation works.
fn in_camera_frame(reader: &FrameReader, mut rows: FrameRows) -> FrameRows {
    if reader.config().boxes == BoxFrame::Lidar {
        rows.labels.iter_mut().chain(&mut rows.detections).for_each(Label::turn_to_camera);
    }
    rows
}

/// The box of a row in the frame of the scan.
struct RowBox {
    /// The class as reports write it.
    class: String,
    box3d: Box3d,
    num_points: usize,
}

impl RowBox {
    fn new(rules: &Rules, scan: &BoxedScan, row: &Label) -> Self {
        let class = rules.class_of(&row.kind);
        Self {
            class: class.map_or_else(|| row.kind.clone(), |class| class_spelling(&class.name)),
            box3d: scan.box_of(row),
            num_points: scan.num_points_in(row),
        }
    }

    /// From the sensor along the ground, metres.
    fn distance_m(&self) -> f64 {
        self.box3d.center.x.hypot(self.box3d.center.y)
    }
}

/// All that is known of a frame before its objects and detections are put together.
struct FrameInScan<'a> {
    reader: &'a FrameReader,
    rules: &'a Rules,
    rows: &'a FrameRows,
    label_boxes: Vec<RowBox>,
    detection_boxes: Vec<RowBox>,
    verdicts: FrameVerdicts,
}

impl FrameInScan<'_> {
    fn evaluated(&self) -> EvaluatedFrame {
        let FrameRows { frame, labels, detections } = self.rows;
        let detections: Vec<_> =
            (0..detections.len()).filter_map(|place| self.detection(place)).collect();
        let objects = (0..labels.len()).filter(|&place| !labels[place].is_kind("DontCare"));
        let objects = objects.map(|place| self.object(place, &detections)).collect();
        EvaluatedFrame { name: frame.clone(), objects, detections }
    }

    fn detection(&self, place: usize) -> Option<EvaluatedDetection> {
        let (row, row_box) = (&self.rows.detections[place], &self.detection_boxes[place]);
        let verdict = self.verdicts.detections[place];
        let labels = self.rows.labels.iter().zip(&self.label_boxes);
        let labels = labels.map(|(row, row_box)| PlacedRow { row, box3d: &row_box.box3d });
        let same_class = self.label_boxes.iter().filter(|label| label.class == row_box.class);
        let overlaps = same_class.map(|label| iou_3d(&label.box3d, &row_box.box3d));
        Some(EvaluatedDetection {
            class: row_box.class.clone(),
            kind: row.kind.clone(),
            box3d: row_box.box3d,
            distance_m: row_box.distance_m(),
            num_points: row_box.num_points,
            score: row.score?,
            verdict,
            is_background: verdict == DetectionVerdict::FalsePositive
                && is_on_background(self.rules, PlacedRow { row, box3d: &row_box.box3d }, labels),
            iou_3d: overlaps.fold(0., f64::max),
        })
    }

    fn object(&self, place: usize, detections: &[EvaluatedDetection]) -> EvaluatedObject {
        let (label, row_box) = (&self.rows.labels[place], &self.label_boxes[place]);
        EvaluatedObject {
            class: row_box.class.clone(),
            kind: label.kind.clone(),
            box3d: row_box.box3d,
            distance_m: row_box.distance_m(),
            num_points: row_box.num_points,
            occlusion: label.occlusion,
            verdict: self.verdicts.objects[place],
            closest: ClosestDetection::of(&row_box.class, &row_box.box3d, detections),
            is_learned: self.reader.class_names().any(|name| label.is_kind(name)),
            is_in_grid: self.reader.looks_at(&row_box.box3d),
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::evaluated_frames::{Detail, EvaluatedFrames};
    use crate::kitti_rules::verdict::ObjectVerdict;
    use crate::rows::MissingResults;
    use crate::test_dataset::TestDataset;
    use crate::test_reader::quick_reader;

    // Found, missed with a detection beside it, too hidden to be asked for, outside the grid.
    const LABELS: &str = "Car 0 1 0 500 100 700 300 1.5 1.6 4.0 0 1.65 20 0
Car 0 0 0 500 100 700 300 1.5 1.6 4.0 -10 1.65 20 0
Car 0 3 0 500 100 700 300 1.5 1.6 4.0 10 1.65 20 0
Car 0 0 0 500 100 700 300 1.5 1.6 4.0 0 1.65 60 0
Truck 0 0 0 500 100 700 300 3.0 2.5 9.0 5 1.65 40 0
DontCare -1 -1 -10 0 0 100 100 -1 -1 -1 -1000 -1000 -1000 -10
";
    const RESULTS: &str = "Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 0.2 1.65 20 0 0.9
Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 -8 1.65 20 0 0.8
Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 10 1.65 20 0 0.7
Car -1 -1 0 500 100 700 300 1.5 1.6 4.0 -8 1.65 20 0
";

    fn evaluated() -> EvaluatedFrame {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[20., 0., -0.9, 0.5], [20., 7.5, -1., 0.5]], LABELS);
        dataset.write("results/000000.txt", RESULTS);
        let frames = ["000000".to_owned()];
        let reader = quick_reader(&dataset);
        let results = dataset.path("results");
        let (missing, detail) = (MissingResults::Refuse, Detail::Scans);
        let read = EvaluatedFrames::read(&reader, &frames, &results, missing, detail, |_, _| {});
        read.unwrap().frames()[0].clone()
    }

    #[test]
    fn every_object_and_detection_has_a_verdict() {
        let EvaluatedFrame { objects, detections, .. } = evaluated();
        let verdicts: Vec<ObjectVerdict> = objects.iter().map(|object| object.verdict).collect();
        use ObjectVerdict::{Found, Ignored, Missed};
        assert_eq!(verdicts, [Found { score: 0.9 }, Missed, Ignored, Missed, Ignored]);
        let verdicts: Vec<(f64, DetectionVerdict)> =
            detections.iter().map(|detection| (detection.score, detection.verdict)).collect();
        use DetectionVerdict::{FalsePositive, TruePositive};
        let expected =
            [(0.9, TruePositive), (0.8, FalsePositive), (0.7, DetectionVerdict::Ignored)];
        assert_eq!(verdicts, expected);
    }

    #[test]
    fn boxes_come_with_what_a_reader_asks_about_them() {
        let EvaluatedFrame { objects, detections, .. } = evaluated();
        let classes: Vec<&str> = objects.iter().map(|object| object.class.as_str()).collect();
        assert_eq!(classes, ["car", "car", "car", "car", "Truck"]);
        let kinds: Vec<&str> = objects.iter().map(|object| object.kind.as_str()).collect();
        assert_eq!(kinds, ["Car", "Car", "Car", "Car", "Truck"]);
        assert!(objects.iter().all(|object| object.is_learned == (object.class == "car")));
        assert_eq!(
            objects.iter().map(|o| o.is_in_grid).collect::<Vec<_>>(),
            [true, true, true, false, true]
        );
        assert_eq!((objects[0].num_points, detections[0].num_points), (1, 1));
        assert_eq!((objects[1].num_points, detections[1].num_points), (0, 1));
        assert!((objects[3].distance_m - 60.).abs() < 1e-6);
        let closest = objects[1].closest.unwrap();
        assert!(closest.score == 0.8 && (closest.iou_3d - 1. / 3.).abs() < 1e-6, "{closest:?}");
        assert_eq!(objects[3].closest, None);
        let overlaps = [1, 2].map(|place| detections[place].iou_3d);
        assert!((overlaps[0] - 1. / 3.).abs() < 1e-6 && overlaps[1] > 0.999, "{overlaps:?}");
    }

    #[test]
    fn frames_without_results_are_refused_or_judged_as_empty() {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[], LABELS);
        std::fs::create_dir(dataset.path("results")).unwrap();
        let reader = quick_reader(&dataset);
        let frames = ["000000".to_owned()];
        let (results, detail) = (dataset.path("results"), Detail::Scans);
        let read =
            |missing| EvaluatedFrames::read(&reader, &frames, &results, missing, detail, |_, _| {});
        assert!(read(MissingResults::Refuse).is_err());
        let read = read(MissingResults::CountAsEmpty).unwrap();
        assert_eq!(read.frames()[0].objects[0].verdict, ObjectVerdict::Missed);
    }
}
