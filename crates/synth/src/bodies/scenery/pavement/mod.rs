//! Things on pavements that are as large as a person.

mod dog;
mod letter_box;
mod pavement_sign;
mod roll;
mod statue;
mod street_machine;
mod stroller;
mod telephone;
mod terminals;
mod tub_plant;
mod water_post;

pub(crate) use dog::dog;
pub(crate) use pavement_sign::pavement_sign;
pub(crate) use roll::roll;
pub(crate) use statue::statue;
pub(crate) use street_machine::street_machine;
pub(crate) use stroller::stroller;
pub(crate) use tub_plant::tub_plant;
