//! Neighbour search.

mod finite;
pub(crate) mod ground;
pub(crate) mod points;
