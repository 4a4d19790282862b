//! The choice among the checkpoints of a run.

use std::str::FromStr;

/// The choice among the checkpoints of a run.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum CheckpointSelector {
    /// The best one, or the last when the run was never validated.
    #[default]
    BestOrLast,
    /// The one with the highest moderate 3D average precision in validation.
    Best,
    /// The last one.
    Last,
    /// The one after a step.
    Step(u64),
}

impl FromStr for CheckpointSelector {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "best" => Ok(Self::Best),
            "last" => Ok(Self::Last),
            _ => text.parse().map(Self::Step).map_err(|_| {
                format!("\"{text}\" is no checkpoint, expected best, last or the number of a step")
            }),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn best_last_and_steps_are_understood_and_others_refused() {
        let parsed = |text: &str| text.parse::<CheckpointSelector>();
        assert_eq!(parsed("best"), Ok(CheckpointSelector::Best));
        assert_eq!(parsed("last"), Ok(CheckpointSelector::Last));
        assert_eq!(parsed("120"), Ok(CheckpointSelector::Step(120)));
        assert!(parsed("newest").is_err_and(|error| error.contains("expected best, last or")));
    }
}
