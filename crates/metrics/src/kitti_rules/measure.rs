//! The measures of the benchmark, and tables with one value per class, measure and level.

use std::fmt;
use std::marker::PhantomData;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use voxelnet_scene::class_spelling;

use super::difficulty::{Difficulty, Levels};
use super::overlap::Metric;
use super::per_difficulty::PerDifficulty;

/// A measure of the benchmark: the boxes that an average precision is computed on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Measure {
    /// 2D boxes in the image.
    Bbox,
    /// 2D boxes, each weighted by how well its observation angle fits.
    Aos,
    /// Boxes seen from above.
    Bev,
    /// 3D boxes.
    Volume,
}

impl Measure {
    /// All of them in the order of reports.
    pub const ALL: [Self; 4] = [Self::Bbox, Self::Aos, Self::Bev, Self::Volume];

    /// The name that reports give it.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Bbox => "bbox",
            Self::Aos => "aos",
            Self::Bev => "bev",
            Self::Volume => "3d",
        }
    }

    /// The metric of the boxes that are matched for it.
    pub(super) const fn metric(self) -> Metric {
        match self {
            Self::Bbox | Self::Aos => Metric::Bbox,
            Self::Bev => Metric::Bev,
            Self::Volume => Metric::Volume,
        }
    }
}

/// One value per measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PerMeasure<T> {
    /// Value of 2D boxes in the image.
    pub bbox: T,
    /// Value of 2D boxes, each weighted by how well its observation angle fits.
    pub aos: T,
    /// Value of boxes seen from above.
    pub bev: T,
    /// Value of 3D boxes.
    #[serde(rename = "3d")]
    pub volume: T,
}

impl<T> PerMeasure<T> {
    /// Computes the value of each measure.
    pub fn from_fn(mut value: impl FnMut(Measure) -> T) -> Self {
        Self {
            bbox: value(Measure::Bbox),
            aos: value(Measure::Aos),
            bev: value(Measure::Bev),
            volume: value(Measure::Volume),
        }
    }

    /// The value of one measure.
    pub const fn get(&self, measure: Measure) -> &T {
        match measure {
            Measure::Bbox => &self.bbox,
            Measure::Aos => &self.aos,
            Measure::Bev => &self.bev,
            Measure::Volume => &self.volume,
        }
    }
}

/// Values by name in the order of reports; serialises as a map.
#[derive(Clone, Debug, PartialEq)]
pub struct Named<T>(pub(super) Vec<(String, T)>);

impl<T> Named<T> {
    /// The value with a name.
    pub fn get(&self, name: &str) -> Option<&T> {
        self.0.iter().find(|(known, _)| known == name).map(|(_, value)| value)
    }

    /// Names and values.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &T)> {
        self.0.iter().map(|(name, value)| (name.as_str(), value))
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
}

impl<T> FromIterator<(String, T)> for Named<T> {
    fn from_iter<I: IntoIterator<Item = (String, T)>>(entries: I) -> Self {
        Self(entries.into_iter().collect())
    }
}

impl<T: Serialize> Serialize for Named<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (name, value) in &self.0 {
            map.serialize_entry(name, value)?;
        }
        map.end()
    }
}

impl<'de, T: Deserialize<'de>> Deserialize<'de> for Named<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_map(NamedVisitor(PhantomData))
    }
}

struct NamedVisitor<T>(PhantomData<T>);

impl<'de, T: Deserialize<'de>> Visitor<'de> for NamedVisitor<T> {
    type Value = Named<T>;

    fn expecting(&self, f: &mut fmt::Formatter) -> fmt::Result {
        f.write_str("values by name")
    }

    fn visit_map<M: MapAccess<'de>>(self, mut map: M) -> Result<Self::Value, M::Error> {
        let mut entries = Vec::new();
        while let Some(entry) = map.next_entry()? {
            entries.push(entry);
        }
        Ok(entries.into_iter().collect())
    }
}

/// One value per class, by its name in lower case, measure and level.
pub type Table<T> = Named<PerMeasure<PerDifficulty<T>>>;

impl<T> Table<T> {
    pub(super) fn from_fn<'a>(
        classes: impl Iterator<Item = &'a str>,
        levels: &Levels,
        mut value: impl FnMut(usize, Measure, Difficulty) -> T,
    ) -> Self {
        let rows = classes.enumerate().map(|(class, name)| {
            let of_class = PerMeasure::from_fn(|measure| {
                PerDifficulty::of_levels(levels, |difficulty| value(class, measure, difficulty))
            });
            (class_spelling(name), of_class)
        });
        rows.collect()
    }
}
