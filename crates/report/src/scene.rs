//! A frame as a picture and in the viewer.

use std::path::Path;

use voxelnet_dataset::FrameReader;
use voxelnet_metrics::ObjectVerdict;
use voxelnet_render::{
    BevBox, BevView, BoxStyle, Caption, HtmlScene, Theme, ViewerBox, draw_bev, write_png,
    write_viewer,
};
use voxelnet_scene::Box3d;

use crate::error::ReportError;
use crate::mistakes::{Mistakes, is_kept};
use crate::overview::Overview;

/// The longer side of a picture, at least.
const LONGER_PIXELS: f64 = 680.;
/// The shorter side, at least, so that the legend fits.
const SHORTER_PIXELS: f64 = 520.;
/// Ground that is shown around the boxes, metres.
const MARGIN_M: f64 = 5.;
/// A picture shows no less, metres.
const MIN_SIDE_M: f64 = 50.;
/// Boxes farther away are not what a picture is for, metres.
const FARTHEST_M: f64 = 150.;

/// A frame with a picture.
pub(crate) struct ShownFrame<'a> {
    pub(crate) mistakes: Mistakes<'a>,
    pub(crate) picture: PictureSize,
}

/// Size of a picture, pixels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct PictureSize {
    pub(crate) width: u32,
    pub(crate) height: u32,
}

/// The names of the picture and the viewer of a frame.
pub(crate) struct SceneFiles {
    pub(crate) picture: String,
    pub(crate) viewer: String,
}

impl SceneFiles {
    pub(crate) fn of(frame: &str) -> Self {
        Self { picture: format!("{frame}.png"), viewer: format!("{frame}.html") }
    }
}

/// Writes the two into a folder.
pub(crate) fn write_scene(
    folder: &Path,
    reader: &FrameReader,
    mistakes: &Mistakes,
    overview: &Overview,
) -> Result<PictureSize, ReportError> {
    let name = &mistakes.frame.name;
    let (cloud, _) = reader.cloud(name)?;
    let boxes = picture_boxes(mistakes, overview);
    let picture = draw_bev(&cloud, &boxes, &view_of(&boxes_to_see(mistakes, overview)));
    let files = SceneFiles::of(name);
    write_png(&folder.join(files.picture), &picture)?;
    let scene = HtmlScene { name: name.clone(), cloud: &cloud, boxes: viewer_boxes(mistakes) };
    write_viewer(&folder.join(files.viewer), &format!("Frame {name}"), &[scene])?;
    Ok(PictureSize { width: picture.width(), height: picture.height() })
}

/// All labelled objects, those that were missed with their numbers, and the kept detections, the false
/// ones with theirs.
fn picture_boxes(mistakes: &Mistakes, overview: &Overview) -> Vec<BevBox> {
    let Mistakes { frame, missed, false_positives, .. } = mistakes;
    let numbered = |places: &[usize], place: usize, before: usize| {
        let number = places.iter().position(|&listed| listed == place);
        number.map_or(Caption::None, |number| Caption::Mistake(before + number + 1))
    };
    let objects = frame.objects.iter().enumerate().map(|(place, object)| BevBox {
        caption: numbered(missed, place, 0),
        ..BevBox::new(object.box3d, BoxStyle::GroundTruth, &object.class, None)
    });
    let kept = frame.detections.iter().enumerate().filter(|(_, found)| is_kept(found, overview));
    let detections = kept.map(|(place, found)| BevBox {
        caption: numbered(false_positives, place, missed.len()),
        ..BevBox::new(found.box3d, BoxStyle::Detection, &found.class, None)
    });
    objects.chain(detections).collect()
}

/// All labelled objects, then all detections, whatever their score.
fn viewer_boxes(mistakes: &Mistakes) -> Vec<ViewerBox> {
    let objects = mistakes.frame.objects.iter().map(|object| ViewerBox {
        box3d: object.box3d,
        style: BoxStyle::GroundTruth,
        class: object.class.clone(),
        score: None,
        num_points: object.num_points,
    });
    let detections = mistakes.frame.detections.iter().map(|detection| ViewerBox {
        box3d: detection.box3d,
        style: BoxStyle::Detection,
        class: detection.class.clone(),
        score: Some(detection.score),
        num_points: detection.num_points,
    });
    objects.chain(detections).collect()
}

/// The boxes that a picture must show: kept detections, and objects that had to be found where the network looks.
fn boxes_to_see(mistakes: &Mistakes, overview: &Overview) -> Vec<Box3d> {
    let objects = mistakes.frame.objects.iter();
    let asked =
        objects.filter(|object| object.is_in_grid && object.verdict != ObjectVerdict::Ignored);
    let kept = mistakes.frame.detections.iter().filter(|found| is_kept(found, overview));
    asked.map(|object| object.box3d).chain(kept.map(|found| found.box3d)).collect()
}

/// The ground below some boxes and the sensor.
fn view_of(boxes: &[Box3d]) -> BevView {
    let centers = boxes.iter().map(|box3d| [box3d.center.x, box3d.center.y]);
    let near = centers.filter(|center| center.iter().all(|metres| metres.abs() <= FARTHEST_M));
    let (mut min, mut max) = ([-MARGIN_M; 2], [MARGIN_M; 2]);
    for center in near {
        for axis in [0, 1] {
            min[axis] = min[axis].min(center[axis] - MARGIN_M);
            max[axis] = max[axis].max(center[axis] + MARGIN_M);
        }
    }
    for axis in [0, 1] {
        let lacking = (MIN_SIDE_M - (max[axis] - min[axis])).max(0.);
        // Ahead of the sensor, and equally to both sides.
        let before = if axis == 0 { 0. } else { lacking / 2. };
        min[axis] -= before;
        max[axis] += lacking - before;
    }
    let ([x_min, y_min], [x_max, y_max]) = (min, max);
    let (height, width) = (x_max - x_min, y_max - y_min);
    let pixels_per_metre =
        (LONGER_PIXELS / height.max(width)).max(SHORTER_PIXELS / height.min(width));
    BevView { x_min, x_max, y_min, y_max, pixels_per_metre, theme: Theme::Light }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_metrics::{ClassScores, DetectionVerdict, EvaluatedFrame, OperatingPoint};
    use voxelnet_scene::BoxSize;

    use super::*;
    use crate::overview::ClassOverview;
    use crate::test_frames::{UNIT_SCALE, detection, frame, object};

    fn overview() -> Overview {
        let best = Some(OperatingPoint { score: 0.5, precision: 1., recall: 1., num_false: 0 });
        let car = ClassOverview { name: "car".into(), scores: ClassScores::default(), best };
        Overview { classes: vec![car], scale: UNIT_SCALE }
    }

    fn evaluated() -> EvaluatedFrame {
        let objects = [ObjectVerdict::Found { score: 0.9 }, ObjectVerdict::Missed].map(object);
        use DetectionVerdict::{FalsePositive, TruePositive};
        let found = [(0.9, TruePositive), (0.8, FalsePositive), (0.4, FalsePositive)];
        let detections = found.map(|(score, verdict)| detection(score, verdict));
        frame("000000", objects.to_vec(), detections.to_vec())
    }

    #[test]
    fn the_picture_numbers_mistakes_as_the_list_does_and_shows_kept_detections_only() {
        let (frame, overview) = (evaluated(), overview());
        let boxes = picture_boxes(&Mistakes::of(&frame, &overview), &overview);
        let captions: Vec<Caption> = boxes.iter().map(|shown| shown.caption).collect();
        let [right, missed, wrong] = [Caption::None, Caption::Mistake(1), Caption::Mistake(2)];
        assert_eq!(captions, [right, missed, right, wrong]);
        assert!(boxes.iter().all(|shown| shown.class == "car"));
    }

    #[test]
    fn the_viewer_has_objects_first_and_all_detections() {
        let (frame, overview) = (evaluated(), overview());
        let boxes = viewer_boxes(&Mistakes::of(&frame, &overview));
        let scores: Vec<Option<f64>> = boxes.iter().map(|shown| shown.score).collect();
        assert_eq!(scores, [None, None, Some(0.9), Some(0.8), Some(0.4)]);
    }

    #[test]
    fn objects_that_nobody_had_to_find_make_no_picture_larger() {
        let mut frame = evaluated();
        frame.objects.push(object(ObjectVerdict::Ignored));
        frame.objects[1].is_in_grid = false;
        let overview = overview();
        let seen = boxes_to_see(&Mistakes::of(&frame, &overview), &overview);
        // An object, and two of three detections.
        assert_eq!(seen.len(), 3);
    }

    #[test]
    fn the_view_holds_the_sensor_and_all_boxes_but_those_of_another_planet() {
        let at = |x, y| {
            let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
            Box3d::new(Point3::new(x, y, 0.), size, 0.)
        };
        let view = view_of(&[at(70., -30.), at(1e9, 0.), at(f64::NAN, 0.)]);
        assert_eq!([view.x_min, view.x_max, view.y_min, view.y_max], [-5., 75., -40., 10.]);
        let empty = view_of(&[]);
        assert_eq!([empty.x_min, empty.x_max, empty.y_min, empty.y_max], [-5., 45., -25., 25.]);
        assert_eq!(empty.pixels_per_metre, LONGER_PIXELS / 50.);
        assert_eq!(view.pixels_per_metre, SHORTER_PIXELS / 50.);
    }
}
