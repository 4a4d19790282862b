//! Detections as JSON lines and CSV: LiDAR frame, metres, radians, box centre at mid-height.

use std::path::Path;

use anyhow::{Context, Result};
use voxelnet_detection::Detection;
use voxelnet_files::write_atomically;
use voxelnet_scene::PointCloud;

use super::found_object::FoundObject;

const CSV_HEADER: &str = "frame,class,score,x,y,z,length,width,height,yaw,num_points\n";

impl FoundObject {
    pub fn new(frame: &str, class: &str, detection: &Detection, cloud: &PointCloud) -> Self {
        let box3d = detection.box3d;
        Self {
            frame: frame.into(),
            class: class.to_lowercase(),
            score: detection.score,
            center: box3d.center.into(),
            size: [box3d.size.length, box3d.size.width, box3d.size.height],
            yaw: box3d.yaw,
            num_points: cloud.count_in(&box3d),
        }
    }

    fn csv_row(&self) -> String {
        let Self { frame, class, score, center: [x, y, z], size, yaw, num_points } = self;
        let [length, width, height] = size;
        let frame = csv_text(frame);
        let class = csv_text(class);
        format!(
            "{frame},{class},{score},{x},{y},{z},{length},{width},{height},{yaw},{num_points}\n"
        )
    }
}

/// One JSON object a line.
pub fn jsonl(objects: &[FoundObject]) -> Result<String> {
    objects.iter().map(|object| Ok(serde_json::to_string(object)? + "\n")).collect()
}

/// Writes one JSON object a line.
pub fn write_jsonl(path: &Path, objects: &[FoundObject]) -> Result<()> {
    write(path, &jsonl(objects)?)
}

/// Writes a header and one row per object.
pub fn write_csv(path: &Path, objects: &[FoundObject]) -> Result<()> {
    let rows: String = objects.iter().map(FoundObject::csv_row).collect();
    write(path, &format!("{CSV_HEADER}{rows}"))
}

fn write(path: &Path, text: &str) -> Result<()> {
    write_atomically(path, text.as_bytes())
        .with_context(|| format!("cannot write {}", path.display()))
}

/// A text field, quoted where a comma or a quote would break the row.
fn csv_text(text: &str) -> String {
    if text.contains([',', '"', '\n']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text.into()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_scene::{Box3d, BoxSize, Point};

    use super::*;

    fn object() -> FoundObject {
        let size = BoxSize { length: 4., width: 1.5, height: 1.25 };
        let box3d = Box3d::new([10., -2., -1.].into(), size, 0.5);
        let cloud = PointCloud::new(vec![Point::new(10., -2., -1., 0.), Point::default()]);
        FoundObject::new("a,b", "Car", &Detection { class: 0, score: 0.75, box3d }, &cloud)
    }

    #[test]
    fn a_json_line_has_the_documented_fields() {
        assert_eq!(
            serde_json::to_string(&object()).unwrap(),
            r#"{"frame":"a,b","class":"car","score":0.75,"center":[10.0,-2.0,-1.0],"size":[4.0,1.5,1.25],"yaw":0.5,"num_points":1}"#
        );
    }

    #[test]
    fn a_csv_row_has_as_many_fields_as_the_header() {
        let row = object().csv_row();
        assert_eq!(row, "\"a,b\",car,0.75,10,-2,-1,4,1.5,1.25,0.5,1\n");
        // The name of the frame has a comma.
        assert_eq!(CSV_HEADER.split(',').count() + 1, row.split(',').count());
    }
}
