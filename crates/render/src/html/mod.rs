//! One HTML file that shows scans and their boxes in any browser, without a network.
//!
//! What the page does is in `page/`: style, scripts and shaders, put in as they are.

mod assets;
mod base64;
mod data;
mod ground;
mod lasers;
mod look;
mod pack;
mod scales;
mod scene;
mod viewer;
mod window;

pub use scene::{HtmlScene, ViewerBox};
pub use viewer::write_viewer;
