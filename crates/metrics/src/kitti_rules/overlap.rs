//! The overlap of boxes, per metric (official KITTI rules, 4).

use nalgebra::Point3;
use voxelnet_kitti::{CameraBox, Rect};
use voxelnet_scene::{Box3d, BoxSize, bev_intersection_area};

use super::frame::{Frame, Row};

/// The metric in which two boxes are compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Metric {
    /// Rectangles in the image.
    Bbox,
    /// Rectangles on the camera's ground plane, x-z.
    Bev,
    /// Volumes.
    Volume,
}

impl Metric {
    pub(super) const ALL: [Self; 3] = [Self::Bbox, Self::Bev, Self::Volume];
}

/// A detection that overlaps an object.
#[derive(Clone, Copy, Debug)]
pub(super) struct Candidate {
    pub(super) detection: usize,
    /// Intersection over union, above 0.
    pub(super) overlap: f64,
}

/// The overlaps of one frame in one metric, computed once for all classes, levels and thresholds.
#[derive(Clone, Debug, Default)]
pub(super) struct Overlaps {
    candidates: Vec<Candidate>,
    /// The end of the candidates of each object.
    ends: Vec<usize>,
    /// Largest share of each detection that lies in a DontCare area, [detections].
    dont_care_share: Vec<f64>,
}

impl Overlaps {
    /// The detections that overlap an object, in file order.
    pub(super) fn of_truth(&self, truth: usize) -> &[Candidate] {
        let start = if truth == 0 { 0 } else { self.ends[truth - 1] };
        &self.candidates[start..self.ends[truth]]
    }

    pub(super) fn dont_care_share(&self, detection: usize) -> f64 {
        self.dont_care_share[detection]
    }

    fn push_candidate(&mut self, detection: usize, overlap: f64) {
        if overlap > 0. {
            self.candidates.push(Candidate { detection, overlap });
        }
    }
}

/// The overlaps of one frame in every metric.
#[derive(Clone, Debug, Default)]
pub(super) struct FrameOverlaps([Overlaps; Metric::ALL.len()]);

impl FrameOverlaps {
    pub(super) fn new(frame: &Frame) -> Self {
        let mut overlaps = Self::default();
        for truth in &frame.truths {
            for (index, detection) in frame.detections.iter().enumerate() {
                let shared = shared_by_metric(detection, truth);
                for (of_metric, shared) in overlaps.0.iter_mut().zip(shared) {
                    of_metric.push_candidate(index, shared.over_union());
                }
            }
            overlaps
                .0
                .iter_mut()
                .for_each(|of_metric| of_metric.ends.push(of_metric.candidates.len()));
        }
        for detection in &frame.detections {
            let mut shares = [0.; Metric::ALL.len()];
            for area in &frame.dont_cares {
                for (share, shared) in shares.iter_mut().zip(shared_by_metric(detection, area)) {
                    *share = shared.over_first().max(*share);
                }
            }
            for (of_metric, share) in overlaps.0.iter_mut().zip(shares) {
                of_metric.dont_care_share.push(share);
            }
        }
        overlaps
    }

    pub(super) fn get(&self, metric: Metric) -> &Overlaps {
        &self.0[metric as usize]
    }
}

/// The extents of two boxes and of what they share: areas or volumes.
#[derive(Clone, Copy, Debug)]
struct Shared {
    intersection: f64,
    first: f64,
    second: f64,
}

impl Shared {
    /// This order of operations makes exact limits fail the strict comparison, as they should.
    fn over_union(self) -> f64 {
        self.ratio(self.first + self.second - self.intersection)
    }

    fn over_first(self) -> f64 {
        self.ratio(self.first)
    }

    fn ratio(self, whole: f64) -> f64 {
        if self.intersection > 0. { self.intersection / whole } else { 0. }
    }
}

/// In the order of [`Metric::ALL`].
fn shared_by_metric(detection: &Row, other: &Row) -> [Shared; Metric::ALL.len()] {
    let bbox = shared_rect(&detection.rect, &other.rect);
    let bev = shared_ground(&detection.camera_box, &other.camera_box);
    [bbox, bev, shared_volume(&detection.camera_box, &other.camera_box, bev)]
}

fn shared_rect(a: &Rect, b: &Rect) -> Shared {
    let width = a.right.min(b.right) - a.left.max(b.left);
    let height = a.bottom.min(b.bottom) - a.top.max(b.top);
    let area = |rect: &Rect| (rect.right - rect.left) * (rect.bottom - rect.top);
    let intersection = if width > 0. && height > 0. { width * height } else { 0. };
    Shared { intersection, first: area(a), second: area(b) }
}

fn shared_ground(a: &CameraBox, b: &CameraBox) -> Shared {
    let area = |camera_box: &CameraBox| camera_box.size.length * camera_box.size.width;
    let (first, second) = (area(a), area(b));
    let are_boxes = first > 0. && second > 0.;
    let intersection =
        if are_boxes { bev_intersection_area(&on_ground(a), &on_ground(b)) } else { 0. };
    Shared { intersection, first, second }
}

fn shared_volume(a: &CameraBox, b: &CameraBox, ground: Shared) -> Shared {
    let top = |camera_box: &CameraBox| camera_box.bottom_center.y - camera_box.size.height;
    let height = a.bottom_center.y.min(b.bottom_center.y) - top(a).max(top(b));
    let volume = |camera_box: &CameraBox| {
        let BoxSize { length, width, height } = camera_box.size;
        height * width * length
    };
    Shared {
        intersection: ground.intersection * height.max(0.),
        first: volume(a),
        second: volume(b),
    }
}

/// The box seen from above with x and z in the place of the scene's x and y, where KITTI's angle turns
/// the other way.
///
/// Rows without a 3D box have width and length -1: their placeholder is the unit square, as clipping
/// it in the official program comes out.
pub(super) fn on_ground(camera_box: &CameraBox) -> Box3d {
    let BoxSize { length, width, height } = camera_box.size;
    let center = Point3::new(camera_box.bottom_center.x, camera_box.bottom_center.z, 0.);
    let size = BoxSize { length: length.abs(), width: width.abs(), height };
    Box3d::new(center, size, -camera_box.rotation_y)
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{FRAC_PI_2, FRAC_PI_4, PI, TAU};

    use super::super::test_rows::{detection, frame_of, truth};
    use super::*;
    use voxelnet_kitti::Label;

    fn rect(left: f64, top: f64, right: f64, bottom: f64) -> Rect {
        Rect { left, top, right, bottom }
    }

    fn ground(x: f64, z: f64, length: f64, width: f64, rotation_y: f64) -> CameraBox {
        let size = BoxSize { length, width, height: 1.5 };
        CameraBox { bottom_center: Point3::new(x, 1.7, z), size, rotation_y }
    }

    fn bev_iou(a: &CameraBox, b: &CameraBox) -> f64 {
        shared_ground(a, b).over_union()
    }

    fn volume_iou(a: &CameraBox, b: &CameraBox) -> f64 {
        shared_volume(a, b, shared_ground(a, b)).over_union()
    }

    #[test]
    fn rectangles_overlap_in_continuous_coordinates() {
        let a = rect(0., 0., 10., 10.);
        for (b, expected) in [
            (a, 1.),
            (rect(5., 0., 15., 10.), 1. / 3.),
            (rect(10., 0., 20., 10.), 0.),
            (rect(10., 10., 0., 0.), 0.),
            (rect(0., 0., 10., 5.), 0.5),
            (rect(0., 0., 10., 7.), 0.7),
        ] {
            assert_eq!(shared_rect(&a, &b).over_union(), expected, "{b:?}");
        }
    }

    #[test]
    fn an_exact_limit_is_not_over_the_limit() {
        assert!(shared_rect(&rect(0., 0., 10., 10.), &rect(0., 0., 10., 7.)).over_union() <= 0.7);
        assert!(bev_iou(&ground(0., 10., 4., 2., 0.), &ground(0., 10., 2., 2., 0.)) <= 0.5);
    }

    #[test]
    fn length_runs_along_the_heading_and_width_across() {
        let along_x = ground(0., 10., 4., 2., 0.);
        let along_z = ground(0., 10., 4., 2., FRAC_PI_2);
        assert!((bev_iou(&along_x, &along_z) - 4. / 12.).abs() < 1e-12);
        assert!((bev_iou(&along_z, &ground(0., 10., 2., 4., 0.)) - 1.).abs() < 1e-12);
    }

    #[test]
    fn a_positive_rotation_turns_x_towards_minus_z() {
        // The front half of a box turned by 45 degrees lies towards (+x, -z).
        let turned = ground(0., 10., 6., 1., FRAC_PI_4);
        let shared = |x, z| shared_ground(&turned, &ground(x, z, 0.5, 0.5, 0.)).intersection;
        assert!((shared(1.5, 8.5) - 0.25).abs() < 1e-12);
        assert_eq!(shared(1.5, 11.5), 0.);
    }

    #[test]
    fn half_turns_and_whole_turns_change_nothing() {
        let a = ground(0.3, 10., 4., 1.6, 0.4);
        for turn in [PI, -PI, TAU, 5. * TAU] {
            let b = ground(0.3, 10., 4., 1.6, 0.4 + turn);
            assert!((bev_iou(&a, &b) - 1.).abs() < 1e-9, "{turn}");
        }
    }

    #[test]
    fn the_vertical_span_ends_at_the_given_bottom() {
        let a = ground(0., 10., 4., 2., 0.);
        let mut b = a;
        b.bottom_center.y -= 0.75;
        assert!((volume_iou(&a, &b) - 1. / 3.).abs() < 1e-12);
        b.bottom_center.y = 0.1;
        assert_eq!(volume_iou(&a, &b), 0.);
        assert_eq!(bev_iou(&a, &b), 1.);
    }

    #[test]
    fn impossible_sizes_overlap_nothing() {
        let a = ground(0., 10., 4., 2., 0.);
        for (length, width) in [(0., 2.), (4., 0.), (-4., 2.), (4., -2.)] {
            let b = ground(0., 10., length, width, 0.);
            assert_eq!((bev_iou(&a, &b), volume_iou(&a, &b)), (0., 0.));
        }
        let mut sunken = a;
        sunken.size.height = -1.;
        assert_eq!(volume_iou(&a, &sunken), 0.);
    }

    #[test]
    fn a_detection_without_a_3d_box_lies_in_the_placeholder_area_from_above_only() {
        let placeholder = CameraBox {
            bottom_center: Point3::new(-1000., -1000., -1000.),
            size: BoxSize { length: -1., width: -1., height: -1. },
            rotation_y: -10.,
        };
        let area = Label { camera_box: placeholder, ..truth("DontCare", 0.) };
        let row = Label { camera_box: placeholder, ..detection("Car", 0., 0.5) };
        let frame = frame_of(&[area], &[row, detection("Car", 0., 0.5)]);
        let overlaps = FrameOverlaps::new(&frame);
        let shares = |metric| [0, 1].map(|row| overlaps.get(metric).dont_care_share(row));
        assert!((shares(Metric::Bev)[0] - 1.).abs() < 1e-9);
        assert_eq!(shares(Metric::Bev)[1], 0.);
        assert_eq!(shares(Metric::Volume), [0., 0.]);
    }

    #[test]
    fn the_share_in_a_dont_care_area_is_of_the_detection() {
        let area = Label { rect: rect(0., 0., 100., 100.), ..truth("DontCare", 0.) };
        let inside = Label { rect: rect(90., 90., 110., 100.), ..detection("Car", 0., 0.5) };
        let overlaps = FrameOverlaps::new(&frame_of(&[area], &[inside]));
        assert_eq!(overlaps.get(Metric::Bbox).dont_care_share(0), 0.5);
    }
}
