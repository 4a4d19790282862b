//! The looks of bodies: each function draws one at random.

mod people;
mod scenery;
mod vehicles;

pub(crate) use people::{cyclist, parked_bicycle, pedestrian, person_sitting};
pub(crate) use scenery::{
    advertising_board, advertising_pillar, bench, bicycle_rack, bin, boat_trailer, building, bush,
    cabinet, caravan, concrete_barrier, cone_row, construction_barrier, fence, guard_rail, hedge,
    hoarding, ivy_wall, market_stall, material_stack, mesh_fence, open_cafe, overgrown_hedge,
    pallet_stack, parked_motorcycle, pavement_railing, phone_shelter, planter, playground, pole,
    scaffold, shed, shrubbery, sign, skip, stairs, stop_shelter, thicket, trailer, tree,
    undergrowth, wall,
};
pub(crate) use vehicles::{car, tram, truck, van};
