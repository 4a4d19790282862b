//! From output maps to detections.

use voxelnet_scene::{Box3d, non_max_suppression};

use crate::{AnchorGrid, DetectionConfig, NUM_RESIDUALS, decode_residual};

/// An object that was found.
#[derive(Clone, Debug, PartialEq)]
pub struct Detection {
    /// Number of its class, in the order of the configuration.
    pub class: usize,
    /// Confidence, 0 to 1.
    pub score: f64,
    /// Where it is.
    pub box3d: Box3d,
}

/// The output of a network for one scan; A anchors per cell, H x W cells.
#[derive(Clone, Copy, Debug)]
pub struct OutputMaps<'a> {
    /// Logits. [A, H, W]
    pub scores: &'a [f32],
    /// Residual r of anchor a is channel 7a + r. [7A, H, W]
    pub residuals: &'a [f32],
    /// Logits of the heading being reversed, when the network has a direction head. [A, H, W]
    pub directions: Option<&'a [f32]>,
}

/// Candidates of every class above the least score, the best first within each class, at most
/// `max_candidates` per class, before any suppression.
///
/// # Panics
/// When a map does not have the size that the anchors ask for.
pub fn decode(
    maps: OutputMaps<'_>,
    anchors: &AnchorGrid,
    config: &DetectionConfig,
) -> Vec<Detection> {
    let num_anchors = anchors.len();
    assert_eq!(maps.scores.len(), num_anchors, "score map");
    assert_eq!(maps.residuals.len(), num_anchors * NUM_RESIDUALS, "residual map");
    assert!(maps.directions.is_none_or(|map| map.len() == num_anchors), "direction map");

    let mut best = vec![Vec::<(f64, usize)>::new(); anchors.classes().len()];
    for (index, &logit) in maps.scores.iter().enumerate() {
        let score = sigmoid(logit);
        // A NaN score is no detection.
        if score >= config.min_score {
            best[anchors.class_of_kind(index / anchors.num_cells())].push((score, index));
        }
    }
    let mut candidates = Vec::new();
    for (class, mut scored) in best.into_iter().enumerate() {
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        scored.truncate(config.max_candidates);
        candidates.extend(scored.into_iter().filter_map(|(score, index)| {
            let box3d = decode_anchor(maps, anchors, index)?;
            Some(Detection { class, score, box3d })
        }));
    }
    candidates
}

/// Keeps of every class the detections that no better one of the class overlaps too much, at most
/// `max_detections` per class; the best first over all classes.
pub fn suppress(candidates: Vec<Detection>, config: &DetectionConfig) -> Vec<Detection> {
    let num_classes = candidates.iter().map(|candidate| candidate.class + 1).max().unwrap_or(0);
    let mut kept = Vec::new();
    for class in 0..num_classes {
        let of_class: Vec<&Detection> = candidates.iter().filter(|c| c.class == class).collect();
        let boxes: Vec<Box3d> = of_class.iter().map(|c| c.box3d).collect();
        let scores: Vec<f64> = of_class.iter().map(|c| c.score).collect();
        let indices = non_max_suppression(&boxes, &scores, config.max_iou);
        kept.extend(indices.into_iter().take(config.max_detections).map(|i| of_class[i].clone()));
    }
    kept.sort_by(|a, b| b.score.total_cmp(&a.score));
    kept
}

/// The box at one anchor; `None` when the network's numbers for it are not finite.
fn decode_anchor(maps: OutputMaps<'_>, anchors: &AnchorGrid, index: usize) -> Option<Box3d> {
    let num_cells = anchors.num_cells();
    let (kind, cell) = (index / num_cells, index % num_cells);
    let residual = std::array::from_fn(|r| {
        f64::from(maps.residuals[(kind * NUM_RESIDUALS + r) * num_cells + cell])
    });
    if residual.iter().any(|value: &f64| !value.is_finite()) {
        return None;
    }
    let reversed = maps.directions.map(|map| map[index] > 0.);
    Some(decode_residual(&anchors.anchor(kind, cell), &residual, reversed))
}

fn sigmoid(logit: f32) -> f64 {
    1. / (1. + f64::from(-logit).exp())
}
