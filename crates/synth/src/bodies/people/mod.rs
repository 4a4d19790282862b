//! Bodies of people and their bicycles.

mod annotated;
mod arms;
mod bicycle;
mod bicycle_loads;
mod bicycle_mesh;
mod bicycle_style;
mod companion;
mod cyclist;
mod figure;
mod gait;
mod headgear;
mod luggage;
mod parts;
mod pedestrian;
mod plain_bicycle;
mod pose;
mod riding;
mod seated;
#[cfg(test)]
mod size_statistics;
mod stance;

pub(crate) use bicycle::{Bicycle, parked_bicycle};
pub(crate) use cyclist::cyclist;
pub(crate) use pedestrian::pedestrian;
pub(crate) use seated::person_sitting;
