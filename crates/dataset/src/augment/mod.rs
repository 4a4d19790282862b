//! Variations of a whole scan that leave its labels true (section 3.2 of the paper).

use std::f64::consts::PI;

use rand::RngExt;
use serde::{Deserialize, Serialize};
use voxelnet_head::ConfigError;
use voxelnet_scene::wrap_angle;

use crate::order::{Purpose, generator, number_of_frame};
use crate::{DatasetError, FrameReader, LabelledScan};

/// How training frames are varied; zeros and ones switch a variation off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct AugmentConfig {
    /// How often left and right are exchanged, 0 to 1.
    pub flip_probability: f64,
    /// The scan is turned about the sensor by up to this angle to either side, radians.
    pub max_rotation: f64,
    /// The scan is scaled about the sensor by a factor between these two.
    pub scale: [f64; 2],
}

impl AugmentConfig {
    /// Nothing varied.
    pub fn switched_off(&self) -> Self {
        Self { flip_probability: 0., max_rotation: 0., scale: [1.; 2] }
    }

    /// Checks that every value is possible.
    ///
    /// # Errors
    /// [`ConfigError::Value`] names the key, what stands there and what was expected.
    pub fn check(&self) -> Result<(), ConfigError> {
        let share = self.flip_probability;
        let holds = (0. ..=1.).contains(&share);
        ConfigError::require(holds, "augment.flip_probability", share, "a number from 0 to 1")?;
        let angle = self.max_rotation;
        let holds = (0. ..=PI).contains(&angle);
        ConfigError::require(holds, "augment.max_rotation", angle, "radians from 0 to pi")?;
        let [low, high] = self.scale;
        let holds = 0. < low && low <= high && high.is_finite();
        let found = format!("[{low}, {high}]");
        ConfigError::require(holds, "augment.scale", found, "two factors above 0, the lower first")
    }
}

/// Varies frames, each epoch anew.
#[derive(Clone, Debug)]
pub struct Augmenter {
    config: AugmentConfig,
    seed: u64,
}

impl Augmenter {
    /// Variations that follow from a seed.
    ///
    /// # Errors
    /// Never.
    pub fn new(
        config: &AugmentConfig,
        seed: u64,
        _reader: &FrameReader,
    ) -> Result<Self, DatasetError> {
        Ok(Self { config: *config, seed })
    }

    /// Varies a frame as an epoch sees it; the same seed, epoch and frame give the same.
    ///
    /// # Errors
    /// Never.
    pub fn apply(
        &self,
        scan: &mut LabelledScan,
        epoch: u64,
        frame: &str,
    ) -> Result<(), DatasetError> {
        let purpose = Purpose::Augment { frame: number_of_frame(frame) };
        augment(scan, &self.config, &mut generator(self.seed, epoch, purpose));
        Ok(())
    }
}

/// Flips, turns and scales points and boxes together.
fn augment(scan: &mut LabelledScan, config: &AugmentConfig, rng: &mut impl RngExt) {
    // Every number is drawn whatever the configuration, so that switching one variation off does
    // not change the others.
    let flips = rng.random::<f64>() < config.flip_probability;
    let angle = config.max_rotation * rng.random_range(-1.0..1.0);
    let factor = config.scale[0] + (config.scale[1] - config.scale[0]) * rng.random::<f64>();
    if flips {
        flip(scan);
    }
    rotate(scan, angle);
    scale(scan, factor);
}

fn flip(scan: &mut LabelledScan) {
    scan.cloud.points.iter_mut().for_each(|point| point.y = -point.y);
    for labelled in &mut scan.boxes {
        labelled.box3d.center.y = -labelled.box3d.center.y;
        labelled.box3d.yaw = wrap_angle(-labelled.box3d.yaw);
    }
}

fn rotate(scan: &mut LabelledScan, angle: f64) {
    let (sin, cos) = angle.sin_cos();
    for point in &mut scan.cloud.points {
        let (x, y) = (f64::from(point.x), f64::from(point.y));
        point.x = (x * cos - y * sin) as f32;
        point.y = (x * sin + y * cos) as f32;
    }
    for labelled in &mut scan.boxes {
        let center = &mut labelled.box3d.center;
        (center.x, center.y) = (center.x * cos - center.y * sin, center.x * sin + center.y * cos);
        labelled.box3d.yaw = wrap_angle(labelled.box3d.yaw + angle);
    }
}

fn scale(scan: &mut LabelledScan, factor: f64) {
    for point in &mut scan.cloud.points {
        for value in [&mut point.x, &mut point.y, &mut point.z] {
            *value = (f64::from(*value) * factor) as f32;
        }
    }
    for labelled in &mut scan.boxes {
        labelled.box3d.center *= factor;
        let size = &mut labelled.box3d.size;
        for value in [&mut size.length, &mut size.width, &mut size.height] {
            *value *= factor;
        }
    }
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_head::BoxOfClass;
    use voxelnet_scene::{Box3d, BoxSize, Point, PointCloud};

    use super::*;

    /// A box with points spread inside it, and as many spread around it.
    fn scan() -> LabelledScan {
        let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
        let box3d = Box3d::new(Point3::new(12., 5., -1.), size, 0.7);
        let mut rng = generator(3, 0, Purpose::Order);
        let points = (0..400)
            .map(|_| {
                let mut offset = || rng.random_range(-2.5..2.5_f32);
                Point::new(12. + offset(), 5. + offset(), -1. + offset() / 2., 0.5)
            })
            .collect();
        LabelledScan {
            cloud: PointCloud::new(points),
            boxes: vec![BoxOfClass { class: 0, box3d }],
            ..LabelledScan::default()
        }
    }

    fn inside(scan: &LabelledScan) -> Vec<bool> {
        scan.cloud.points.iter().map(|point| scan.boxes[0].box3d.contains(point)).collect()
    }

    #[test]
    fn the_points_of_a_box_stay_its_points() {
        let original = scan();
        assert!(inside(&original).iter().filter(|&&is_inside| is_inside).count() > 30);
        let config = AugmentConfig { flip_probability: 0.5, max_rotation: 0.8, scale: [0.9, 1.1] };
        for frame in 0..50 {
            let mut varied = scan();
            augment(&mut varied, &config, &mut generator(1, 0, Purpose::Augment { frame }));
            assert_ne!(varied.boxes, original.boxes);
            assert_eq!(inside(&varied), inside(&original));
        }
    }

    #[test]
    fn everything_switched_off_changes_nothing() {
        let config = AugmentConfig { flip_probability: 0., max_rotation: 0., scale: [1., 1.] };
        let mut varied = scan();
        augment(&mut varied, &config, &mut generator(1, 0, Purpose::Order));
        assert_eq!(varied, scan());
    }

    #[test]
    fn a_flip_turns_a_left_bend_into_a_right_bend() {
        let config = AugmentConfig { flip_probability: 1., max_rotation: 0., scale: [1., 1.] };
        let mut varied = scan();
        augment(&mut varied, &config, &mut generator(1, 0, Purpose::Order));
        let box3d = varied.boxes[0].box3d;
        assert_eq!((box3d.center.y, box3d.yaw), (-5., wrap_angle(-0.7)));
    }
}
