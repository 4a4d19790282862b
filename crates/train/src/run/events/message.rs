//! The protocol buffers of TensorBoard's `event.proto` and `summary.proto`, as far as they are
//! written here. Reading skips all other fields.

use std::time::SystemTime;

use prost::{Message, Oneof};

/// The content of one record of an event file.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Event {
    /// The time of writing, seconds since 1970.
    #[prost(double, tag = "1")]
    pub(super) wall_time: f64,
    /// `int64` in `event.proto`, which has the same bytes unless it is negative.
    #[prost(uint64, tag = "2")]
    pub(super) step: u64,
    #[prost(oneof = "Content", tags = "3, 5")]
    pub(super) content: Option<Content>,
}

/// The content of an [`Event`].
#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Content {
    /// Stands in the first event of a file only.
    #[prost(string, tag = "3")]
    FileVersion(String),
    #[prost(message, tag = "5")]
    Summary(Summary),
}

/// Values of one step.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Summary {
    #[prost(message, repeated, tag = "1")]
    pub(super) values: Vec<TaggedValue>,
}

/// A value with the name of the series that it belongs to.
#[derive(Clone, PartialEq, Message)]
pub(super) struct TaggedValue {
    #[prost(string, tag = "1")]
    pub(super) tag: String,
    #[prost(oneof = "Value", tags = "2, 4")]
    pub(super) value: Option<Value>,
}

/// A point of a curve or a picture.
#[derive(Clone, PartialEq, Oneof)]
pub(super) enum Value {
    #[prost(float, tag = "2")]
    Scalar(f32),
    #[prost(message, tag = "4")]
    Image(Image),
}

/// An encoded picture. The sizes and the colour space are `int32` in `summary.proto`.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Image {
    /// Pixels.
    #[prost(uint32, tag = "1")]
    pub(super) height: u32,
    /// Pixels.
    #[prost(uint32, tag = "2")]
    pub(super) width: u32,
    /// The number of channels; 3 is RGB.
    #[prost(uint32, tag = "3")]
    pub(super) colorspace: u32,
    #[prost(bytes = "vec", tag = "4")]
    pub(super) png: Vec<u8>,
}

impl Event {
    /// The event that every file begins with.
    pub(super) fn file_version() -> Self {
        Self::now(0, Content::FileVersion("brain.Event:2".into()))
    }

    /// Values of a step, written now.
    pub(super) fn summary(step: u64, values: Vec<TaggedValue>) -> Self {
        Self::now(step, Content::Summary(Summary { values }))
    }

    fn now(step: u64, content: Content) -> Self {
        let wall_time = seconds_since_1970();
        Self { wall_time, step, content: Some(content) }
    }
}

impl TaggedValue {
    pub(super) fn new(tag: &str, value: Value) -> Self {
        Self { tag: tag.into(), value: Some(value) }
    }
}

/// The time by the system's clock; 0 where that is set before 1970.
pub(super) fn seconds_since_1970() -> f64 {
    SystemTime::UNIX_EPOCH.elapsed().map_or(0., |time| time.as_secs_f64())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_first_event_has_the_bytes_that_tensorboard_writes() {
        // Event(wall_time=1.5, step=0, file_version="brain.Event:2").SerializeToString()
        let expected = b"\x09\0\0\0\0\0\0\xf8\x3f\x1a\x0dbrain.Event:2";
        let event = Event { wall_time: 1.5, ..Event::file_version() };
        assert_eq!(event.encode_to_vec(), expected);
    }

    #[test]
    fn a_scalar_of_zero_has_the_bytes_that_tensorboard_writes() {
        // event = Event(wall_time=1.5, step=300)
        // event.summary.value.add(tag="loss", simple_value=0.0)
        // event.SerializeToString()
        let expected =
            b"\x09\0\0\0\0\0\0\xf8\x3f\x10\xac\x02\x2a\x0d\x0a\x0b\x0a\x04loss\x15\0\0\0\0";
        let values = vec![TaggedValue::new("loss", Value::Scalar(0.))];
        let event = Event { wall_time: 1.5, ..Event::summary(300, values) };
        assert_eq!(event.encode_to_vec(), expected);
    }

    #[test]
    fn an_image_comes_back_as_it_was() {
        let image = Image { height: 2, width: 3, colorspace: 3, png: vec![137, 80, 0, 255] };
        let event = Event::summary(7, vec![TaggedValue::new("range", Value::Image(image))]);
        assert_eq!(Event::decode(&event.encode_to_vec()[..]), Ok(event));
    }

    #[test]
    fn fields_that_are_not_written_here_are_skipped() {
        // Field 9 (meta_graph_def) with two bytes, between the time and the step.
        let bytes = b"\x09\0\0\0\0\0\0\xf8\x3f\x4a\x02\xff\xff\x10\x05";
        let expected = Event { wall_time: 1.5, step: 5, content: None };
        assert_eq!(Event::decode(&bytes[..]), Ok(expected));
    }
}
