//! Variations of a frame that leave its labels true (arXiv:1711.06396, section 3.2, and what users expect
//! beside it), a kind a file.

mod dropout;
mod intensity;
mod object_noise;
mod object_sampling;
mod shift;
mod tilt;
mod whole_scan;

use voxelnet_config::AugmentConfig;

use dropout::drop_points;
use intensity::scale_intensities;
use object_noise::move_objects;
use object_sampling::ObjectSampler;
use shift::shift_scan;
use tilt::tilt_scan;
use whole_scan::vary_whole_scan;

use crate::error::DatasetError;
use crate::frame::FrameReader;
use crate::labelled_scan::LabelledScan;
use crate::order::{Purpose, Variation, generator, number_of_frame};

/// Varies frames, each epoch anew.
#[derive(Debug)]
pub struct Augmenter {
    config: AugmentConfig,
    seed: u64,
    sampler: Option<ObjectSampler>,
}

impl Augmenter {
    /// Variations that follow from a seed; objects to add come from the given frames of the reader's
    /// dataset, or from all when `None`.
    ///
    /// # Errors
    /// When objects are to be added and the database is none, or has none of a class.
    pub fn new(
        config: &AugmentConfig,
        seed: u64,
        reader: &FrameReader,
        frames: Option<&[String]>,
    ) -> Result<Self, DatasetError> {
        let sampler = ObjectSampler::new(&config.sampling, reader, frames)?;
        Ok(Self { config: config.clone(), seed, sampler })
    }

    /// Varies a frame of a reader as an epoch sees it; the same seed, epoch and frame give the same.
    ///
    /// Objects are added first, then all are moved on their own, then the scan is flipped, turned, scaled,
    /// tilted and moved, its intensities are scaled, and last points are left out.
    ///
    /// # Errors
    /// When the object database, or what of the frame adding objects needs, cannot be read any more.
    pub fn apply(
        &self,
        scan: &mut LabelledScan,
        epoch: u64,
        frame: &str,
        reader: &FrameReader,
    ) -> Result<(), DatasetError> {
        let number = number_of_frame(frame);
        let rng =
            |variation| generator(self.seed, epoch, Purpose::Augment { variation, frame: number });
        if let Some(sampler) = &self.sampler {
            sampler.fill(scan, frame, reader, &mut rng(Variation::Sampling))?;
        }
        move_objects(scan, &self.config.objects, &mut rng(Variation::ObjectNoise));
        vary_whole_scan(scan, &self.config, &mut rng(Variation::WholeScan));
        tilt_scan(scan, self.config.max_tilt, &mut rng(Variation::Tilt));
        shift_scan(scan, self.config.translation_std_m.into(), &mut rng(Variation::Shift));
        let [low, high] = self.config.intensity_scale;
        scale_intensities(scan, low..=high, &mut rng(Variation::Intensity));
        drop_points(scan, self.config.max_dropout, &mut rng(Variation::Dropout));
        scan.ground = None; // it was not moved along, and nothing needs it any more
        Ok(())
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use nalgebra::Point3;
    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use voxelnet_config::ObjectNoiseConfig;
    use voxelnet_detection::ClassBox;
    use voxelnet_scene::{Box3d, BoxSize, Point, PointCloud};

    use super::*;
    use crate::test_dataset::TestDataset;
    use crate::test_reader::quick_reader;

    pub(super) fn car_at(x: f64, y: f64, yaw: f64) -> Box3d {
        let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
        Box3d::new(Point3::new(x, y, -1.), size, yaw)
    }

    /// Boxes with points spread in and around each, none so near a face that rounding decides.
    pub(super) fn scan_of(boxes: &[Box3d]) -> LabelledScan {
        let mut rng = ChaCha8Rng::seed_from_u64(3);
        let mut points = Vec::new();
        for box3d in boxes {
            for _ in 0..300 {
                let mut offset = || rng.random_range(-2.5..2.5_f64);
                let at = box3d.center + nalgebra::Vector3::new(offset(), offset(), offset() / 2.);
                points.push(Point::new(at.x as f32, at.y as f32, at.z as f32, 0.5));
            }
        }
        let near_a_face = |point: &Point| {
            boxes.iter().any(|box3d| {
                let local = box3d.local_from_lidar(point.position());
                let half = [box3d.size.length, box3d.size.width, box3d.size.height];
                (0..3).any(|axis| (local[axis].abs() - half[axis] / 2.).abs() < 1e-3)
            })
        };
        points.retain(|point| !near_a_face(point));
        LabelledScan {
            cloud: PointCloud::new(points),
            boxes: boxes.iter().map(|&box3d| ClassBox { class: 0, box3d }).collect(),
            ..LabelledScan::default()
        }
    }

    /// The first box that each point is inside.
    pub(super) fn boxes_inside(scan: &LabelledScan) -> Vec<Option<usize>> {
        let owner =
            |point: &Point| scan.boxes.iter().position(|labelled| labelled.box3d.contains(point));
        scan.cloud.points.iter().map(owner).collect()
    }

    fn varied(config: &AugmentConfig, seed: u64, epoch: u64, frame: &str) -> LabelledScan {
        let dataset = TestDataset::new();
        dataset.frame("000000", &[], "");
        let reader = quick_reader(&dataset);
        let augmenter = Augmenter::new(config, seed, &reader, None).unwrap();
        let mut scan = scan_of(&[car_at(15., 5., 0.3), car_at(30., -6., 2.)]);
        augmenter.apply(&mut scan, epoch, frame, &reader).unwrap();
        scan
    }

    fn everything() -> AugmentConfig {
        let objects = ObjectNoiseConfig { max_rotation: 0.3, translation_std_m: [1.; 3] };
        AugmentConfig {
            flip_probability: 0.5,
            max_rotation: 0.7,
            scale: [0.95, 1.05],
            max_tilt: 0.02,
            translation_std_m: [0.2; 3],
            intensity_scale: [0.5, 1.5],
            max_dropout: 0.2,
            objects,
            ..AugmentConfig::none()
        }
    }

    #[test]
    fn seed_epoch_and_frame_decide_and_nothing_else() {
        let first = varied(&everything(), 1, 2, "000003");
        assert_eq!(first, varied(&everything(), 1, 2, "000003"));
        for (seed, epoch, frame) in [(2, 2, "000003"), (1, 3, "000003"), (1, 2, "000004")] {
            assert_ne!(first.boxes, varied(&everything(), seed, epoch, frame).boxes);
        }
    }

    #[test]
    fn switching_one_variation_off_does_not_change_the_others() {
        let all = varied(&everything(), 1, 0, "000003");
        let no_dropout = varied(&AugmentConfig { max_dropout: 0., ..everything() }, 1, 0, "000003");
        assert_eq!(all.boxes, no_dropout.boxes);
        assert!(all.cloud.len() < no_dropout.cloud.len());
        // Without their own movement the boxes are turned, flipped and scaled as before.
        let objects = ObjectNoiseConfig::default();
        let rigid = varied(&AugmentConfig { objects, ..everything() }, 1, 0, "000003");
        let sizes = |scan: &LabelledScan| [0, 1].map(|i| scan.boxes[i].box3d.size);
        assert_eq!(sizes(&all), sizes(&rigid));
        assert_eq!(all.cloud.len(), rigid.cloud.len());
        assert_ne!(all.boxes, rigid.boxes);
    }

    #[test]
    fn everything_switched_off_changes_nothing() {
        let scan = varied(&AugmentConfig::none(), 1, 0, "000003");
        assert_eq!(scan, scan_of(&[car_at(15., 5., 0.3), car_at(30., -6., 2.)]));
    }
}
