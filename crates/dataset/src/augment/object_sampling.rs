//! Objects of other frames added to a frame.

use rand::RngExt;
use rand::seq::SliceRandom;
use voxelnet_head::BoxOfClass;
use voxelnet_head::ScanConfig;
use voxelnet_scene::{Box3d, PointCloud, bev_intersection_area};

use super::SamplingConfig;
use crate::{DatasetError, FrameReader, GroundPlane, LabelledScan, ObjectDatabase, StoredObject};

/// Objects looked at for each one missing; in a crowded frame there is room for few.
const TRIES_PER_OBJECT: usize = 4;

/// What of the scene is so near an object that is added gives way to it, metres around its box.
const CLEARANCE_M: f64 = 0.1;

/// Fills frames up with objects from a database.
#[derive(Debug)]
pub(super) struct ObjectSampler {
    database: ObjectDatabase,
    pools: Vec<Pool>,
    scan: ScanConfig,
}

/// What may be added of one class.
#[derive(Debug)]
struct Pool {
    class: usize,
    /// Boxes of the class that a frame shall have.
    fill_to: usize,
    /// Positions in the database.
    objects: Vec<usize>,
}

impl ObjectSampler {
    /// `None` when nothing is to be added.
    pub(super) fn new(
        config: &SamplingConfig,
        reader: &FrameReader,
    ) -> Result<Option<Self>, DatasetError> {
        if config.fill_to.values().all(|&count| count == 0) {
            return Ok(None);
        }
        let path = reader.dataset().root().join(&config.database);
        let database = ObjectDatabase::open(&path)?;
        let pools = config
            .fill_to
            .iter()
            .map(|(class, &fill_to)| pool(class, fill_to, config.min_points, &database, reader))
            .collect::<Result<_, _>>()?;
        Ok(Some(Self { database, pools, scan: reader.config().scan }))
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
        let ground = scan.ground.unwrap_or_else(|| GroundPlane::of_scan(&scan.cloud));
        for Pool { class, fill_to, objects } in &self.pools {
            let of_class = |labelled: &&BoxOfClass| labelled.class == *class;
            let mut num_missing =
                fill_to.saturating_sub(scan.boxes.iter().filter(of_class).count());
            for index in drawn(objects, num_missing * TRIES_PER_OBJECT, rng) {
                let object = &self.database.objects()[index];
                let box3d = self.placed(object, &ground);
                if num_missing == 0 {
                    break;
                }
                if object.frame == frame || !reader.sees(box3d.center) || collides(&box3d, scan) {
                    continue;
                }
                let points = self.points(object, &box3d)?;
                let cleared = enlarged(&box3d);
                scan.cloud.points.retain(|point| !cleared.contains(point));
                scan.cloud.points.extend(points.points);
                scan.boxes.push(BoxOfClass { class: *class, box3d });
                num_missing -= 1;
            }
        }
        Ok(())
    }

    /// The box as the network sees it, as high above this ground as above its own.
    fn placed(&self, object: &StoredObject, ground: &GroundPlane) -> Box3d {
        let mut box3d = self.scan.network_box_from_scan(&object.box3d);
        let bottom = ground.z_at(box3d.center.x, box3d.center.y) + object.height_above_ground;
        box3d.center.z = bottom + box3d.size.height / 2.;
        box3d
    }

    /// The points of an object, lifted with its box.
    fn points(&self, object: &StoredObject, placed: &Box3d) -> Result<PointCloud, DatasetError> {
        let mut cloud = self.database.points(object)?;
        self.scan.network_from_scan(&mut cloud);
        let seen = self.scan.network_box_from_scan(&object.box3d);
        let lift = placed.center.z - seen.center.z;
        for point in &mut cloud.points {
            point.z = (f64::from(point.z) + lift) as f32;
        }
        Ok(cloud)
    }
}

/// The objects of a class that have enough points.
fn pool(
    class: &str,
    fill_to: usize,
    min_points: usize,
    database: &ObjectDatabase,
    reader: &FrameReader,
) -> Result<Pool, DatasetError> {
    let refused = |problem: String| DatasetError::Sampling { class: class.to_owned(), problem };
    let number = reader.class_names().position(|name| name.eq_ignore_ascii_case(class));
    let number = number.ok_or_else(|| {
        let known: Vec<&str> = reader.class_names().collect();
        refused(format!("no class of the network, expected one of {}", known.join(", ")))
    })?;
    let is_of_class = |kind: &str| reader.config().class_name(kind).eq_ignore_ascii_case(class);
    let objects: Vec<usize> = database
        .by_kind()
        .filter(|(kind, _)| is_of_class(kind))
        .flat_map(|(_, objects)| objects)
        .copied()
        .filter(|&object| database.objects()[object].num_points >= min_points)
        .collect();
    if objects.is_empty() {
        return Err(refused(format!(
            "the database has no object of the class with {min_points} points or more"
        )));
    }
    Ok(Pool { class: number, fill_to, objects })
}

/// Some of the objects in random order, none twice.
fn drawn(objects: &[usize], count: usize, rng: &mut impl RngExt) -> Vec<usize> {
    let mut drawn = objects.to_vec();
    let (chosen, _) = drawn.partial_shuffle(rng, count.min(objects.len()));
    chosen.to_vec()
}

fn collides(candidate: &Box3d, scan: &LabelledScan) -> bool {
    scan.boxes
        .iter()
        .map(|labelled| &labelled.box3d)
        .chain(&scan.obstacles)
        .any(|other| bev_intersection_area(candidate, other) > 0.)
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
    use voxelnet_head::BoxFrame;

    use super::super::config::tests::off;
    use super::super::{AugmentConfig, Augmenter};
    use super::*;
    use crate::build_database;
    use crate::test_dataset::{TestDataset, quick_reader};

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
        build_database(&dataset.open(), BoxFrame::Camera, &frames, &path, &|_| ()).unwrap();
        dataset
    }

    fn sampling(class: &str, fill_to: usize) -> AugmentConfig {
        let mut config = off();
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
        let augmenter = Augmenter::new(config, seed, &reader).unwrap();
        augmenter.apply(&mut scan, 0, frame).unwrap();
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
                let mut around = others.chain(scan.obstacles.iter().copied());
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
        let refused =
            |config: &AugmentConfig| Augmenter::new(config, 1, &reader).unwrap_err().to_string();
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
        assert!(Augmenter::new(&sampling("Car", 0), 1, &reader).is_ok());
    }
}
