//! Pillars: of gates, at the ends of walls, of arcades, and pipes before walls.

mod column;
mod gate;
mod pier;
mod pillar;

pub(crate) use pillar::pillar;
