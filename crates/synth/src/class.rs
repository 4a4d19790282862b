//! The classes that can be labelled.

use std::{fmt, str::FromStr};

use serde::Serialize;

/// A class of labelled objects; the names are KITTI's.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize)]
#[serde(into = "&'static str")]
pub enum Class {
    /// `Car`
    Car,
    /// `Van`
    Van,
    /// `Truck`
    Truck,
    /// `Tram`
    Tram,
    /// `Pedestrian`
    Pedestrian,
    /// `Person_sitting`
    PersonSitting,
    /// `Cyclist`
    Cyclist,
}

impl Class {
    /// All classes.
    pub const ALL: [Self; 7] = [
        Self::Car,
        Self::Van,
        Self::Truck,
        Self::Tram,
        Self::Pedestrian,
        Self::PersonSitting,
        Self::Cyclist,
    ];

    /// The type in label files.
    pub fn kitti_name(self) -> &'static str {
        match self {
            Self::Car => "Car",
            Self::Van => "Van",
            Self::Truck => "Truck",
            Self::Tram => "Tram",
            Self::Pedestrian => "Pedestrian",
            Self::PersonSitting => "Person_sitting",
            Self::Cyclist => "Cyclist",
        }
    }
}

impl From<Class> for &'static str {
    fn from(class: Class) -> Self {
        class.kitti_name()
    }
}

impl fmt::Display for Class {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.kitti_name())
    }
}

impl FromStr for Class {
    type Err = String;

    /// Upper and lower case do not matter.
    fn from_str(name: &str) -> Result<Self, String> {
        let class = Self::ALL.into_iter().find(|c| c.kitti_name().eq_ignore_ascii_case(name));
        class.ok_or_else(|| {
            format!("expected one of {}", Self::ALL.map(Self::kitti_name).join(", "))
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_kittis_in_any_case() {
        for class in Class::ALL {
            assert_eq!(class.kitti_name().to_lowercase().parse(), Ok(class));
        }
        let refused = "bus".parse::<Class>();
        assert!(refused.is_err_and(|message| message.contains("Person_sitting")));
    }
}
