//! The looks of bodies: each function draws one at random.

mod people;
mod scenery;
mod vehicles;

pub(crate) use people::{cyclist, parked_bicycle, pedestrian, person_sitting};
pub(crate) use scenery::{
    advertising_pillar, bench, bin, board_posts, bollards, building, bush, cabinet, dog,
    dressed_pole, fence, hedge, pallet_stack, pavement_sign, pillar, planter, pole, roll, shed,
    sign, skip, statue, street_machine, stroller, trailer, tree, tub_plant, wall,
};
pub(crate) use vehicles::{car, tram, truck, van};
