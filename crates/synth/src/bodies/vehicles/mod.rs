//! Bodies of vehicles, each a [`crate::model::Model`] that fills its box.

mod car;
#[cfg(test)]
mod checks;
mod fittings;
mod interior;
mod line;
mod loads;
mod plan;
mod proportions;
mod shell;
mod silhouette;
mod strip;
mod tram;
mod truck;
mod van;
mod wheels;

pub(crate) use car::car;
pub(crate) use tram::tram;
pub(crate) use truck::truck;
pub(crate) use van::van;
