//! Bodies that the street is furnished with, all of them unlabelled clutter.
//!
//! x runs along the street and y across it; fronts look along -y, where the road is.

mod boat_trailer;
mod building;
mod bulky;
mod bush;
mod caravan;
mod chassis;
#[cfg(test)]
mod checks;
mod facade;
mod fence;
mod foliage;
mod growth;
mod hedge;
mod parts;
mod pavement;
mod pillars;
mod pole;
mod posts;
mod roadworks;
mod room;
mod shed;
mod shell;
mod shelters;
mod sign;
mod stairs;
mod street_furniture;
mod trailer;
mod tree;
mod two_wheelers;
mod wall;

pub(crate) use boat_trailer::boat_trailer;
pub(crate) use building::building;
pub(crate) use bulky::{pallet_stack, skip};
pub(crate) use bush::bush;
pub(crate) use caravan::caravan;
pub(crate) use fence::fence;
pub(crate) use growth::{ivy_wall, overgrown_hedge, shrubbery, thicket, undergrowth};
pub(crate) use hedge::hedge;
pub(crate) use pavement::{dog, pavement_sign, roll, statue, street_machine, stroller, tub_plant};
pub(crate) use pillars::pillar;
pub(crate) use pole::pole;
pub(crate) use posts::{board_posts, bollards, dressed_pole};
pub(crate) use roadworks::{
    concrete_barrier, cone_row, construction_barrier, guard_rail, hoarding, material_stack,
    mesh_fence, pavement_railing, scaffold,
};
pub(crate) use shed::shed;
pub(crate) use shelters::{
    advertising_board, market_stall, open_cafe, phone_shelter, playground, stop_shelter,
};
pub(crate) use sign::sign;
pub(crate) use stairs::stairs;
pub(crate) use street_furniture::{advertising_pillar, bench, bin, cabinet, planter};
pub(crate) use trailer::trailer;
pub(crate) use tree::tree;
pub(crate) use two_wheelers::{bicycle_rack, parked_motorcycle};
pub(crate) use wall::wall;
