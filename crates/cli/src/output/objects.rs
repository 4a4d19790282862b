//! Detections as JSON lines and CSV: LiDAR frame, metres, radians, box centre at mid-height.

use anyhow::Result;
use voxelnet_detection::Detection;
use voxelnet_scene::{PointCloud, class_spelling};

use super::found_object::FoundObject;

pub const CSV_HEADER: &str = "frame,class,score,x,y,z,length,width,height,yaw,num_points\n";

/// Decimals of metres: millimetres.
const METRE_DECIMALS: i32 = 3;
/// Decimals of scores and of angles in radians.
const DECIMALS: i32 = 4;

impl FoundObject {
    pub fn new(frame: &str, class: &str, detection: &Detection, cloud: &PointCloud) -> Self {
        let box3d = detection.box3d;
        Self {
            frame: frame.into(),
            class: class_spelling(class),
            score: detection.score,
            raw_score: detection.raw_score,
            center: box3d.center.into(),
            size: [box3d.size.length, box3d.size.width, box3d.size.height],
            yaw: box3d.yaw,
            num_points: cloud.count_in(&box3d),
        }
    }

    /// The same to the millimetre, and with four decimals of score and angle.
    pub fn rounded(self) -> Self {
        let metres = |metres: f64| round(metres, METRE_DECIMALS);
        Self {
            score: round(self.score, DECIMALS),
            raw_score: self.raw_score.map(|score| round(score, DECIMALS)),
            center: self.center.map(metres),
            size: self.size.map(metres),
            yaw: round(self.yaw, DECIMALS),
            ..self
        }
    }

    fn csv_row(&self) -> String {
        let Self { frame, class, score, center: [x, y, z], size, yaw, num_points, .. } = self;
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

/// One row of CSV an object.
pub fn csv_rows(objects: &[FoundObject]) -> String {
    objects.iter().map(FoundObject::csv_row).collect()
}

fn round(number: f64, decimals: i32) -> f64 {
    let scale = 10_f64.powi(decimals);
    // Minus zero is printed with its sign.
    (number * scale).round() / scale + 0.
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
        FoundObject::new(
            "a,b",
            "Car",
            &Detection { class: 0, score: 0.75, raw_score: None, box3d },
            &cloud,
        )
    }

    #[test]
    fn a_json_line_has_the_documented_fields() {
        assert_eq!(
            serde_json::to_string(&object()).unwrap(),
            r#"{"frame":"a,b","class":"car","score":0.75,"center":[10.0,-2.0,-1.0],"size":[4.0,1.5,1.25],"yaw":0.5,"num_points":1}"#
        );
    }

    #[test]
    fn few_digits_are_left_unless_all_are_asked_for() {
        let long = FoundObject { score: 0.123456, center: [1.23456, -0.0001, 7.], ..object() };
        let rounded = long.rounded();
        assert_eq!((rounded.score, rounded.center), (0.1235, [1.235, 0., 7.]));
        assert!(rounded.center[1].is_sign_positive());
    }

    #[test]
    fn a_csv_row_has_as_many_fields_as_the_header() {
        let row = object().csv_row();
        assert_eq!(row, "\"a,b\",car,0.75,10,-2,-1,4,1.5,1.25,0.5,1\n");
        // The name of the frame has a comma.
        assert_eq!(CSV_HEADER.split(',').count() + 1, row.split(',').count());
    }
}
