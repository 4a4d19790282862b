//! Scenes: the worlds of a scenario.

mod builder;
pub(crate) mod layout;
mod people;
mod roadside;
pub(crate) mod scenario;
mod traffic;

/// How far behind and ahead of the sensor a scene is built, metres.
const EXTENT: (f64, f64) = (-75., 75.);
