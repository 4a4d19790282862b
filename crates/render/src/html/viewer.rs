//! The file: a page, what it knows of the scans, and their points.

use std::{io, path::Path};

use voxelnet_files::write_atomically;

use super::assets;
use super::base64::base64;
use super::data::{PageData, SceneData};
use super::pack::pack;
use super::scales::Scales;
use super::scene::HtmlScene;
use crate::error::RenderError;

/// Writes one HTML file in which the scans and their boxes can be looked at from all sides, whole
/// or not at all.
///
/// The file needs a browser with WebGL 2 and nothing else. A scan takes eleven bytes a point. Points
/// and boxes that are not finite are left out, and so are stray points that would stretch a scan
/// beyond 655 m. `FILE#frame=3&object=2` opens scan 3 with its box 2 selected, both counted from 0.
/// The same scenes give the same bytes.
///
/// # Errors
///
/// When the file cannot be written.
///
/// ```
/// use voxelnet_render::{HtmlScene, write_viewer};
/// use voxelnet_scene::{Point, PointCloud};
///
/// let cloud = PointCloud::new(vec![Point::new(20., 3., -1., 0.5)]);
/// let scene = HtmlScene { name: "000000".into(), cloud: &cloud, boxes: vec![] };
/// let folder = tempfile::tempdir()?;
/// write_viewer(&folder.path().join("scan.html"), "A scan", &[scene])?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_viewer(path: &Path, title: &str, scenes: &[HtmlScene]) -> Result<(), RenderError> {
    viewer_page(title, scenes)
        .and_then(|page| write_atomically(path, page.as_bytes()))
        .map_err(|source| RenderError::Write { path: path.to_path_buf(), source })
}

fn viewer_page(title: &str, scenes: &[HtmlScene]) -> io::Result<String> {
    let scales = Scales::of(scenes);
    let highest_intensity = scales.highest_intensity();
    let mut clouds = Vec::with_capacity(scenes.len());
    let mut known = Vec::with_capacity(scenes.len());
    for (i, scene) in scenes.iter().enumerate() {
        let packed = pack(scene.cloud, highest_intensity);
        known.push(SceneData::new(scene, &packed));
        let points = base64(&packed.bytes);
        clouds.push(assets::element("text/plain", &format!("cloud-{i}"), &points));
    }
    let data = PageData::new(title, scales, known).to_text()?;
    Ok(assets::page(title, &data, &clouds).into_string())
}

#[cfg(test)]
mod tests {
    use nalgebra::Point3;
    use serde_json::Value;
    use voxelnet_scene::{Box3d, BoxSize, Point, PointCloud};

    use super::*;
    use crate::bev_box::BoxStyle;
    use crate::html::scene::ViewerBox;
    use crate::theme::Theme;

    const HOSTILE: &str = "</script><script>alert(1)</script><!-- & \"'";

    fn car(x: f64) -> ViewerBox {
        let size = BoxSize { length: 4., width: 1.6, height: 1.5 };
        ViewerBox {
            box3d: Box3d::new(Point3::new(x, 2., -1.), size, 0.3),
            style: BoxStyle::Detection,
            class: "Car".into(),
            score: Some(0.75),
            num_points: 12,
        }
    }

    fn spiral(num_points: usize) -> PointCloud {
        let point = |i: usize| {
            let (sin, cos) = (0.01 * i as f32).sin_cos();
            let range = 70. * i as f32 / num_points as f32;
            Point::new(range * cos, range * sin, -1.7 + 0.01 * range, 0.3)
        };
        PointCloud::new((0..num_points).map(point).collect())
    }

    fn page_of(title: &str, name: &str, boxes: Vec<ViewerBox>) -> String {
        let cloud = spiral(100);
        let scene = HtmlScene { name: name.into(), cloud: &cloud, boxes };
        viewer_page(title, &[scene]).expect("a page")
    }

    /// The data of the scans in the page.
    fn data_in(page: &str) -> Value {
        let start = "<script type=\"application/json\" id=\"scenes\">";
        let data = page.split_once(start).expect("data").1;
        serde_json::from_str(data.split_once("</script>").expect("an end").0).expect("JSON")
    }

    #[test]
    fn a_scan_of_120_thousand_points_is_below_two_megabytes() {
        let cloud = spiral(120_000);
        let scene = HtmlScene { name: "000000".into(), cloud: &cloud, boxes: vec![car(10.)] };
        let page = viewer_page("A scan", &[scene]).expect("a page");
        assert!(page.len() < 1_400_000, "{} bytes", page.len());
    }

    #[test]
    fn the_same_scenes_give_the_same_bytes() {
        let page = || page_of("A scan", "000000", vec![car(10.), car(20.)]);
        assert!(page() == page());
    }

    #[test]
    fn texts_stay_texts_whatever_they_say() {
        let hostile = ViewerBox { class: HOSTILE.into(), ..car(10.) };
        let page = page_of(HOSTILE, HOSTILE, vec![hostile]);
        let harmless = page_of("A scan", "000000", vec![car(10.)]);
        let num_scripts = |page: &str| page.matches("<script").count();
        assert_eq!(num_scripts(&page), num_scripts(&harmless));
        assert!(!page.contains("<!--"));
        let data = data_in(&page);
        for text in
            [&data["title"], &data["scenes"][0]["name"], &data["scenes"][0]["boxes"][0]["class"]]
        {
            assert_eq!(text, HOSTILE);
        }
    }

    #[test]
    fn boxes_that_cannot_be_drawn_are_left_out_and_the_others_keep_their_number() {
        let scoreless = ViewerBox { score: Some(f64::NAN), ..car(30.) };
        let page = page_of("A scan", "000000", vec![car(10.), car(f64::NAN), scoreless]);
        let boxes = &data_in(&page)["scenes"][0]["boxes"];
        assert_eq!(boxes.as_array().map(Vec::len), Some(2));
        assert_eq!((&boxes[1]["index"], &boxes[1]["score"]), (&Value::from(2), &Value::Null));
        assert_eq!(boxes[0]["center"], serde_json::json!([10.0, 2.0, -1.0]));
    }

    #[test]
    fn every_class_has_one_name_and_its_color_in_both_themes() {
        let cyclist = ViewerBox { class: "CYCLIST".into(), ..car(20.) };
        let lower = ViewerBox { class: "car".into(), ..car(30.) };
        let data = data_in(&page_of("A scan", "000000", vec![car(10.), cyclist, lower]));
        for (key, theme) in [("dark", Theme::Dark), ("light", Theme::Light)] {
            let classes = ["car", "cyclist"].map(|class| (class, theme.class_color(class)));
            let expected: Vec<_> =
                classes.iter().map(|(class, color)| (*class, &**color)).collect();
            let colors = data[key]["classes"].as_object().expect("colours");
            let found =
                colors.iter().map(|(class, color)| (&**class, color.as_str().unwrap_or("")));
            assert_eq!(found.collect::<Vec<_>>(), expected);
        }
        assert_eq!(data["scenes"][0]["boxes"][1]["class"], "cyclist");
    }

    #[test]
    fn pages_of_no_scan_of_no_point_and_of_no_finite_point_are_written() {
        assert_eq!(
            data_in(&viewer_page("Nothing", &[]).expect("a page"))["scenes"],
            Value::Array(vec![])
        );
        let nowhere = Point::new(f32::INFINITY, f32::MAX, f32::NAN, f32::NAN);
        for points in [vec![], vec![nowhere; 3], vec![Point::new(f32::MAX, 0., -1e30, 1e30)]] {
            let cloud = PointCloud::new(points);
            let scene = HtmlScene { name: String::new(), cloud: &cloud, boxes: vec![] };
            let data = data_in(&viewer_page("", &[scene]).expect("a page"));
            assert_eq!(data["scenes"][0]["num_points"], 0);
            assert_eq!(data["scenes"][0]["num_left_out"], cloud.len());
        }
    }

    #[test]
    fn the_page_asks_nobody_for_anything() {
        let page = page_of("A scan", "000000", vec![car(10.)]);
        for address in ["://", "src=", "url(", "@import", "fetch("] {
            assert!(!page.contains(address), "{address}");
        }
    }

    #[test]
    fn a_file_that_cannot_be_written_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("missing").join("scan.html");
        let error = write_viewer(&path, "A scan", &[]).expect_err("there is no such folder");
        assert!(error.to_string().contains("missing"), "{error}");
    }
}
