//! Bodies of people and their bicycles.

mod bicycle;
mod bicycle_mesh;
mod cyclist;
mod figure;
mod luggage;
mod parts;
mod pedestrian;
mod plain_bicycle;
mod pose;
mod seated;

pub(crate) use bicycle::{Bicycle, parked_bicycle};
pub(crate) use cyclist::cyclist;
pub(crate) use pedestrian::pedestrian;
pub(crate) use seated::person_sitting;
