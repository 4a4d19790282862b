//! The findings of a study as curves.

use voxelnet_dataset::{Corruption, CorruptionKind};
use voxelnet_render::{Panel, Series, SeriesStyle};

use super::summary::{Summary, VariantSummary};

/// For each kind of noise a panel: precision against its strength, a line for each variant, from the clean
/// scans on.
pub fn panels(summary: &Summary) -> Vec<Panel> {
    let noises: Vec<Corruption> =
        summary.conditions.iter().filter_map(|name| name.parse().ok()).collect();
    let panel = |kind: CorruptionKind| {
        let mut levels: Vec<Corruption> =
            noises.iter().copied().filter(|noise| noise.kind() == Some(kind)).collect();
        levels.sort_by(|a, b| a.strength().total_cmp(&b.strength()));
        levels.insert(0, Corruption::Clean);
        Panel {
            title: kind.name().into(),
            x_label: kind.axis().into(),
            y_label: "moderate 3D R40, percent".into(),
            y_range: Some([0., 100.]),
            series: summary.variants.iter().map(|variant| series(variant, &levels)).collect(),
            ..Panel::default()
        }
    };
    let is_tried = |kind: &CorruptionKind| noises.iter().any(|noise| noise.kind() == Some(*kind));
    CorruptionKind::ALL.into_iter().filter(is_tried).map(panel).collect()
}

fn series(variant: &VariantSummary, levels: &[Corruption]) -> Series {
    let point =
        |noise: &Corruption| Some([noise.strength(), variant.volume(&noise.to_string())?.mean]);
    let points = levels.iter().filter_map(point).collect();
    Series { name: variant.name.clone(), points, style: SeriesStyle::Marked }
}
