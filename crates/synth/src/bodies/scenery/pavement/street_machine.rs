//! Machines and apparatus of pavements.

use rand::RngExt;

use super::{
    letter_box::letter_box,
    telephone::{telephone_booth, telephone_column},
    terminals::{cabinet_on_legs, charging_column, parking_meter, ticket_machine},
    water_post::{hydrant, pump},
};
use crate::{bodies::scenery::parts::boxed, model::Model, random::SceneRng};

/// A parking meter, a ticket machine, a charging column, a telephone, a letter box, a cabinet on
/// legs, a hydrant or a pump; its front looks along -y. At most 400 triangles.
pub(crate) fn street_machine(rng: &mut SceneRng) -> Model {
    boxed(match rng.random_range(0..20) {
        0..3 => parking_meter(rng),
        3..6 => ticket_machine(rng),
        6..9 => charging_column(rng),
        9..11 => telephone_column(rng),
        11 => telephone_booth(rng),
        12..15 => letter_box(rng),
        15..17 => cabinet_on_legs(rng),
        17..19 => hydrant(rng),
        _ => pump(rng),
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::bodies::scenery::checks::{range_of, samples, sound_clutter};

    #[test]
    fn machines_are_of_the_size_of_people() {
        sound_clutter(street_machine, 400);
        for make in [
            parking_meter,
            ticket_machine,
            charging_column,
            telephone_column,
            telephone_booth,
            letter_box,
            cabinet_on_legs,
            hydrant,
            pump,
        ] {
            sound_clutter(|rng| boxed(make(rng)), 400);
        }
        let models = samples(street_machine);
        let height = range_of(&models, |model| model.size.height);
        assert!(height.from < 1.1 && height.from > 0.4, "{height:?}");
        assert!(height.to > 1.9 && height.to < 3.3, "{height:?}");
        let breadth = range_of(&models, |model| model.size.length.max(model.size.width));
        assert!(breadth.from > 0.1 && breadth.from < 0.5 && breadth.to < 1.8, "{breadth:?}");
    }
}
