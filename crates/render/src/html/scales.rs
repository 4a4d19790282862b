//! The values at the ends of the colour ramps, the same for all scans of a file.

use serde::Serialize;
use voxelnet_scene::Point;

use super::scene::HtmlScene;
use crate::color::{HeightScale, RangeScale, outer_percentiles};

/// Points that are looked at; the ends of a ramp do not change with more.
const MAX_SAMPLES: usize = 1_000_000;

/// From the lowest to the highest percent of the points.
#[derive(Serialize)]
pub(super) struct Scales {
    /// Metres.
    height: [f64; 2],
    /// Horizontal distance to the sensor, metres.
    distance: [f64; 2],
    /// As scans hold it; the lower end is zero.
    intensity: [f64; 2],
}

impl Scales {
    pub fn of(scenes: &[HtmlScene]) -> Self {
        let num_points: usize = scenes.iter().map(|scene| scene.cloud.len()).sum();
        let stride = num_points / MAX_SAMPLES + 1;
        let sample = || {
            let points = scenes.iter().flat_map(|scene| &scene.cloud.points);
            points.step_by(stride).filter(|point| point.is_finite())
        };
        let height = HeightScale::of(sample());
        let distance = RangeScale::of(sample().map(|point| point.position().xy().coords.norm()));
        let intensities = sample().map(|point: &Point| f64::from(point.intensity));
        let brightest = outer_percentiles(intensities).map_or(1., |(_, high)| high);
        Self {
            height: [height.low, height.high],
            distance: [distance.low, distance.high],
            // Scans without intensity hold zeros.
            intensity: [0., if brightest > 0. { brightest } else { 1. }],
        }
    }

    /// The value at the upper end of the ramp of intensities, above zero.
    pub fn highest_intensity(&self) -> f64 {
        self.intensity[1]
    }
}

#[cfg(test)]
mod tests {
    use voxelnet_scene::PointCloud;

    use super::*;

    fn scales_of(points: Vec<Point>) -> Scales {
        let cloud = PointCloud::new(points);
        let scene = HtmlScene { name: "000000".into(), cloud: &cloud, boxes: vec![] };
        Scales::of(&[scene])
    }

    #[test]
    fn a_few_mirrors_do_not_darken_the_rest() {
        let mut points = vec![Point::new(5., 0., 0., 0.4); 1000];
        points.extend([Point::new(5., 0., 0., 1.); 5]);
        assert!((scales_of(points).highest_intensity() - 0.4).abs() < 1e-6);
    }

    #[test]
    fn the_intensity_scale_is_never_empty() {
        for intensity in [0., -3., f32::NAN] {
            let scales = scales_of(vec![Point::new(5., 0., 0., intensity); 3]);
            assert_eq!(scales.highest_intensity(), 1.);
        }
        assert_eq!(scales_of(vec![]).highest_intensity(), 1.);
    }
}
