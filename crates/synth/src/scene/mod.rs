//! Scenes: the worlds of a scenario.

mod builder;
mod furniture;
pub(crate) mod layout;
mod people;
mod roadside;
pub(crate) mod scenario;
mod traffic;

use crate::span::{Span, span};

/// The extent of a scene behind and ahead of the sensor, metres.
const EXTENT: Span = span(-75., 75.);
