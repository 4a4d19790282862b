//! The looks of bodies: each function draws one at random.

mod people;
mod scenery;
mod vehicles;

pub(crate) use people::{cyclist, parked_bicycle, pedestrian, person_sitting};
pub(crate) use scenery::{
    advertising_pillar, bench, bin, building, bush, cabinet, fence, hedge, pallet_stack, planter,
    pole, shed, sign, skip, trailer, tree, wall,
};
pub(crate) use vehicles::{car, tram, truck, van};
