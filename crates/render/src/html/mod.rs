//! One HTML file that shows scans and their boxes in any browser, without a network.
//!
//! Style, scripts and shaders of the page are in `page/` and put in as they are.

mod assets;
mod base64;
mod data;
mod ground;
mod look;
mod pack;
mod scales;
mod scene;
mod viewer;
mod window;

pub use scene::{HtmlScene, ViewerBox};
pub use viewer::write_viewer;
