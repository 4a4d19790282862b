//! The key `detection.calibration`.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::class_table::{entry_of, require_known};
use crate::network::AnchorClass;
use crate::score_map::ScoreMap;
use crate::value_error::ConfigError;

/// The calibration of scores: of which share of the detections at a score are right.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct ScoreCalibration {
    /// Whether scores are mapped; without that they are those of the network, and thresholds compare these.
    pub enabled: bool,
    /// The map of each class; a class without one keeps the scores of the network.
    pub maps: BTreeMap<String, ScoreMap>,
}

impl Default for ScoreCalibration {
    fn default() -> Self {
        Self { enabled: true, maps: BTreeMap::new() }
    }
}

const KEY: &str = "detection.calibration.maps";

impl ScoreCalibration {
    /// The map of a class; none where its scores are those of the network.
    pub fn map_of(&self, class: &str) -> Option<&ScoreMap> {
        self.enabled.then(|| entry_of(&self.maps, class)).flatten()
    }

    /// Checks the maps.
    pub(crate) fn check(&self) -> Result<(), ConfigError> {
        self.maps.iter().try_for_each(|(class, map)| map.check(&format!("{KEY}.{class}")))
    }

    /// Checks that the maps are those of classes of the network.
    pub(crate) fn check_classes(&self, classes: &[AnchorClass]) -> Result<(), ConfigError> {
        require_known(KEY, &self.maps, classes)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use crate::config::Config;
    use crate::sections::FromSections;

    fn synthetic(changes: &[&str]) -> Result<Config, String> {
        let text = include_str!("../../../configs/synthetic.toml");
        let changes: Vec<String> = changes.iter().map(|&change| change.to_owned()).collect();
        let config = Config::parse(text, Path::new("a.toml"), &changes);
        config.map_err(|error| error.to_string())
    }

    #[test]
    fn a_calibration_is_read_and_written_and_can_be_switched_off() {
        let maps = "detection.calibration.maps={ Car = [[0.2, 0.1], [0.6, 0.9]] }";
        let config = synthetic(&[maps]).unwrap();
        let map = config.detection.calibration.map_of("car").unwrap();
        assert!((map.apply(0.4) - 0.5).abs() < 1e-12);
        assert_eq!(config.detection.calibration.map_of("Cyclist"), None);
        assert_eq!(Config::parse(&config.to_text(), Path::new("b"), &[]).unwrap(), config);
        let off = "detection.calibration.enabled=false";
        assert_eq!(synthetic(&[maps, off]).unwrap().detection.calibration.map_of("Car"), None);
        assert!(synthetic(&[off]).is_ok());
    }

    #[test]
    fn maps_of_no_class_and_broken_ones_are_refused() {
        for (maps, expected) in [
            ("{ Van = [[0.2, 0.1]] }", "detection.calibration.maps: Van, expected one of Car"),
            (
                "{ Car = [[0.2, 0.1], [0.1, 0.3]] }",
                "detection.calibration.maps.Car: [0.1, 0.3], expected",
            ),
            ("{ Car = [] }", "detection.calibration.maps.Car: empty, expected"),
            ("{ Car = [[0.2]] }", "detection.calibration.maps.Car"),
        ] {
            let message = synthetic(&[&format!("detection.calibration.maps={maps}")]).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
    }
}
