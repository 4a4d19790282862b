//! Bodies that the street is furnished with, all of them unlabelled clutter.
//!
//! x runs along the street and y across it; fronts look along -y, where the road is.

mod building;
mod bulky;
mod bush;
#[cfg(test)]
mod checks;
mod facade;
mod fence;
mod foliage;
mod hedge;
mod parts;
mod pavement;
mod pillars;
mod pole;
mod posts;
mod room;
mod shed;
mod shell;
mod sign;
mod street_furniture;
mod trailer;
mod tree;
mod wall;

pub(crate) use building::building;
pub(crate) use bulky::{pallet_stack, skip};
pub(crate) use bush::bush;
pub(crate) use fence::fence;
pub(crate) use hedge::hedge;
pub(crate) use pavement::{dog, pavement_sign, roll, statue, street_machine, stroller, tub_plant};
pub(crate) use pillars::pillar;
pub(crate) use pole::pole;
pub(crate) use posts::{board_posts, bollards, dressed_pole};
pub(crate) use shed::shed;
pub(crate) use sign::sign;
pub(crate) use street_furniture::{advertising_pillar, bench, bin, cabinet, planter};
pub(crate) use trailer::trailer;
pub(crate) use tree::tree;
pub(crate) use wall::wall;
