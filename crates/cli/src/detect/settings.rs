//! The settings on which results depend.

use anyhow::Result;
use clap::ValueEnum;
use serde_json::{Value, json};
use voxelnet_scene::IntensityScale;

use super::plan::DetectPlan;
use super::record::{FORMATS, Settings};
use crate::engine::network::TrainedNetwork;
use crate::scans::reading::ScanReading;

/// The settings of a detection, by the names of their options.
pub fn settings_of(
    plan: &DetectPlan,
    network: &TrainedNetwork,
    reading: &ScanReading,
) -> Result<Settings> {
    let (typed, results) = (&plan.reading, &plan.results);
    let weights = crc32c::crc32c(&network.weights.to_bytes()?);
    let formats = results.formats.iter().filter_map(ValueEnum::to_possible_value);
    let formats: Vec<String> = formats.map(|format| format.get_name().to_owned()).collect();
    let path = |path: &Option<_>| json!(path.as_ref().map(std::path::PathBuf::as_path));
    let named: [(&str, Value); 11] = [
        ("weights", json!(format!("{weights:08x}"))),
        ("min-score", json!(network.config.detection.min_score)),
        ("seed", json!(network.config.detection.seed)),
        (FORMATS, json!(formats)),
        ("full-precision", json!(results.has_full_precision)),
        ("columns", json!(reading.columns())),
        ("intensity-scale", scale_of(reading.intensity_scale())),
        ("apply-viewpoint", json!(typed.apply_viewpoint)),
        ("lidar-transform", json!(typed.transform.map(|transform| transform.to_string()))),
        ("crop-to-image", path(&typed.crop_to_image)),
        ("calib", path(&results.calibration)),
    ];
    Ok(named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

fn scale_of(scale: IntensityScale) -> Value {
    match scale {
        IntensityScale::Auto => json!("auto"),
        IntensityScale::AsWritten => json!("as written"),
        IntensityScale::Fixed(full_scale) => json!(full_scale.get()),
    }
}
