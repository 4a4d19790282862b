//! A pillar, in one of its forms.

use rand::RngExt;

use super::{
    column::{arcade, buttress, down_pipe},
    gate::{gateway, wall_end},
    pier::Pier,
};
use crate::{bodies::scenery::room::standing, model::Model, random::SceneRng};

/// A pier, a gateway of two, the end of a wall, a buttress, columns of an arcade or a down-pipe with
/// boxes. `size` is its extent below 2 m. Below 500 triangles.
pub(crate) fn pillar(rng: &mut SceneRng) -> Model {
    standing(match rng.random_range(0..12) {
        0..3 => Pier::random(rng).mesh(),
        3..5 => gateway(rng),
        5..7 => wall_end(rng),
        7 => buttress(rng),
        8..10 => arcade(rng),
        _ => down_pipe(rng),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, sound_clutter};

    #[test]
    fn pillars_are_narrow_and_of_many_heights() {
        sound_clutter(pillar, 500);
        for make in [gateway, wall_end, buttress, arcade, down_pipe] {
            sound_clutter(|rng| standing(make(rng)), 500);
        }
        let models = samples(pillar);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 1.4 && height.to > 3., "{height:?}");
        let is_narrow = |model: &&Model| model.size.length < 0.9 && model.size.width < 0.9;
        assert!(models.iter().filter(is_narrow).count() > models.len() / 3);
    }
}
