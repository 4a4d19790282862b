//! Frames with what became of every object and every detection, for those who look at mistakes.

use std::path::Path;
use std::sync::atomic::{AtomicUsize, Ordering};

use rayon::prelude::*;
use voxelnet_kitti::{
    DetectionVerdict, Difficulty, FrameRows, Label, LabelVerdict, MissingResults, PointCounts,
    Rules,
};
use voxelnet_scene::{Box3d, iou_3d};

use crate::evaluated_rows::{BoxedScan, read_rows, turn_to_camera};
use crate::outcome::{best_match, distance_of};
use crate::{DatasetError, Found, FrameReader};

/// What is labelled and what is detected in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedFrame {
    /// Its name.
    pub frame: String,
    /// Labelled boxes in the order of their file, all but DontCare areas.
    pub objects: Vec<JudgedObject>,
    /// Detections in the order of their file, but for those without a score.
    pub detections: Vec<JudgedDetection>,
}

/// A box of a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct SeenBox {
    /// The class as reports write it; other types as the file does.
    pub class: String,
    /// In the frame of the scan.
    pub box3d: Box3d,
    /// From the sensor along the ground, metres.
    pub distance_m: f64,
    /// Points of the scan inside.
    pub num_points: usize,
}

/// A labelled object.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedObject {
    /// Where and what it is.
    pub seen: SeenBox,
    /// What became of it.
    pub fate: ObjectFate,
    /// The detection of its class that overlaps it most, if any overlaps it.
    pub closest: Option<Found>,
    /// Whether its centre is where the network of the configuration looks.
    pub is_in_grid: bool,
}

/// What became of an object.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ObjectFate {
    /// A detection finds it.
    Found {
        /// Of that detection.
        score: f64,
    },
    /// No detection does.
    Missed,
    /// It need not be found: of another class, or too hard.
    NotAsked,
}

/// A detection.
#[derive(Clone, Debug, PartialEq)]
pub struct JudgedDetection {
    /// Where and what it is.
    pub seen: SeenBox,
    /// Its score.
    pub score: f64,
    /// What became of it.
    pub fate: DetectionFate,
    /// The largest overlap in space with a labelled object of its class.
    pub iou_3d: f64,
}

/// What became of a detection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DetectionFate {
    /// It finds an object.
    Right,
    /// It finds nothing.
    False,
    /// It neither gains nor costs.
    NotCounted,
}

/// Judges the frames of a split by the result files in the folder `results`, in 3D at the strict
/// overlaps and the hard level, which holds all objects that the evaluation asks for; see
/// [`Rules::judge`].
///
/// `progress` is called from several threads with the number of frames read so far and in total.
///
/// # Errors
/// When a file is missing or malformed.
pub fn judge_split(
    reader: &FrameReader,
    frames: &[String],
    results: &Path,
    missing: MissingResults,
    progress: impl Fn(usize, usize) + Sync,
) -> Result<Vec<JudgedFrame>, DatasetError> {
    let (rows, _) = read_rows(reader, frames, results, missing, |_, _| {})?;
    let rules = reader.rules();
    let num_judged = AtomicUsize::new(0);
    let judged = rows.into_par_iter().map(|rows| {
        let judged = judge_frame(reader, &rules, rows)?;
        progress(num_judged.fetch_add(1, Ordering::Relaxed) + 1, frames.len());
        Ok(judged)
    });
    judged.collect()
}

fn judge_frame(
    reader: &FrameReader,
    rules: &Rules,
    mut rows: FrameRows,
) -> Result<JudgedFrame, DatasetError> {
    let scan = BoxedScan::read(reader, &rows.frame)?;
    let [seen_labels, seen_detections] =
        [&rows.labels, &rows.detections].map(|rows| seen_boxes(rules, &scan, rows));
    let num_points = |seen: &[SeenBox]| seen.iter().map(|seen| seen.num_points).collect();
    let counts =
        PointCounts { labels: num_points(&seen_labels), detections: num_points(&seen_detections) };
    turn_to_camera(reader, &mut rows);
    let verdict = rules.judge(&rows.labels, &rows.detections, &counts, Difficulty::Hard);

    let FrameRows { frame, labels, detections } = rows;
    let object = |(place, seen): (usize, &SeenBox)| {
        let in_network = reader.config().scan.network_box_from_scan(&seen.box3d);
        JudgedObject {
            seen: seen.clone(),
            fate: object_fate(verdict.labels[place], &detections),
            closest: closest_detection(seen, &detections, &seen_detections),
            is_in_grid: reader.sees(in_network.center),
        }
    };
    let detection = |(place, seen): (usize, &SeenBox)| {
        let score = detections[place].score?;
        let fate = detection_fate(verdict.detections[place]);
        Some(JudgedDetection {
            seen: seen.clone(),
            score,
            fate,
            iou_3d: best_overlap(seen, &seen_labels),
        })
    };
    let objects = seen_labels.iter().enumerate();
    let objects = objects.filter(|(place, _)| !labels[*place].is_kind("DontCare"));
    Ok(JudgedFrame {
        objects: objects.map(object).collect(),
        detections: seen_detections.iter().enumerate().filter_map(detection).collect(),
        frame,
    })
}

fn object_fate(verdict: LabelVerdict, detections: &[Label]) -> ObjectFate {
    match verdict {
        LabelVerdict::Found { detection } => {
            ObjectFate::Found { score: detections[detection].score.unwrap_or(0.) }
        }
        LabelVerdict::Missed => ObjectFate::Missed,
        LabelVerdict::NotAsked => ObjectFate::NotAsked,
    }
}

fn detection_fate(verdict: DetectionVerdict) -> DetectionFate {
    match verdict {
        DetectionVerdict::Right { .. } => DetectionFate::Right,
        DetectionVerdict::False => DetectionFate::False,
        DetectionVerdict::NotCounted => DetectionFate::NotCounted,
    }
}

fn closest_detection(object: &SeenBox, rows: &[Label], seen: &[SeenBox]) -> Option<Found> {
    let same_class = rows.iter().zip(seen).filter(|(_, seen)| seen.class == object.class);
    best_match(&object.box3d, same_class.map(|(row, seen)| (seen.box3d, row)))
}

fn best_overlap(detection: &SeenBox, labels: &[SeenBox]) -> f64 {
    let same_class = labels.iter().filter(|label| label.class == detection.class);
    same_class.map(|label| iou_3d(&label.box3d, &detection.box3d)).fold(0., f64::max)
}

fn seen_boxes(rules: &Rules, scan: &BoxedScan, rows: &[Label]) -> Vec<SeenBox> {
    let seen = |(row, num_points): (&Label, usize)| {
        let box3d = scan.box_of(row);
        let class = rules.classes.iter().find(|class| row.is_kind(&class.name));
        SeenBox {
            class: class.map_or_else(|| row.kind.clone(), |class| class.name.to_lowercase()),
            box3d,
            distance_m: distance_of(&box3d),
            num_points,
        }
    };
    rows.iter().zip(scan.counts(rows)).map(seen).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::test_dataset::{TestDataset, quick_reader};

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

    fn judged() -> JudgedFrame {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[[20., 0., -0.9, 0.5], [20., 7.5, -1., 0.5]], LABELS);
        dataset.write("results/000000.txt", RESULTS);
        let frames = ["000000".to_owned()];
        let reader = quick_reader(&dataset);
        let results = dataset.path("results");
        let judged = judge_split(&reader, &frames, &results, MissingResults::Refuse, |_, _| {});
        judged.unwrap().remove(0)
    }

    #[test]
    fn every_object_and_detection_has_a_fate() {
        let JudgedFrame { objects, detections, .. } = judged();
        let fates: Vec<ObjectFate> = objects.iter().map(|object| object.fate).collect();
        use ObjectFate::{Found, Missed, NotAsked};
        assert_eq!(fates, [Found { score: 0.9 }, Missed, NotAsked, Missed, NotAsked]);
        let fates: Vec<(f64, DetectionFate)> =
            detections.iter().map(|detection| (detection.score, detection.fate)).collect();
        use DetectionFate::{False, NotCounted, Right};
        assert_eq!(fates, [(0.9, Right), (0.8, False), (0.7, NotCounted)]);
    }

    #[test]
    fn boxes_come_with_what_a_reader_asks_about_them() {
        let JudgedFrame { objects, detections, .. } = judged();
        let classes: Vec<&str> = objects.iter().map(|object| object.seen.class.as_str()).collect();
        assert_eq!(classes, ["car", "car", "car", "car", "Truck"]);
        assert_eq!(
            objects.iter().map(|o| o.is_in_grid).collect::<Vec<_>>(),
            [true, true, true, false, true]
        );
        assert_eq!((objects[0].seen.num_points, detections[0].seen.num_points), (1, 1));
        assert_eq!((objects[1].seen.num_points, detections[1].seen.num_points), (0, 1));
        assert!((objects[3].seen.distance_m - 60.).abs() < 1e-6);
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
        let judge =
            |missing| judge_split(&reader, &frames, &dataset.path("results"), missing, |_, _| {});
        assert!(judge(MissingResults::Refuse).is_err());
        let judged = judge(MissingResults::CountAsEmpty).unwrap();
        assert_eq!(judged[0].objects[0].fate, ObjectFate::Missed);
    }
}
