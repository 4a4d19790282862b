//! Scenes: the worlds of a scenario.

mod builder;
pub(crate) mod layout;
mod people;
mod roadside;
pub(crate) mod scenario;
mod traffic;

/// The extent of a scene behind and ahead of the sensor, metres.
const EXTENT: (f64, f64) = (-75., 75.);
