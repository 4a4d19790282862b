//! A world while it is being furnished.

use crate::{body::Body, class::Class, library::Library, placement::Placement, world::World};

/// A world, what can be put into it, and what may.
pub(crate) struct WorldBuilder<'a> {
    pub world: World,
    pub library: &'a Library,
    /// Classes that stand in the scene; others are left out.
    pub classes: &'a [Class],
}

impl WorldBuilder<'_> {
    /// Puts a body at a place, unless it would come nearer than `clearance` metres to another one or
    /// is of a class that is left out.
    pub fn try_place(&mut self, body: &Body, place: Placement, clearance: f64) -> bool {
        let is_wanted = body.class().is_none_or(|class| self.classes.contains(&class));
        is_wanted && self.world.try_place(body, place, clearance)
    }
}
