//! Scans for the page that shows them in a browser.

use voxelnet_render::{BevBox, HtmlScene, ViewerBox};
use voxelnet_scene::PointCloud;

/// A scan and its boxes, with their points counted.
pub fn html_scene<'a>(name: &str, cloud: &'a PointCloud, boxes: &[BevBox]) -> HtmlScene<'a> {
    let counted = |BevBox { box3d, style, class, score, .. }: &BevBox| ViewerBox {
        box3d: *box3d,
        style: *style,
        class: class.clone(),
        score: *score,
        num_points: cloud.count_in(box3d),
    };
    HtmlScene { name: name.to_owned(), cloud, boxes: boxes.iter().map(counted).collect() }
}
