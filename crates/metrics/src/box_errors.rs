//! Errors of the boxes of found objects.

use std::ops::Range;

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use voxelnet_scene::Box3d;

use crate::box_quantity::BoxQuantity;
use crate::frame_weights::weight;

/// Greatest distance on the ground of the centre of an object from that of the detection that finds it, metres.
pub(crate) const MAX_DISTANCE_M: f64 = 1.2;

/// Objects without which there is neither mean nor spread.
const MIN_OBJECTS: usize = 3;

/// The errors of the boxes of a class's found objects, object by object.
///
/// An object is found by the detection of its class whose centre is nearest on the ground, within 1.2 m. All
/// labelled objects count, however small or hidden; a detection may find several.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct BoxErrors(Vec<FoundBox>);

/// The errors of the box of one object.
#[derive(Clone, Debug, PartialEq)]
struct FoundBox {
    frame: usize,
    /// Distance of the object from the camera along the ground, metres.
    range_m: f64,
    errors: [f64; BoxQuantity::ALL.len()],
}

/// The mean and the spread of some errors.
#[derive(Clone, Copy, Debug, Default, PartialEq, Serialize)]
pub struct MeanSpread {
    /// Their mean.
    pub mean: f64,
    /// Their standard deviation as of a whole population.
    pub spread: f64,
}

/// The errors of the boxes of a class's found objects in a band of range.
///
/// Serialises as `{"objects": n, "height": {"mean": x, "spread": x}, ..}`, metres and radians.
#[derive(Clone, Debug, PartialEq)]
pub struct BandErrors {
    /// The number of found objects.
    pub num_objects: usize,
    errors: [MeanSpread; BoxQuantity::ALL.len()],
}

impl BoxErrors {
    /// The score from which on detections find objects in reports.
    pub const MIN_SCORE: f64 = 0.3;

    /// The ranges that reports tell apart, metres from the camera along the ground.
    pub const RANGES_M: [(&'static str, Range<f64>); 3] =
        [("0-20", 0.0..20.), ("20-40", 20.0..40.), ("40-80", 40.0..80.)];

    /// Adds the objects of a class in a frame; both kinds of boxes are in one upright frame with the camera at its
    /// origin.
    pub(crate) fn add_frame(&mut self, frame: usize, objects: &[Box3d], detections: &[Box3d]) {
        for object in objects {
            let offsets =
                detections.iter().map(|found| ((found.center - object.center).xy().norm(), found));
            let nearest = offsets.min_by(|a, b| a.0.total_cmp(&b.0));
            if let Some((_, found)) = nearest.filter(|(distance_m, _)| *distance_m < MAX_DISTANCE_M)
            {
                let range_m = object.center.coords.xy().norm();
                self.0.push(FoundBox {
                    frame,
                    range_m,
                    errors: BoxQuantity::errors(object, found),
                });
            }
        }
    }

    /// The errors of the objects from the start of a range on and below its end, metres along the ground.
    ///
    /// `weights` tells how many times each frame counts; empty, each counts once. None with fewer than three objects.
    ///
    /// # Panics
    /// When there are weights, but not one for each frame.
    pub fn within(&self, range_m: &Range<f64>, weights: &[u32]) -> Option<BandErrors> {
        let in_band: Vec<(f64, &FoundBox)> = self
            .0
            .iter()
            .filter(|found| range_m.contains(&found.range_m))
            .map(|found| (f64::from(weight(weights, found.frame)), found))
            .collect();
        let num_objects: f64 = in_band.iter().map(|(times, _)| times).sum();
        if num_objects < MIN_OBJECTS as f64 {
            return None;
        }
        let mean_of = |value: &dyn Fn(&FoundBox) -> f64| {
            in_band.iter().map(|(times, found)| times * value(found)).sum::<f64>() / num_objects
        };
        let errors = BoxQuantity::ALL.map(|quantity| {
            let error = |found: &FoundBox| found.errors[quantity as usize];
            let mean = mean_of(&error);
            let spread = mean_of(&|found| (error(found) - mean).powi(2)).sqrt();
            MeanSpread { mean, spread }
        });
        Some(BandErrors { num_objects: num_objects as usize, errors })
    }
}

impl BandErrors {
    /// The mean and the spread of one quantity.
    pub const fn get(&self, quantity: BoxQuantity) -> MeanSpread {
        self.errors[quantity as usize]
    }
}

impl Serialize for BandErrors {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(1 + BoxQuantity::ALL.len()))?;
        map.serialize_entry("objects", &self.num_objects)?;
        for quantity in BoxQuantity::ALL {
            map.serialize_entry(quantity.name(), &self.get(quantity))?;
        }
        map.end()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use nalgebra::Point3;
    use voxelnet_scene::BoxSize;

    use super::*;

    fn car(x: f64, y: f64) -> Box3d {
        let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
        Box3d::new(Point3::new(x, y, -1.), size, 0.)
    }

    fn errors_of(frames: &[(Vec<Box3d>, Vec<Box3d>)]) -> BoxErrors {
        let mut all = BoxErrors::default();
        for (number, (objects, detections)) in frames.iter().enumerate() {
            all.add_frame(number, objects, detections);
        }
        all
    }

    #[test]
    fn the_nearest_detection_finds_an_object_and_none_does_from_afar() {
        let near = [car(10.4, 0.), car(9.7, 0.), car(10.5, 0.)];
        let all = errors_of(&vec![(vec![car(10., 0.)], near.to_vec()); 3]);
        let ray = all.within(&(0.0..20.), &[]).unwrap().get(BoxQuantity::Ray);
        assert!((ray.mean + 0.3).abs() < 1e-12 && ray.spread < 1e-12, "{ray:?}");
        let afar = errors_of(&[(vec![car(10., 0.)], vec![car(10., 1.2)])]);
        assert_eq!(afar, BoxErrors::default());
    }

    #[test]
    fn frames_count_by_their_weights_and_fewer_than_three_objects_not_at_all() {
        let frame = |offset: f64| (vec![car(10., 0.)], vec![car(10. + offset, 0.)]);
        let all = errors_of(&[frame(0.1), frame(0.4)]);
        let ray = |weights: &[u32]| {
            let band = all.within(&(0.0..20.), weights)?;
            Some((band.num_objects, band.get(BoxQuantity::Ray)))
        };
        assert_eq!(ray(&[]), None);
        // The spread is that of 0.1, 0.1 and 0.4: 0.1 times the square root of 2.
        let (num_objects, MeanSpread { mean, spread }) = ray(&[2, 1]).unwrap();
        assert_eq!(num_objects, 3);
        assert!((mean - 0.2).abs() < 1e-12 && (spread - 0.02_f64.sqrt()).abs() < 1e-12);
    }

    #[test]
    fn a_band_begins_with_its_first_metre_and_ends_before_its_last() {
        let objects = [20., 30., 39.9, 40.].map(|x| car(x, 0.)).to_vec();
        let all = errors_of(&[(objects.clone(), objects)]);
        let bands = BoxErrors::RANGES_M.map(|(_, range_m)| all.within(&range_m, &[]));
        assert_eq!(bands.each_ref().map(Option::is_some), [false, true, false]);
        assert_eq!(bands[1].as_ref().unwrap().num_objects, 3);
        let json = serde_json::to_value(&bands[1]).unwrap();
        assert_eq!(json["length"], serde_json::json!({"mean": 0., "spread": 0.}));
        assert_eq!(json.as_object().unwrap().len(), 11);
    }
}
