//! The looks of bodies: each function draws one at random.

mod people;
mod scenery;
mod vehicles;

pub(crate) use people::{cyclist, parked_bicycle, pedestrian, person_sitting};
pub(crate) use scenery::{
    advertising_board, advertising_pillar, bench, bicycle_rack, bin, board_posts, boat_trailer,
    bollards, building, bush, cabinet, caravan, concrete_barrier, cone_row, construction_barrier,
    dog, dressed_pole, fence, guard_rail, hedge, hoarding, ivy_wall, market_stall, material_stack,
    mesh_fence, open_cafe, overgrown_hedge, pallet_stack, parked_motorcycle, pavement_railing,
    pavement_sign, phone_shelter, pillar, planter, playground, pole, roll, scaffold, shed,
    shrubbery, sign, skip, stairs, statue, stop_shelter, street_machine, stroller, thicket,
    trailer, tree, tub_plant, undergrowth, wall,
};
pub(crate) use vehicles::{car, tram, truck, van};
