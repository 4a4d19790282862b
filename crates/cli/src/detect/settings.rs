//! The settings on which results depend.

use std::collections::BTreeSet;
use std::path::PathBuf;

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
    let formats: BTreeSet<String> = formats.map(|format| format.get_name().to_owned()).collect();
    let named: [(&str, Value); 15] = [
        ("weights", json!(format!("{weights:08x}"))),
        ("min-score", json!(network.config.detection.min_score)),
        ("set", json!(plan.changes.overrides)),
        ("seed", json!(network.config.detection.seed)),
        (FORMATS, json!(formats)),
        ("full-precision", json!(results.has_full_precision)),
        ("columns", json!(reading.columns())),
        ("intensity-scale", scale_of(reading.intensity_scale())),
        ("apply-viewpoint", json!(typed.apply_viewpoint)),
        ("lidar-transform", json!(typed.transform.map(|transform| transform.to_string()))),
        ("crop-to-image", whole(&typed.crop_to_image)),
        ("calib", whole(&results.calibration)),
        ("image", whole(&results.image)),
        ("engine", json!(plan.engine.engine.map(|engine| format!("{engine:?}").to_lowercase()))),
        ("device", json!(plan.engine.device.to_string())),
    ];
    Ok(named.into_iter().map(|(name, value)| (name.to_owned(), value)).collect())
}

/// A path without links, so that it is the same from everywhere.
fn whole(path: &Option<PathBuf>) -> Value {
    json!(path.as_ref().map(|path| path.canonicalize().unwrap_or_else(|_| path.clone())))
}

fn scale_of(scale: IntensityScale) -> Value {
    match scale {
        IntensityScale::Auto => json!("auto"),
        IntensityScale::AsWritten => json!("as written"),
        IntensityScale::Fixed(full_scale) => json!(full_scale.get()),
    }
}
