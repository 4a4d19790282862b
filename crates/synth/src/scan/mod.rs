//! Scanning a world: targets for the beams, what each beam hits, the points of one turn.

pub(crate) mod beam;
pub(crate) mod sighting;
pub(crate) mod target;
pub(crate) mod turn;
pub(crate) mod view;
