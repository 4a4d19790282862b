//! One training step on several ranks: their shares of a batch, and the sums that they exchange.

mod exchange;
pub(crate) mod own_places;
pub(crate) mod sharing;
