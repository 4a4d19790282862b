//! Posts that something hangs on or stands between, and rows of bollards.

mod board;
mod bollards;
mod dressed;
mod fixtures;

pub(crate) use board::board_posts;
pub(crate) use bollards::bollards;
pub(crate) use dressed::dressed_pole;
