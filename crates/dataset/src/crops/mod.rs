//! Objects cut out of their scans, and places without any, as small maps, for a classifier of crops.

mod background;
mod map;

pub use map::{CROP_CHANNELS, CropMap};

use std::path::Path;

use rand::SeedableRng;
use rand::seq::{IndexedRandom, SliceRandom};
use rand_chacha::ChaCha8Rng;
use voxelnet_config::DatasetConfig;
use voxelnet_kitti::KittiDataset;
use voxelnet_scene::{FullScale, IntensityScale};

use crate::database::ObjectDatabase;
use crate::error::DatasetError;
use background::background_box;
use map::MIN_POINTS;

/// A crop with what it shows.
#[derive(Clone, Debug, PartialEq)]
pub struct Crop {
    /// The position of its class among those that were asked for; their number for a place without objects.
    pub class: usize,
    /// Its points as a map.
    pub map: CropMap,
}

/// Crops of the objects in a database that [`build_database`](crate::database::build_database) made of frames, and as
/// many of places in these frames where nothing is labelled, shuffled; at most `max_per_class` of each. Intensities are on
/// the scale that the configuration names.
///
/// # Errors
/// When the database or a file of a frame is missing or damaged.
pub fn crops(
    dataset: &KittiDataset,
    config: &DatasetConfig,
    frames: &[String],
    database: &Path,
    classes: &[String],
    max_per_class: usize,
    seed: u64,
) -> Result<Vec<Crop>, DatasetError> {
    let mut rng = ChaCha8Rng::seed_from_u64(seed);
    let database = ObjectDatabase::open(database)?;
    let full_scale = match config.scan.options().intensity_scale {
        IntensityScale::Fixed(full_scale) => full_scale,
        _ => FullScale::ONE,
    };
    let (mut crops, mut boxes) = (Vec::new(), Vec::new());
    for (class, name) in classes.iter().enumerate() {
        let is_of_class = |kind: &str| config.class_name(kind).eq_ignore_ascii_case(name);
        let objects = database.objects().iter();
        let mut objects: Vec<_> = objects
            .filter(|object| object.num_points >= MIN_POINTS && is_of_class(&object.kind))
            .collect();
        objects.shuffle(&mut rng);
        for object in objects.into_iter().take(max_per_class) {
            let mut points = database.points(object)?.points;
            full_scale.normalize(&mut points);
            crops.extend(CropMap::new(&points, &object.box3d).map(|map| Crop { class, map }));
            boxes.push(object.box3d);
        }
    }
    let num_background = max_per_class.min(boxes.len());
    for _ in 0..num_background {
        let (Some(frame), Some(like)) = (frames.choose(&mut rng), boxes.choose(&mut rng)) else {
            break;
        };
        if let Some((place, points)) = background_box(dataset, config, frame, like, &mut rng)? {
            let class = classes.len();
            crops.extend(CropMap::new(&points, &place).map(|map| Crop { class, map }));
        }
    }
    crops.shuffle(&mut rng);
    Ok(crops)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_config::BoxFrame;

    use super::*;
    use crate::database::{ObjectSource, build_database};
    use crate::test_dataset::TestDataset;

    const LABELS: &str = "Car 0 0 0 0 0 9 9 1.5 1.6 4.0 0 1.5 20 -1.5707963
Pedestrian 0 0 0 0 0 9 9 1.7 0.6 0.8 -8 1.5 15 0
Truck 0 0 0 0 0 9 9 3.0 2.5 9.0 9 1.5 40 0
";

    /// A car 20 m ahead, a pedestrian 15 m ahead to the left, and a wall of points to the right.
    fn dataset() -> TestDataset {
        let mut points = Vec::new();
        for i in 0..12 {
            let step = i as f32 / 10.;
            points.push([19.3 + step, 0.2, -0.9, 0.4]);
            points.push([15.1 - step / 10., 8.1, -0.2, 0.2]);
            points.extend((0..20).map(|k| [10. + step, -5. - k as f32 / 5., -0.8, 0.1]));
        }
        let dataset = TestDataset::new();
        for frame in ["000000", "000001"] {
            dataset.frame(frame, &points, LABELS);
        }
        dataset
    }

    fn crops_of(dataset: &TestDataset, seed: u64) -> Vec<Crop> {
        let frames = ["000000", "000001"].map(str::to_owned);
        let (kitti, path) = (dataset.open(), dataset.path("objects.db"));
        let source = ObjectSource {
            dataset: &kitti,
            boxes: BoxFrame::Camera,
            columns: None,
            frames: &frames,
        };
        build_database(&source, &path, |_| ()).unwrap();
        let classes = ["Car", "Pedestrian"].map(str::to_owned);
        crops(&kitti, &DatasetConfig::default(), &frames, &path, &classes, 100, seed).unwrap()
    }

    #[test]
    fn objects_and_places_without_any_are_cut_out() {
        let crops = crops_of(&dataset(), 1);
        let count = |class| crops.iter().filter(|crop| crop.class == class).count();
        assert_eq!((count(0), count(1)), (2, 2)); // and no truck
        assert!((1..=4).contains(&count(2)), "{}", count(2));
        let width = |class| crops.iter().find(|crop| crop.class == class).unwrap().map.width;
        assert!(width(0) > width(1));
    }

    #[test]
    fn a_seed_decides_everything() {
        let dataset = dataset();
        assert_eq!(crops_of(&dataset, 1), crops_of(&dataset, 1));
        assert_ne!(crops_of(&dataset, 1), crops_of(&dataset, 2));
    }
}
