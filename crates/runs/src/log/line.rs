//! The lines of `log.jsonl`.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::Value;
use voxelnet_metrics::{PerDifficulty, PerMeasure};

use super::start::StartLine;
use super::step_values::{Communication, LossValues, StepTime};

/// A line of the log: one JSON object. Fields that are not known are passed over in reading.
///
/// # Example
///
/// ```
/// use voxelnet_runs::LogLine;
///
/// let text = r#"{"step":7,"epoch":2,"validation":{"frames":6,"score":12.5,"classes":{}}}"#;
/// let line = LogLine::parse(text).ok_or("not a line")?;
/// assert_eq!(line.step(), 7);
/// assert_eq!(line.to_json(), text);
/// # Ok::<(), &str>(())
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum LogLine {
    /// The line of a validation.
    Validation(ValidationLine),
    /// The line of a training step.
    Step(StepLine),
    /// The line of the start from trained weights.
    Start(StartLine),
    /// A line of another version, of which only the step is understood.
    Other {
        /// The step.
        step: u64,
    },
}

/// The numbers of a training step. A new field needs a default, or lines of earlier runs are not read.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
pub struct StepLine {
    /// The number of the step, from 1.
    pub step: u64,
    /// The number of the epoch, from 1.
    pub epoch: u64,
    /// The loss and its terms.
    #[serde(flatten)]
    pub loss: LossValues,
    /// The learning rate of the step.
    pub learning_rate: f64,
    /// The norm of the gradient before clipping; none for a step that mixed precision left out.
    pub gradient_norm: Option<f64>,
    /// The exchange between ranks, if there are several.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub communication: Option<Communication>,
    /// The duration of the step and its parts.
    #[serde(rename = "seconds", default)]
    pub time: StepTime,
}

/// A validation and the step after which it took place.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct ValidationLine {
    /// The number of the step, from 1.
    pub step: u64,
    /// The epoch that the step ended.
    pub epoch: u64,
    /// The outcome.
    pub validation: Validation,
}

/// The outcome of a validation by the official metrics.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Validation {
    /// The number of frames.
    #[serde(rename = "frames")]
    pub num_frames: usize,
    /// Moderate 3D R40, the mean over the classes, percent; the best checkpoint has the highest.
    pub score: f64,
    /// The average precision of each class of the network.
    #[serde(default, deserialize_with = "known_classes")]
    pub classes: BTreeMap<String, ClassValues>,
}

/// Average precision of one class, R40 in percent; none where it was not evaluated.
pub type ClassValues = PerMeasure<PerDifficulty<Option<f64>>>;

/// The classes whose measures are those of this version; others are passed over.
fn known_classes<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<BTreeMap<String, ClassValues>, D::Error> {
    let classes = BTreeMap::<String, Value>::deserialize(deserializer)?;
    let known = |(name, values)| Some((name, serde_json::from_value(values).ok()?));
    Ok(classes.into_iter().filter_map(known).collect())
}

impl LogLine {
    /// Reads a line; none for one that was cut off in writing.
    pub fn parse(text: &str) -> Option<Self> {
        serde_json::from_str(text).ok()
    }

    /// The line as it stands in the log, without its end.
    pub fn to_json(&self) -> String {
        serde_json::to_string(self)
            .unwrap_or_else(|error| unreachable!("numbers and names can be written: {error}"))
    }

    /// The step that the line is about.
    pub fn step(&self) -> u64 {
        match self {
            Self::Validation(line) => line.step,
            Self::Step(line) => line.step,
            Self::Start(line) => line.step,
            Self::Other { step } => *step,
        }
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    const STEP: &str = r#"{"step":3,"epoch":1,"loss":1.8544342517852783,"positive":1.0869907140731812,"negative":0.0005353883898351341,"regression":0.6269214898347855,"direction":0.0,"learning_rate":0.0011931230644293515,"gradient_norm":13.181574041584984,"seconds":{"loading":1.712e-6,"forward":0.058240955,"backward":0.0620798345,"optimizer":0.005438106,"total":0.130781211}}"#;
    const VALIDATION: &str = r#"{"step":54,"epoch":2,"validation":{"frames":6,"score":0.0,"classes":{"car":{"bbox":{"easy":0.05477729885057471,"moderate":0.0819672131147541,"hard":0.0819672131147541},"aos":{"easy":null,"moderate":null,"hard":null},"bev":{"easy":0.0,"moderate":0.0,"hard":0.0},"3d":{"easy":0.0,"moderate":0.0,"hard":0.0}}}}}"#;

    fn step_line() -> StepLine {
        let Some(LogLine::Step(line)) = LogLine::parse(STEP) else { panic!("not a step") };
        line
    }

    #[test]
    fn lines_of_steps_and_validations_are_written_as_they_were_read() {
        assert_eq!(LogLine::Step(step_line()).to_json(), STEP);
        let line = LogLine::parse(VALIDATION).unwrap();
        assert!(matches!(&line, LogLine::Validation(line) if line.validation.num_frames == 6));
        assert_eq!(line.to_json(), VALIDATION);
    }

    #[test]
    fn the_start_from_weights_is_written_as_it_was_read() {
        let text = r#"{"step":0,"start":{"weights":"a.safetensors","trained_steps":9,"parts":[{"name":"vfe","num_values":7,"origin":"taken"},{"name":"heads of Van","num_values":2,"origin":"left-out","reason":"no such class"}]}}"#;
        let line = LogLine::parse(text).unwrap();
        assert!(matches!(&line, LogLine::Start(line) if line.start.parts.len() == 2));
        assert_eq!((line.to_json(), line.step()), (text.to_owned(), 0));
    }

    #[test]
    fn a_step_that_was_left_out_has_no_gradient_norm_and_several_ranks_have_an_exchange() {
        let communication = Communication { gradient_bytes: 9, ..Communication::default() };
        let line =
            StepLine { gradient_norm: None, communication: Some(communication), ..step_line() };
        let text = LogLine::Step(line).to_json();
        let expected = r#""gradient_norm":null,"communication":{"gradient_bytes":9,"gradient_secs":0.0,"gradient_waited_secs":0.0,"other_bytes":0,"other_secs":0.0},"seconds":"#;
        assert!(text.contains(expected), "{text}");
        assert_eq!(LogLine::parse(&text), Some(LogLine::Step(line)));
    }

    #[test]
    fn a_line_of_a_version_with_other_measures_keeps_its_score() {
        let text = r#"{"step":1,"epoch":1,"validation":{"frames":2,"score":7,"classes":{"car":{"4d":1}}}}"#;
        let Some(LogLine::Validation(line)) = LogLine::parse(text) else { panic!("no validation") };
        assert_eq!(line.validation.score, 7.);
        assert!(line.validation.classes.is_empty());
    }

    #[test]
    fn fields_that_are_not_known_are_passed_over() {
        let text = STEP.replace("\"epoch\"", "\"weather\":\"dull\",\"epoch\"");
        assert_eq!(LogLine::parse(&text), Some(LogLine::Step(step_line())));
        let text = VALIDATION.replace("\"score\"", "\"hours\":[2],\"score\"");
        assert_eq!(LogLine::parse(&text), LogLine::parse(VALIDATION));
        assert_eq!(LogLine::parse("{\"step\":4,\"note\":1}"), Some(LogLine::Other { step: 4 }));
    }

    #[test]
    fn a_torn_line_is_no_line() {
        for end in 0..STEP.len() {
            assert_eq!(LogLine::parse(&STEP[..end]), None, "cut after {end} bytes");
        }
    }
}
