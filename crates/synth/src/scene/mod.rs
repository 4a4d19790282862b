//! Scenes: what stands where.

mod layout;
mod people;
mod roadside;
mod scenario;
mod stage;
mod traffic;

pub(crate) use layout::Layout;
pub use scenario::Scenario;

/// How far behind and ahead of the sensor a scene is built, metres.
const EXTENT: (f64, f64) = (-75., 75.);
