//! A scan with its labelled boxes, as the network meets it.

use voxelnet_detection::ClassBox;
use voxelnet_scene::{Box3d, PointCloud, ScanWarning, bev_intersection_area};

use crate::ground::GroundPlane;

/// A scan with the boxes of the classes that are learned.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct LabelledScan {
    /// The points.
    pub cloud: PointCloud,
    /// The labelled boxes of the classes of the configuration, wherever they are.
    pub boxes: Vec<ClassBox>,
    /// Labelled boxes that are not to be found: nothing else can stand there.
    pub obstacles: Vec<Obstacle>,
    /// The road, where the dataset says where it is; before the scan is turned or scaled.
    pub(crate) ground: Option<GroundPlane>,
    /// The warnings about the file of the scan.
    pub warnings: Vec<ScanWarning>,
}

/// A labelled box that is not to be found.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Obstacle {
    /// Its box.
    pub box3d: Box3d,
    /// The class that it may be taken for without gain or loss, if any: as a van for a car, as in the
    /// evaluation, or as an object with hardly any points for what it is.
    pub may_pass_for: Option<usize>,
}

impl LabelledScan {
    /// The obstacles that may be taken for an object of a class: no anchor there is right or wrong.
    pub fn lookalikes(&self) -> Vec<ClassBox> {
        let lookalike = |&Obstacle { box3d, may_pass_for }: &Obstacle| {
            may_pass_for.map(|class| ClassBox { class, box3d })
        };
        self.obstacles.iter().filter_map(lookalike).collect()
    }

    /// Makes obstacles of the boxes with fewer points inside.
    pub(crate) fn set_aside_boxes_below(&mut self, min_points: usize) {
        let points = &self.cloud.points;
        let has_enough = |labelled: &ClassBox| {
            let inside = points.iter().filter(|point| labelled.box3d.contains(point));
            inside.take(min_points).count() == min_points
        };
        let (kept, aside) = std::mem::take(&mut self.boxes).into_iter().partition(has_enough);
        self.boxes = kept;
        let aside: Vec<ClassBox> = aside;
        self.obstacles.extend(
            aside
                .into_iter()
                .map(|ClassBox { class, box3d }| Obstacle { box3d, may_pass_for: Some(class) }),
        );
    }

    /// Whether a box overlaps none of the others seen from above, the one at `except` not counted.
    pub(crate) fn has_room_for(&self, candidate: &Box3d, except: Option<usize>) -> bool {
        let others = self.boxes.iter().enumerate().filter(|(index, _)| Some(*index) != except);
        let mut others = others
            .map(|(_, labelled)| &labelled.box3d)
            .chain(self.obstacles.iter().map(|obstacle| &obstacle.box3d));
        others.all(|other| bev_intersection_area(candidate, other) == 0.)
    }
}
