//! What is kept of a frame: a few numbers for every check, as all points of all frames would be too many.

use voxelnet_kitti::Label;
use voxelnet_scene::Box3d;
use voxelnet_voxelizer::Voxelizer;

use crate::check::{
    GroundFacts, IntensityFacts, Matching, PointFacts, RangeFacts, VoxelFacts, counts_by_pose,
    gap_below,
};
use crate::frame::{SeenFrame, SeenObject};
use crate::points_by_x::PointsByX;
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

/// The numbers of one labelled object.
pub(crate) struct ObjectFacts {
    pub(crate) label: Label,
    pub(crate) class: Option<usize>,
    pub(crate) box3d: Box3d,
    /// Points of the whole scan inside the box.
    pub(crate) num_points: usize,
    /// Those of them that training shows the network.
    pub(crate) num_shown: usize,
    /// Points above the road inside the box as given, then where other conventions would put it.
    pub(crate) by_pose: Vec<usize>,
    /// From the road up to the lower face, metres, where the road is known.
    pub(crate) gap_m: Option<f64>,
    /// The anchors of its class that overlap it, when it stands where the network looks.
    pub(crate) matching: Option<Matching>,
}

impl FrameFacts {
    pub(crate) fn of(
        name: &str,
        frame: SeenFrame,
        setup: &Setup<'_>,
        voxelizer: &mut Voxelizer,
    ) -> Self {
        let ground = GroundFacts::of(&frame.cloud);
        let facts = Self {
            name: name.to_owned(),
            points: PointFacts::of(&frame, setup),
            intensity: IntensityFacts::of(&frame.cloud),
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
                gap_m: gap_below(&box3d, &ground),
                matching: class.and_then(|class| Matching::of(class, &box3d, setup)),
                label,
                class,
                box3d,
            }
        });
        Self { objects: objects.collect(), ..facts }
    }
}

impl ObjectFacts {
    /// Whether anything can be as large as the box: nothing on a road reaches farther than 60 m.
    pub(crate) fn is_possible(&self) -> bool {
        let size = self.box3d.size;
        [size.length, size.width, size.height].iter().all(|&extent| 0. < extent && extent < 60.)
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
