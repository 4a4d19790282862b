//! Stalls, shelters, boards and frames.

mod advertising_board;
mod market_stall;
mod open_cafe;
mod phone_shelter;
mod playground;
mod stop_shelter;

pub(crate) use advertising_board::advertising_board;
pub(crate) use market_stall::market_stall;
pub(crate) use open_cafe::open_cafe;
pub(crate) use phone_shelter::phone_shelter;
pub(crate) use playground::playground;
pub(crate) use stop_shelter::stop_shelter;
