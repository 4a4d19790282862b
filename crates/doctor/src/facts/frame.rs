//! The numbers of one frame.

use voxelnet_dataset::anchor_feet_m;
use voxelnet_voxelizer::Voxelizer;

use super::ground::GroundFacts;
use super::intensity::IntensityFacts;
use super::matching::Matching;
use super::object::ObjectFacts;
use super::points::PointFacts;
use super::pose::counts_by_pose;
use super::range::RangeFacts;
use super::voxels::VoxelFacts;
use crate::points_by_x::PointsByX;
use crate::seen_frame::{SeenFrame, SeenObject};
use crate::setup::Setup;

/// The numbers of one frame.
pub(crate) struct FrameFacts {
    pub(crate) name: String,
    pub(crate) points: PointFacts,
    pub(crate) intensity: IntensityFacts,
    pub(crate) ground: GroundFacts,
    pub(crate) range: RangeFacts,
    pub(crate) voxels: VoxelFacts,
    pub(crate) objects: Vec<ObjectFacts>,
}

impl FrameFacts {
    pub(crate) fn of(
        name: &str,
        frame: SeenFrame,
        setup: &Setup<'_>,
        voxelizer: &mut Voxelizer,
    ) -> Self {
        let ground = GroundFacts::of(&frame.cloud, anchor_feet_m(setup.anchors.classes()));
        let facts = Self {
            name: name.to_owned(),
            points: PointFacts::of(&frame, setup),
            intensity: frame.intensity,
            range: RangeFacts::of(&frame, setup.grid.spec()),
            voxels: VoxelFacts::of(frame.shown(), voxelizer),
            ground,
            objects: Vec::new(),
        };
        if frame.objects.is_empty() {
            return facts;
        }
        let shown = frame.in_image.map(|cloud| PointsByX::new(cloud.points));
        let standing = PointsByX::new(ground.points_above(&frame.cloud));
        let all = PointsByX::new(frame.cloud.points);
        let shown = shown.as_ref().unwrap_or(&all);
        let objects = frame.objects.into_iter().map(|object| {
            let SeenObject { label, class, box3d } = object;
            ObjectFacts {
                num_points: all.count_in(&box3d),
                num_shown: shown.count_in(&box3d),
                by_pose: counts_by_pose(&label, &box3d, &standing, &setup.config.frames.dataset),
                gap_m: ground.gap_below(&box3d),
                matching: class.and_then(|class| Matching::of(class, &box3d, setup)),
                label,
                class,
                box3d,
            }
        });
        Self { objects: objects.collect(), ..facts }
    }
}

/// The objects of a class in all frames whose boxes are possible.
pub(crate) fn objects_of(
    frames: &[FrameFacts],
    class: usize,
) -> impl Iterator<Item = &ObjectFacts> + Clone {
    let objects = frames.iter().flat_map(|frame| &frame.objects);
    objects.filter(move |object| object.class == Some(class) && object.is_possible())
}
