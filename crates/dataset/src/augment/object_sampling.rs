//! Objects of other frames added to a frame.

use std::collections::BTreeSet;

use rand::RngExt;
use rand::seq::SliceRandom;
use voxelnet_config::SamplingConfig;
use voxelnet_config::ScanConfig;
use voxelnet_detection::ClassBox;
use voxelnet_kitti::{Camera, crop_to_image};
use voxelnet_scene::{Box3d, FullScale, PointCloud};

use crate::database::{ObjectDatabase, StoredObject};
use crate::error::DatasetError;
use crate::frame::FrameReader;
use crate::ground::GroundPlane;
use crate::labelled_scan::LabelledScan;

/// Objects looked at for each one missing; in a crowded frame there is room for few.
const TRIES_PER_OBJECT: usize = 4;

/// The margin around the box of an added object in which points of the scene give way to it, metres.
const CLEARANCE_M: f64 = 0.1;

/// Fills frames up with objects from a database.
#[derive(Debug)]
pub(super) struct ObjectSampler {
    database: ObjectDatabase,
    pools: Vec<Pool>,
    scan: ScanConfig,
    /// The scale of the intensities of objects, which is that of their scans.
    full_scale: FullScale,
    min_points: usize,
}

/// The objects of one class that may be added.
#[derive(Debug)]
struct Pool {
    class: usize,
    /// Boxes of the class that a frame shall have.
    fill_to: usize,
    /// Positions in the database.
    objects: Vec<usize>,
}

impl ObjectSampler {
    /// `None` when nothing is to be added. Objects come from the given frames, or all when `None`.
    pub(super) fn new(
        config: &SamplingConfig,
        reader: &FrameReader,
        frames: Option<&[String]>,
    ) -> Result<Option<Self>, DatasetError> {
        if config.fill_to.values().all(|&count| count == 0) {
            return Ok(None);
        }
        let path = reader.dataset().root().join(&config.database);
        let database = ObjectDatabase::open(&path)?;
        let source =
            PoolSource { database: &database, reader, frames, min_points: config.min_points };
        let wanted = config.fill_to.iter().filter(|(_, count)| **count > 0);
        let mut pools: Vec<Pool> = wanted
            .map(|(class, &fill_to)| source.pool(class, fill_to))
            .collect::<Result<_, _>>()?;
        // Not in the order of their names, whose spelling decides nothing else.
        pools.sort_by_key(|pool| pool.class);
        let (scan, full_scale) = (reader.config().scan, reader.full_scale());
        Ok(Some(Self { database, pools, scan, full_scale, min_points: config.min_points }))
    }

    /// Adds objects, each where it stood in its own frame but on the ground of this one. One that would
    /// overlap another seen from above is left out, points of the scene inside it give way.
    pub(super) fn fill(
        &self,
        scan: &mut LabelledScan,
        frame: &str,
        reader: &FrameReader,
        rng: &mut impl RngExt,
    ) -> Result<(), DatasetError> {
        let window = reader.window(frame)?;
        let ground = scan.ground.or_else(|| GroundPlane::of_scan(&scan.cloud));
        for Pool { class, fill_to, objects } in &self.pools {
            let is_there = |labelled: &&ClassBox| {
                labelled.class == *class && reader.sees(labelled.box3d.center)
            };
            let num_there = scan.boxes.iter().filter(is_there).count();
            let mut num_missing = fill_to.saturating_sub(num_there);
            let stored = |index: &usize| &self.database.objects()[*index];
            let of_others = objects.iter().filter(|&index| stored(index).frame != frame).collect();
            for index in drawn(of_others, num_missing * TRIES_PER_OBJECT, rng) {
                if num_missing == 0 {
                    break;
                }
                let object = stored(index);
                let box3d = self.placed(object, ground.as_ref());
                let cleared = enlarged(&box3d);
                if !reader.sees(box3d.center) || !scan.has_room_for(&cleared, None) {
                    continue;
                }
                let points = self.points(object, &box3d, window.as_ref())?;
                if points.len() < self.min_points {
                    continue;
                }
                scan.cloud.points.retain(|point| !cleared.contains(point));
                scan.cloud.points.extend(points.points);
                scan.boxes.push(ClassBox { class: *class, box3d });
                num_missing -= 1;
            }
        }
        Ok(())
    }

    /// The box as the network sees it, as high above this ground as above its own; where either is
    /// unknown, as high as in its own scan.
    fn placed(&self, object: &StoredObject, ground: Option<&GroundPlane>) -> Box3d {
        let mut box3d = self.scan.network_box_from_scan(&object.box3d);
        if let (Some(ground), Some(height)) = (ground, object.height_above_ground) {
            let bottom = ground.z_at(box3d.center.x, box3d.center.y) + height;
            box3d.center.z = bottom + box3d.size.height / 2.;
        }
        box3d
    }

    /// The points of an object, lifted with its box, that the frame would keep.
    fn points(
        &self,
        object: &StoredObject,
        placed: &Box3d,
        window: Option<&Camera>,
    ) -> Result<PointCloud, DatasetError> {
        let mut cloud = self.database.points(object)?;
        self.full_scale.normalize(&mut cloud.points);
        // A lift is the same in the frame of the scan and in that of the network.
        let seen = self.scan.network_box_from_scan(&object.box3d);
        let lift = placed.center.z - seen.center.z;
        for point in &mut cloud.points {
            point.z = (f64::from(point.z) + lift) as f32;
        }
        if let Some(Camera { calibration, image }) = window {
            cloud = crop_to_image(&cloud, calibration, *image);
        }
        self.scan.network_from_scan(&mut cloud);
        Ok(cloud)
    }
}

/// The sources of the pools.
struct PoolSource<'a> {
    database: &'a ObjectDatabase,
    reader: &'a FrameReader,
    frames: Option<&'a [String]>,
    min_points: usize,
}

impl PoolSource<'_> {
    fn pool(&self, class: &str, fill_to: usize) -> Result<Pool, DatasetError> {
        let Self { database, reader, min_points, .. } = self;
        let refused = |problem: String| DatasetError::Sampling { class: class.to_owned(), problem };
        let number = reader.class_names().position(|name| name.eq_ignore_ascii_case(class));
        let number = number.ok_or_else(|| {
            let known: Vec<&str> = reader.class_names().collect();
            refused(format!("no class of the network, expected one of {}", known.join(", ")))
        })?;
        let is_of_class = |kind: &str| reader.config().class_name(kind).eq_ignore_ascii_case(class);
        let frames: Option<BTreeSet<&String>> = self.frames.map(|frames| frames.iter().collect());
        let is_usable = |object: &StoredObject| {
            object.num_points >= *min_points
                && frames.as_ref().is_none_or(|frames| frames.contains(&object.frame))
        };
        let of_class = database.by_kind().filter(|(kind, _)| is_of_class(kind));
        let objects: Vec<usize> = of_class
            .flat_map(|(_, objects)| objects)
            .copied()
            .filter(|&object| is_usable(&database.objects()[object]))
            .collect();
        if objects.is_empty() {
            return Err(refused(format!(
                "the database has no object of the class with {min_points} points or more in the \
                 frames that are trained on"
            )));
        }
        Ok(Pool { class: number, fill_to, objects })
    }
}

/// Some of the objects in random order, none twice.
fn drawn<'a>(mut objects: Vec<&'a usize>, count: usize, rng: &mut impl RngExt) -> Vec<&'a usize> {
    let count = count.min(objects.len());
    objects.partial_shuffle(rng, count).0.to_vec()
}

fn enlarged(box3d: &Box3d) -> Box3d {
    let mut enlarged = *box3d;
    let size = &mut enlarged.size;
    for extent in [&mut size.length, &mut size.width, &mut size.height] {
        *extent += 2. * CLEARANCE_M;
    }
    enlarged
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_config::BoxFrame;
    use voxelnet_scene::{Point, bev_intersection_area};

    use super::super::Augmenter;
    use super::*;
    use crate::database::{ObjectSource, build_database};
    use crate::test_dataset::TestDataset;
    use crate::test_reader::quick_reader;
    use voxelnet_config::AugmentConfig;

    /// Frames with a car each, at a place of its own, on a flat road 1.6 m below the sensor; frame 0 has
    /// a truck where frame 1 has its car.
    fn dataset() -> TestDataset {
        let dataset = TestDataset::new();
        for frame in 0..8 {
            let (x, y) = (10. + 4.5 * frame as f32, if frame % 2 == 0 { 4. } else { -4. });
            let label = |kind: &str, x: f32, y: f32| {
                let depth_and_yaw = format!("{x} -1.5707963");
                format!("{kind} 0 0 0 0 0 9 9 1.5 1.6 4.0 {} 1.6 {depth_and_yaw}\n", -y)
            };
            let mut labels = label("Car", x, y);
            if frame == 0 {
                labels += &label("Truck", 14.5, -4.);
            }
            let mut points: Vec<[f32; 4]> = (0..20)
                .map(|i| [x - 1.5 + 0.15 * i as f32, y + 0.5, -0.5, frame as f32 / 10.])
                .collect();
            for i in -18..18 {
                points
                    .extend((-18..18).map(|j| [2. * i as f32 + 1., 2. * j as f32 + 1., -1.6, 0.9]));
            }
            dataset.frame(&format!("{frame:06}"), &points, &labels);
        }
        let frames = dataset.open().frame_ids("train").unwrap();
        let path = dataset.path("objects.db");
        let source = ObjectSource {
            dataset: &dataset.open(),
            boxes: BoxFrame::Camera,
            columns: None,
            frames: &frames,
        };
        build_database(&source, &path, |_| ()).unwrap();
        dataset
    }

    fn sampling(class: &str, fill_to: usize) -> AugmentConfig {
        let mut config = AugmentConfig::none();
        config.sampling.fill_to.insert(class.to_owned(), fill_to);
        config
    }

    fn filled(
        dataset: &TestDataset,
        config: &AugmentConfig,
        frame: &str,
        seed: u64,
    ) -> LabelledScan {
        let reader = quick_reader(dataset);
        let mut scan = reader.labelled(frame).unwrap();
        let augmenter = Augmenter::new(config, seed, &reader, None).unwrap();
        augmenter.apply(&mut scan, 0, frame, &reader).unwrap();
        scan
    }

    #[test]
    fn objects_come_with_their_points_and_overlap_nothing() {
        let dataset = dataset();
        for seed in 0..20 {
            let scan = filled(&dataset, &sampling("Car", 5), "000000", seed);
            assert_eq!(scan.boxes.len(), 5, "{seed}");
            for (i, labelled) in scan.boxes.iter().enumerate() {
                let inside =
                    scan.cloud.points.iter().filter(|point| labelled.box3d.contains(point));
                let intensities: Vec<f32> = inside.map(|point| point.intensity).collect();
                // Its own twenty points, of one frame, and none of the road.
                assert_eq!(intensities.len(), 20, "{intensities:?}");
                assert!(intensities.iter().all(|&intensity| intensity == intensities[0]));
                let others = scan.boxes[..i].iter().map(|other| other.box3d);
                let mut around = others.chain(scan.obstacles.iter().map(|obstacle| obstacle.box3d));
                assert!(around.all(|other| bev_intersection_area(&labelled.box3d, &other) == 0.));
            }
            // The truck stands where the car of frame 1 would.
            assert_eq!(scan.obstacles.len(), 1);
            assert!(!scan.cloud.points.iter().any(|point| point.intensity == 0.1));
        }
    }

    #[test]
    fn objects_stand_on_the_ground_of_the_frame() {
        let dataset = dataset();
        // A road that rises by 5% ahead, as the dataset itself says.
        dataset.write("training/planes/000002.txt", "0 -1 -0.05 1.6");
        let scan = filled(&dataset, &sampling("Car", 6), "000002", 1);
        assert_eq!(scan.boxes.len(), 6);
        for labelled in &scan.boxes[1..] {
            let road = 0.05 * labelled.box3d.center.x - 1.6;
            assert!((labelled.box3d.bottom() - road).abs() < 0.02, "{:?}", labelled.box3d);
        }
    }

    #[test]
    fn a_frame_gets_what_it_lacks_and_nothing_of_its_own() {
        let dataset = dataset();
        let full = filled(&dataset, &sampling("Car", 1), "000003", 1);
        assert_eq!(full, quick_reader(&dataset).labelled("000003").unwrap());
        for seed in 0..10 {
            let scan = filled(&dataset, &sampling("car", 99), "000003", seed);
            // Eight cars, of which one is its own.
            assert_eq!(scan.boxes.len(), 8);
            let own = scan.boxes[0].box3d;
            assert!(
                scan.boxes[1..].iter().all(|other| (other.box3d.center - own.center).norm() > 1.)
            );
        }
    }

    #[test]
    fn objects_come_from_the_frames_that_are_trained_on() {
        let dataset = dataset();
        let reader = quick_reader(&dataset);
        let frames = ["000002", "000003"].map(str::to_owned);
        let config = sampling("Car", 9);
        let augmenter = Augmenter::new(&config, 1, &reader, Some(&frames)).unwrap();
        let mut scan = reader.labelled("000002").unwrap();
        augmenter.apply(&mut scan, 0, "000002", &reader).unwrap();
        assert_eq!(scan.boxes.len(), 2);
        assert!(scan.cloud.points.iter().any(|point| point.intensity == 0.3));
        let none = Augmenter::new(&config, 1, &reader, Some(&[])).unwrap_err().to_string();
        assert!(none.contains("in the frames that are trained on"), "{none}");
    }

    #[test]
    fn an_object_beside_another_leaves_it_its_points() {
        // Frame 1 stands 5 cm beside the car that frame 0 has got.
        let dataset = dataset();
        let label = "Car 0 0 0 0 0 9 9 1.5 1.6 4.0 2.35 1.6 14.5 -1.5707963\n";
        let points: Vec<[f32; 4]> =
            (0..20).map(|i| [13. + 0.15 * i as f32, -3.1, -0.5, 0.55]).collect();
        dataset.frame("000009", &points, label);
        for seed in 0..10 {
            let scan = filled(&dataset, &sampling("Car", 8), "000009", seed);
            let inside = |point: &&Point| scan.boxes[0].box3d.contains(point);
            let own = scan.cloud.points.iter().filter(inside);
            assert_eq!(own.filter(|point| point.intensity == 0.55).count(), 20, "{seed}");
        }
    }

    #[test]
    fn the_seed_decides_which() {
        let dataset = dataset();
        let config = sampling("Car", 3);
        let first = filled(&dataset, &config, "000000", 1);
        assert_eq!(first, filled(&dataset, &config, "000000", 1));
        assert!((2..9).any(|seed| filled(&dataset, &config, "000000", seed) != first));
    }

    #[test]
    fn classes_that_cannot_be_sampled_are_refused() {
        let dataset = dataset();
        let reader = quick_reader(&dataset);
        let refused = |config: &AugmentConfig| {
            Augmenter::new(config, 1, &reader, None).unwrap_err().to_string()
        };
        let unknown = refused(&sampling("Tram", 2));
        assert_eq!(
            unknown,
            "augment.sampling.fill_to.Tram: no class of the network, expected one of Car"
        );
        let mut many = sampling("Car", 2);
        many.sampling.min_points = 21;
        assert!(refused(&many).contains("no object of the class with 21 points or more"));
        std::fs::remove_file(dataset.path("objects.db")).unwrap();
        assert!(refused(&sampling("Car", 2)).contains("voxelnet prepare"));
        assert!(Augmenter::new(&sampling("Car", 0), 1, &reader, None).is_ok());
    }
}
