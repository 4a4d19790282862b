//! The score of a detection, and the least one that is kept.

use voxelnet_config::{DetectionConfig, ScoreMap};

/// The scores of one class: how they are calibrated, and from which on a detection is kept.
#[derive(Clone, Copy, Debug)]
pub struct ScoreRule<'a> {
    min_score: f64,
    map: Option<&'a ScoreMap>,
}

/// A score of the network with the one that is shown for it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct KeptScore {
    pub(crate) score: f64,
    /// That of the network, where it is another.
    pub(crate) raw: Option<f64>,
}

impl<'a> ScoreRule<'a> {
    /// The rule for a class.
    pub fn new(config: &'a DetectionConfig, class: &str) -> Self {
        Self { min_score: config.min_score.of(class), map: config.calibration.map_of(class) }
    }

    /// The score of the network from which on detections are kept, but for rounding.
    pub fn least_raw(&self) -> f64 {
        self.map.map_or(self.min_score, |map| map.invert(self.min_score))
    }

    /// The score for one of the network; none for one that is not kept, as NaN is not.
    pub(crate) fn judge(&self, raw: f64) -> Option<KeptScore> {
        let kept = match self.map {
            Some(map) => KeptScore { score: map.apply(raw), raw: Some(raw) },
            None => KeptScore { score: raw, raw: None },
        };
        (kept.score >= self.min_score).then_some(kept)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_config::{FromSections, ModelConfig};

    use super::*;

    #[test]
    fn thresholds_compare_the_score_that_is_shown() {
        let text = include_str!("../../../configs/synthetic.toml");
        let set = |change: &str| change.to_owned();
        let mut overrides = vec![
            set("detection.calibration.maps={ Car = [[0.5, 0.1]] }"),
            set("detection.min_score={ Car = 0.1, Pedestrian = 0.4, Cyclist = 0.0 }"),
        ];
        let parse = |overrides: &[String]| {
            ModelConfig::parse(text, "a.toml".as_ref(), overrides).unwrap().detection
        };
        let config = parse(&overrides);
        let car = ScoreRule::new(&config, "Car");
        assert_eq!(car.judge(0.49), None);
        assert_eq!(car.judge(f64::NAN), None);
        assert!((car.least_raw() - 0.5).abs() < 1e-12);
        let kept = car.judge(0.75).unwrap();
        assert!((kept.score - 0.55).abs() < 1e-12 && kept.raw == Some(0.75));
        let pedestrian = ScoreRule::new(&config, "Pedestrian");
        assert_eq!(pedestrian.judge(0.4), Some(KeptScore { score: 0.4, raw: None }));
        assert_eq!(pedestrian.judge(0.39), None);

        overrides.push(set("detection.calibration.enabled=false"));
        let config = parse(&overrides);
        let kept = ScoreRule::new(&config, "Car").judge(0.2);
        assert_eq!(kept, Some(KeptScore { score: 0.2, raw: None }));
    }
}
