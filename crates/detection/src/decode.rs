//! From output maps to detections.

use voxelnet_scene::{Box3d, non_max_suppression};

use voxelnet_config::{DetectionConfig, ModelConfig};

use crate::anchors::AnchorGrid;
use crate::box_limits::BoxLimits;
use crate::detections::{Detection, Detections};
use crate::head_outputs::{AnchorOutput, HeadOutputs};
use crate::residual::{NUM_RESIDUALS, decode_residual};
use crate::score_rule::{KeptScore, ScoreRule};

/// Candidates of every class above the least score, the best first within each class, at most
/// `max_candidates` per class, before any suppression. Boxes outside `BoxLimits` take no place among them.
///
/// # Panics
/// When a map does not have the size that the anchors ask for.
pub fn decode(outputs: &HeadOutputs, anchors: &AnchorGrid, config: &DetectionConfig) -> Detections {
    let num_anchors = anchors.len();
    let HeadOutputs { scores, residuals, directions } = outputs;
    assert_eq!(scores.len(), num_anchors, "score map");
    assert_eq!(residuals.len(), num_anchors * NUM_RESIDUALS, "residual map");
    assert!(directions.as_ref().is_none_or(|map| map.len() == num_anchors), "direction map");
    let scored = scores.iter().copied().enumerate();
    decode_anchors(scored, |index| outputs.at(index, anchors.num_cells()), anchors, config)
}

/// Candidates as [`decode`] gives them, of a network that keeps its outputs in another way.
///
/// `scored` are the logits of anchors by their index in a score map, in any order. Anchors that cannot reach the
/// least score may be missing. `at` gives the rest of an anchor's outputs.
pub fn decode_anchors(
    scored: impl IntoIterator<Item = (usize, f32)>,
    at: impl Fn(usize) -> AnchorOutput,
    anchors: &AnchorGrid,
    config: &DetectionConfig,
) -> Detections {
    let rules: Vec<ScoreRule<'_>> =
        anchors.classes().iter().map(|class| ScoreRule::new(config, &class.name)).collect();
    let mut best = vec![Vec::<(f64, usize)>::new(); rules.len()];
    for (index, logit) in scored {
        let raw = sigmoid(logit);
        let class = anchors.class_of_kind(index / anchors.num_cells());
        if rules[class].judge(raw).is_some() {
            best[class].push((raw, index));
        }
    }
    let limits = BoxLimits::new(anchors, config);
    let mut candidates = Detections::default();
    for (class, mut scored) in best.into_iter().enumerate() {
        scored.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        let num_others = candidates.kept.len();
        for (raw, index) in scored {
            if candidates.kept.len() - num_others == config.max_candidates {
                break;
            }
            let box3d = decode_anchor(&at(index), anchors, index);
            match (rules[class].judge(raw), box3d) {
                (Some(KeptScore { score, raw: raw_score }), Some(box3d))
                    if limits.allow(class, &box3d) =>
                {
                    candidates.kept.push(Detection { class, score, raw_score, box3d });
                }
                _ => candidates.num_impossible += 1,
            }
        }
    }
    candidates
}

/// Keeps of every class the detections that no better one of the class overlaps too much, at most
/// `max_detections` per class; the best first over all classes.
pub fn suppress(candidates: Detections, config: &DetectionConfig) -> Detections {
    let Detections { kept: candidates, num_impossible } = candidates;
    let num_classes = candidates.iter().map(|candidate| candidate.class + 1).max().unwrap_or(0);
    let mut kept = Vec::new();
    for class in 0..num_classes {
        let of_class: Vec<&Detection> = candidates.iter().filter(|c| c.class == class).collect();
        let boxes: Vec<Box3d> = of_class.iter().map(|c| c.box3d).collect();
        let scores: Vec<f64> = of_class.iter().map(|c| c.network_score()).collect();
        let indices = non_max_suppression(&boxes, &scores, config.max_iou);
        kept.extend(indices.into_iter().take(config.max_detections).map(|i| of_class[i].clone()));
    }
    kept.sort_by(|a, b| b.score.total_cmp(&a.score));
    Detections { kept, num_impossible }
}

/// The best of the candidates, as [`suppress`], in the frame of the scan.
pub fn select(candidates: Detections, config: &ModelConfig) -> Detections {
    let mut detections = suppress(candidates, &config.detection);
    for detection in &mut detections.kept {
        detection.box3d = config.dataset.scan.scan_box_from_network(&detection.box3d);
    }
    detections
}

/// The box at one anchor; `None` when the network's numbers for it are not finite.
fn decode_anchor(output: &AnchorOutput, anchors: &AnchorGrid, index: usize) -> Option<Box3d> {
    if output.residual.iter().any(|value| !value.is_finite()) {
        return None;
    }
    let (kind, cell) = (index / anchors.num_cells(), index % anchors.num_cells());
    let reversed = output.direction.map(|logit| logit > 0.);
    Some(decode_residual(&anchors.anchor(kind, cell), &output.residual, reversed))
}

fn sigmoid(logit: f32) -> f64 {
    1. / (1. + f64::from(-logit).exp())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use voxelnet_scene::BoxSize;
    use voxelnet_voxelizer::{GridSpec, VoxelLimits};

    use super::*;
    use crate::layout::NetworkLayout;
    use crate::residual::{encode_residual, is_reversed};
    use voxelnet_config::{
        AnchorClass, ChannelAttention, ConvSpec, Encoder, Knot, MiddleEvaluation, MinScore,
        NetworkConfig, PointOrigin, RpnBlockSpec, RpnConfig, ScoreCalibration, ScoreMap,
        SetAbstractionConfig, UpsampleSpec, VfeConfig, VfePooling,
    };

    fn detection_config() -> DetectionConfig {
        DetectionConfig {
            min_score: MinScore::Same(0.1),
            calibration: ScoreCalibration::default(),
            max_candidates: 10,
            max_iou: 0.3,
            max_detections: 5,
            max_size_ratio: 3.,
            seed: 0,
        }
    }

    /// Two classes on a map of 4 x 4 cells of a metre.
    fn anchors() -> AnchorGrid {
        let class = |name: &str, length, width| AnchorClass {
            name: name.into(),
            size: BoxSize { length, width, height: 1.5 },
            center_z: -1.,
            positive_iou: 0.6,
            negative_iou: 0.45,
        };
        let upsample = UpsampleSpec { channels: 2, kernel: 1, stride: 1, padding: 0 };
        let config = NetworkConfig {
            encoder: Encoder::Vfe,
            set_abstraction: SetAbstractionConfig::default(),
            vfe: VfeConfig { channels: vec![4], pooling: VfePooling::Max },
            voxel_channels: 4,
            direction_head: true,
            point_origin: PointOrigin::default(),
            batch_norm_momentum: 0.1,
            grid: GridSpec { min_m: [0.; 3], max_m: [4., 4., 1.], voxel_size_m: [1.; 3] },
            limits: VoxelLimits::dynamic(),
            middle: MiddleEvaluation::Sparse,
            middle_layers: vec![ConvSpec { channels: 2, stride: [1; 3], padding: [1; 3] }],
            rpn: RpnConfig {
                attention: ChannelAttention::None,
                blocks: vec![RpnBlockSpec { channels: 2, num_convs: 1, stride: 1, upsample }],
            },
            classes: vec![class("Car", 3.9, 1.6), class("Cyclist", 1.76, 0.6)],
        };
        AnchorGrid::new(&config, &NetworkLayout::new(&config).unwrap())
    }

    /// Maps that say nothing but that a box stands at an anchor.
    struct Maps {
        outputs: HeadOutputs,
    }

    impl Maps {
        fn new(anchors: &AnchorGrid) -> Self {
            let outputs = HeadOutputs {
                scores: vec![-10.; anchors.len()],
                residuals: vec![0.; anchors.len() * NUM_RESIDUALS],
                directions: Some(vec![-10.; anchors.len()]),
            };
            Self { outputs }
        }

        fn put(
            &mut self,
            anchors: &AnchorGrid,
            [kind, cell]: [usize; 2],
            logit: f32,
            box3d: Box3d,
        ) {
            let HeadOutputs { scores, residuals, directions } = &mut self.outputs;
            let num_cells = anchors.num_cells();
            let anchor = anchors.anchor(kind, cell);
            let residual = encode_residual(&anchor, &box3d);
            let reversed = is_reversed(anchor.yaw, box3d.yaw);
            scores[kind * num_cells + cell] = logit;
            directions.as_mut().unwrap()[kind * num_cells + cell] =
                if reversed { 10. } else { -10. };
            for (r, value) in residual.iter().enumerate() {
                residuals[(kind * NUM_RESIDUALS + r) * num_cells + cell] = *value as f32;
            }
        }

        fn detections(&self, anchors: &AnchorGrid) -> Detections {
            self.detections_with(anchors, &detection_config())
        }

        fn detections_with(&self, anchors: &AnchorGrid, config: &DetectionConfig) -> Detections {
            suppress(decode(&self.outputs, anchors, config), config)
        }
    }

    fn box_at(x: f64, y: f64, yaw: f64) -> Box3d {
        Box3d::new([x, y, -0.8].into(), BoxSize { length: 3.5, width: 1.5, height: 1.4 }, yaw)
    }

    #[test]
    fn boxes_come_back_from_the_channels_of_their_class() {
        let anchors = anchors();
        let mut maps = Maps::new(&anchors);
        let expected = [box_at(1., 1., 0.3), box_at(2., 2., 2.9), box_at(2.5, 1., -1.2)];
        // Kinds 0 and 1 are the first class at its two yaws, kinds 2 and 3 the second.
        maps.put(&anchors, [3, 5], 1., expected[0]);
        maps.put(&anchors, [2, 10], 2., expected[1]);
        maps.put(&anchors, [1, 6], 3., expected[2]);
        let found = maps.detections(&anchors).kept;
        assert_eq!(found.iter().map(|d| d.class).collect::<Vec<_>>(), [0, 1, 1]);
        for (detection, expected) in found.iter().zip(expected.iter().rev()) {
            let difference = detection.box3d.center - expected.center;
            assert!(difference.norm() < 1e-5, "{detection:?}");
            let turn = voxelnet_scene::wrap_angle(detection.box3d.yaw - expected.yaw);
            assert!(turn.abs() < 1e-5, "{detection:?}");
        }
    }

    #[test]
    fn suppression_stays_within_a_class() {
        let anchors = anchors();
        let mut maps = Maps::new(&anchors);
        let box3d = box_at(1.5, 1.5, 0.);
        for (kind, logit) in [(0, 1.), (1, 2.), (2, 1.)] {
            maps.put(&anchors, [kind, 5], logit, box3d);
        }
        let found = maps.detections(&anchors).kept;
        assert_eq!(found.iter().map(|d| d.class).collect::<Vec<_>>(), [0, 1]);
    }

    #[test]
    fn each_class_has_its_threshold_and_its_map_and_the_best_come_first() {
        let anchors = anchors();
        let mut maps = Maps::new(&anchors);
        // Scores of 0.5 and 0.27.
        maps.put(&anchors, [0, 5], 0., box_at(1.5, 1.5, 0.));
        maps.put(&anchors, [2, 10], -1., box_at(2.5, 2.5, 0.));
        let mut config = detection_config();
        let map = ScoreMap::new(vec![Knot { raw: 0.2, calibrated: 0.9 }]).unwrap();
        config.calibration.maps.insert("cyclist".into(), map.clone());
        let found = maps.detections_with(&anchors, &config).kept;
        let scores: Vec<_> = found.iter().map(|d| (d.class, d.score, d.raw_score)).collect();
        let raw = sigmoid(-1.);
        assert_eq!(scores, [(1, map.apply(raw), Some(raw)), (0, 0.5, None)]);

        config.min_score =
            MinScore::PerClass([("Car".into(), 0.6), ("Cyclist".into(), 0.9)].into());
        let found = maps.detections_with(&anchors, &config).kept;
        assert_eq!(found.iter().map(|d| d.class).collect::<Vec<_>>(), [1]);
        config.calibration.enabled = false;
        assert!(maps.detections_with(&anchors, &config).kept.is_empty());
    }

    #[test]
    fn numbers_that_are_not_finite_are_no_detections() {
        let anchors = anchors();
        let mut maps = Maps::new(&anchors);
        maps.put(&anchors, [0, 5], f32::NAN, box_at(1.5, 1.5, 0.));
        maps.put(&anchors, [0, 6], 5., box_at(2.5, 1.5, 0.));
        maps.outputs.residuals[6] = f32::INFINITY;
        let expected = Detections { kept: vec![], num_impossible: 1 };
        assert_eq!(maps.detections(&anchors), expected);
    }

    /// A box six times as long as its anchor, at a place.
    fn long_box(x: f64, y: f64) -> Box3d {
        let size = BoxSize { length: 24., width: 1.5, height: 1.4 };
        Box3d::new([x, y, -0.8].into(), size, 0.)
    }

    #[test]
    fn an_impossible_box_is_counted_and_suppresses_nothing() {
        let anchors = anchors();
        let mut maps = Maps::new(&anchors);
        maps.put(&anchors, [0, 5], 5., long_box(1.5, 1.5));
        maps.put(&anchors, [0, 6], 4., box_at(90., 1.5, 0.));
        maps.put(&anchors, [0, 9], 1., box_at(1.5, 2.5, 0.));
        let Detections { kept, num_impossible } = maps.detections(&anchors);
        assert_eq!((kept.len(), num_impossible), (1, 2));
        assert!((kept[0].box3d.size.length - 3.5).abs() < 1e-5, "{kept:?}");
    }

    #[test]
    fn impossible_boxes_take_no_place_among_the_candidates() {
        let anchors = anchors();
        let mut maps = Maps::new(&anchors);
        for cell in 0..15 {
            maps.put(&anchors, [0, cell], 5., long_box(1.5, 1.5));
        }
        maps.put(&anchors, [0, 15], 1., box_at(2.5, 2.5, 0.));
        let candidates = decode(&maps.outputs, &anchors, &detection_config());
        assert_eq!((candidates.kept.len(), candidates.num_impossible), (1, 15));
    }
}
