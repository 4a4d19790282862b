//! A world while it is being furnished.

use crate::{
    class::Class,
    library::{Library, Thing},
    object::Body,
    placement::Placement,
    random::SceneRng,
    world::World,
};

/// A world, what can be put into it, and what may.
pub(crate) struct Stage<'a> {
    pub world: World,
    pub library: &'a Library,
    /// Classes that stand in the scene; others are left out.
    pub classes: &'a [Class],
}

impl Stage<'_> {
    /// A body of one of several things.
    pub fn body(&self, things: &[Thing], rng: &mut SceneRng) -> Body {
        self.library.body_of_any(things, rng)
    }

    /// Puts a body at a place, unless it would come nearer than `clearance` metres to another one or
    /// is of a class that is left out.
    pub fn try_place(&mut self, body: &Body, place: Placement, clearance: f64) -> bool {
        let is_wanted = body.class().is_none_or(|class| self.classes.contains(&class));
        is_wanted && self.world.try_place(body, place, clearance)
    }
}
