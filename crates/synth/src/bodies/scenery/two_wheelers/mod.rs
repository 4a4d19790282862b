//! Two-wheelers that nobody rides.

mod bicycle_rack;
mod motorcycle;
mod parked;
mod scooter;
mod tarpaulin;
mod wheel;

pub(crate) use bicycle_rack::bicycle_rack;
pub(crate) use parked::parked_motorcycle;
