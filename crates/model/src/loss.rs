//! The loss of a network's output.

use tch::{Kind, Reduction, Tensor};
use voxelnet_communicator::{Communicator, Numbers};
use voxelnet_config::{FocalWeights, LossConfig, PaperWeights};
use voxelnet_detection::NUM_RESIDUALS;

use crate::output::RpnOutput;
use crate::targets::FrameTargets;

/// The loss of a batch, with its weighted parts; all scalars.
#[derive(Debug)]
pub struct LossTerms {
    /// The sum of the other terms.
    pub total: Tensor,
    /// Loss of the scores, over positive anchors.
    pub positive: Tensor,
    /// Loss of the scores, over negative anchors.
    pub negative: Tensor,
    /// Loss of the residuals.
    pub regression: Tensor,
    /// Loss of the headings; 0 without a direction head.
    pub direction: Tensor,
}

/// The point at which smooth L1 turns from square to linear under the focal loss (SECOND, 2018).
const FOCAL_SMOOTH_L1_BETA: f64 = 1. / 9.;

/// The loss that a configuration asks for.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Criterion {
    config: LossConfig,
}

impl Criterion {
    /// The paper's loss (section 2.2) or the focal loss (arXiv:1708.02002), with its weights.
    pub fn new(config: LossConfig) -> Self {
        Self { config }
    }

    /// The loss of a batch: output of B frames against the targets of the same frames.
    ///
    /// # Panics
    /// When the numbers of frames differ, or the focal loss meets a network without direction head.
    pub fn evaluate(&self, output: &RpnOutput, targets: &[FrameTargets]) -> LossTerms {
        let num_anchors = output.scores.numel() / targets.len().max(1);
        self.evaluate_part(output, targets, &AnchorCounts::of(targets, num_anchors))
    }

    /// The share of some frames in the loss of a larger batch, whose anchors `counts` counts: the shares of
    /// all its frames add up to its loss.
    ///
    /// # Panics
    /// As [`Self::evaluate`].
    pub fn evaluate_part(
        &self,
        output: &RpnOutput,
        targets: &[FrameTargets],
        counts: &AnchorCounts,
    ) -> LossTerms {
        assert_eq!(output.scores.size()[0], targets.len() as i64, "frames of the batch");
        let flat = FlatTargets::new(output, targets, counts);
        match &self.config {
            LossConfig::Paper(weights) => paper_loss(weights, output, &flat),
            LossConfig::Focal(weights) => focal_loss(weights, output, &flat),
        }
    }
}

/// By how many anchors the terms of a loss are divided.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AnchorCounts {
    positives: f64,
    negatives: f64,
}

impl AnchorCounts {
    /// Counts the anchors of a batch, of which each frame has `num_anchors`.
    pub fn of<'a>(targets: impl IntoIterator<Item = &'a FrameTargets>, num_anchors: usize) -> Self {
        let (mut positives, mut negatives) = (0, 0);
        for targets in targets {
            positives += targets.positives.len();
            negatives += num_anchors - targets.positives.len() - targets.ignored.len();
        }
        Self { positives: positives as f64, negatives: negatives as f64 }
    }

    /// The counts of all ranks together, so that an anchor weighs the same on each. Collective.
    pub fn over_ranks(self, communicator: &Communicator) -> Self {
        let mut counts = [self.positives, self.negatives];
        communicator.all_reduce(Numbers::F64(&mut counts));
        let [positives, negatives] = counts;
        Self { positives, negatives }
    }

    /// At least 1, so that it can divide.
    fn positives(&self) -> f64 {
        self.positives.max(1.)
    }

    /// At least 1.
    fn negatives(&self) -> f64 {
        self.negatives.max(1.)
    }
}

/// The targets of a batch on the flattened anchors [B * A * H * W].
struct FlatTargets {
    positives: Tensor,   // [N] i64, flat index of each positive anchor
    residuals: Tensor,   // [N, 7]
    reversed: Tensor,    // [N], 0 or 1
    is_negative: Tensor, // [B * A * H * W], 0 or 1
    counts: AnchorCounts,
}

impl FlatTargets {
    fn new(output: &RpnOutput, targets: &[FrameTargets], counts: &AnchorCounts) -> Self {
        let device = output.scores.device();
        let num_anchors = output.scores.numel() / targets.len().max(1);
        let (mut positives, mut residuals, mut reversed) = (Vec::new(), Vec::new(), Vec::new());
        let mut is_negative = vec![1_f32; output.scores.numel()];
        for (frame, targets) in targets.iter().enumerate() {
            let start = frame * num_anchors;
            for positive in &targets.positives {
                positives.push((start + positive.anchor) as i64);
                residuals.extend(positive.residual);
                reversed.push(f32::from(u8::from(positive.reversed)));
                is_negative[start + positive.anchor] = 0.;
            }
            targets.ignored.iter().for_each(|anchor| is_negative[start + anchor] = 0.);
        }
        let to_device = |tensor: Tensor| tensor.to_device(device);
        Self {
            counts: *counts,
            residuals: to_device(
                Tensor::from_slice(&residuals).view([positives.len() as i64, NUM_RESIDUALS as i64]),
            ),
            positives: to_device(Tensor::from_slice(&positives)),
            reversed: to_device(Tensor::from_slice(&reversed)),
            is_negative: to_device(Tensor::from_slice(&is_negative)),
        }
    }

    /// The values of a map [B, A, H, W] at the positive anchors. \[N\]
    fn at_positives(&self, map: &Tensor) -> Tensor {
        map.flatten(0, -1).index_select(0, &self.positives)
    }

    /// The residuals of a map [B, 7A, H, W] at the positive anchors. [N, 7]
    fn residuals_at_positives(&self, map: &Tensor) -> Tensor {
        let [batch, channels, height, width] = map.size()[..] else {
            panic!("residual map of shape {:?}, expected [B, 7A, H, W]", map.size());
        };
        let num_residuals = NUM_RESIDUALS as i64;
        map.view([batch, channels / num_residuals, num_residuals, height * width])
            .permute([0, 1, 3, 2]) // [B, A, 7, H*W] -> [B, A, H*W, 7]
            .reshape([-1, num_residuals])
            .index_select(0, &self.positives)
    }
}

fn paper_loss(weights: &PaperWeights, output: &RpnOutput, targets: &FlatTargets) -> LossTerms {
    let positive = cross_entropy(&targets.at_positives(&output.scores), 1.).sum(Kind::Float)
        * (weights.positive / targets.counts.positives());
    let negative = (cross_entropy(&output.scores.flatten(0, -1), 0.) * &targets.is_negative)
        .sum(Kind::Float)
        * (weights.negative / targets.counts.negatives());
    let residuals = targets.residuals_at_positives(&output.residuals);
    let regression = residuals.smooth_l1_loss(&targets.residuals, Reduction::Sum, 1.)
        / targets.counts.positives();
    let direction = Tensor::zeros([], (Kind::Float, output.scores.device()));
    LossTerms::sum(positive, negative, regression, direction)
}

fn focal_loss(weights: &FocalWeights, output: &RpnOutput, targets: &FlatTargets) -> LossTerms {
    let Some(directions) = &output.directions else {
        panic!("the focal loss needs a network with a direction head");
    };
    let scale = weights.classification / targets.counts.positives();
    let at_positives = targets.at_positives(&output.scores);
    let positive =
        focal(&at_positives, 1., weights.gamma).sum(Kind::Float) * (scale * weights.alpha);
    let everywhere = output.scores.flatten(0, -1);
    let negative = (focal(&everywhere, 0., weights.gamma) * &targets.is_negative).sum(Kind::Float)
        * (scale * (1. - weights.alpha));
    let regression =
        sine_smooth_l1(&targets.residuals_at_positives(&output.residuals), &targets.residuals)
            * (weights.regression / targets.counts.positives());
    let direction = targets.at_positives(directions).binary_cross_entropy_with_logits::<Tensor>(
        &targets.reversed,
        None,
        None,
        Reduction::Sum,
    ) * (weights.direction / targets.counts.positives());
    LossTerms::sum(positive, negative, regression, direction)
}

/// Cross-entropy of logits against one answer, 0 or 1, for each.
fn cross_entropy(logits: &Tensor, answer: f64) -> Tensor {
    if answer > 0.5 { (-logits).softplus() } else { logits.softplus() }
}

/// Cross-entropy discounted by (1 - p)^gamma, p the probability given to the right answer.
fn focal(logits: &Tensor, answer: f64, gamma: f64) -> Tensor {
    let wrong = if answer > 0.5 { (-logits).sigmoid() } else { logits.sigmoid() };
    wrong.pow_tensor_scalar(gamma) * cross_entropy(logits, answer)
}

/// Smooth L1 summed over residuals, the yaw by the sine of its error: a box turned by half a turn
/// costs nothing here and is left to the direction head. [N, 7], [N, 7] -> []
fn sine_smooth_l1(found: &Tensor, expected: &Tensor) -> Tensor {
    let yaw = NUM_RESIDUALS as i64 - 1;
    let (found_rest, expected_rest) = (found.narrow(1, 0, yaw), expected.narrow(1, 0, yaw));
    let sine = (found.narrow(1, yaw, 1) - expected.narrow(1, yaw, 1)).sin();
    found_rest.smooth_l1_loss(&expected_rest, Reduction::Sum, FOCAL_SMOOTH_L1_BETA)
        + sine.smooth_l1_loss(&sine.zeros_like(), Reduction::Sum, FOCAL_SMOOTH_L1_BETA)
}

impl LossTerms {
    fn sum(positive: Tensor, negative: Tensor, regression: Tensor, direction: Tensor) -> Self {
        let total = &positive + &negative + &regression + &direction;
        Self { total, positive, negative, regression, direction }
    }
}

#[cfg(test)]
mod tests {
    use std::f64::consts::{LN_2, PI};

    use tch::Device;

    use super::*;
    use crate::targets::PositiveAnchor;

    /// One frame, two anchors per cell, one row of two cells: anchors 0 and 1 of kind 0, 2 and 3 of
    /// kind 1.
    fn output(scores: [f32; 4], yaw_of_anchor_1: f32) -> RpnOutput {
        let mut residuals = [0_f32; 28];
        residuals[6 * 2 + 1] = yaw_of_anchor_1; // channel 7 * 0 + 6, cell 1
        RpnOutput {
            scores: Tensor::from_slice(&scores).view([1, 2, 1, 2]),
            residuals: Tensor::from_slice(&residuals).view([1, 14, 1, 2]),
            directions: Some(Tensor::zeros([1, 2, 1, 2], (Kind::Float, Device::Cpu))),
        }
    }

    fn targets(residual: [f32; 7]) -> [FrameTargets; 1] {
        let positive = PositiveAnchor { anchor: 1, target: 0, residual, reversed: true };
        [FrameTargets { positives: vec![positive], ignored: vec![3] }]
    }

    fn values(config: LossConfig, output: &RpnOutput, targets: &[FrameTargets]) -> [f64; 5] {
        let LossTerms { total, positive, negative, regression, direction } =
            Criterion::new(config).evaluate(output, targets);
        [total, positive, negative, regression, direction].map(|term| term.double_value(&[]))
    }

    fn assert_close(found: [f64; 5], expected: [f64; 5]) {
        for (found_value, expected_value) in found.iter().zip(expected) {
            assert!(
                (found_value - expected_value).abs() < 1e-5,
                "{found:?}, expected {expected:?}"
            );
        }
    }

    const PAPER: LossConfig = LossConfig::Paper(PaperWeights { positive: 1.5, negative: 1. });
    const FOCAL: LossConfig = LossConfig::Focal(FocalWeights {
        alpha: 0.25,
        gamma: 2.,
        classification: 1.,
        regression: 2.,
        direction: 0.2,
    });

    #[test]
    fn the_paper_loss_equals_its_closed_form() {
        // One of the negatives is certain, one is undecided; anchor 3 is ignored.
        let output = output([0., 0., -100., 50.], 0.);
        let residual = [0.5, 0., 0., 2., 0., 0., 0.];
        // Smooth L1: 0.5^2 / 2 below 1, 2 - 0.5 above.
        let expected = [1.5 * LN_2, LN_2 / 2., 0.125 + 1.5, 0.];
        let total = expected.iter().sum();
        let [positive, negative, regression, direction] = expected;
        let found = values(PAPER, &output, &targets(residual));
        assert_close(found, [total, positive, negative, regression, direction]);
    }

    #[test]
    fn the_focal_loss_equals_its_closed_form() {
        let output = output([0., 0., -100., 50.], 0.);
        let residual = [0.5, 0., 0., 0., 0., 0., 0.];
        let positive = 0.25 * 0.25 * LN_2;
        let negative = 0.75 * 0.25 * LN_2;
        let regression = 2. * (0.5 - FOCAL_SMOOTH_L1_BETA / 2.);
        let direction = 0.2 * LN_2;
        let total = positive + negative + regression + direction;
        let found = values(FOCAL, &output, &targets(residual));
        assert_close(found, [total, positive, negative, regression, direction]);
    }

    #[test]
    fn half_a_turn_costs_nothing_in_the_sine_and_much_in_the_paper_loss() {
        let half_turn = output([0.; 4], PI as f32);
        let [.., focal_regression, _] = values(FOCAL, &half_turn, &targets([0.; 7]));
        let [.., paper_regression, _] = values(PAPER, &half_turn, &targets([0.; 7]));
        assert!(focal_regression < 1e-9 && paper_regression > 2., "{focal_regression}");
    }

    #[test]
    fn a_batch_without_objects_has_a_finite_loss() {
        let nothing = [FrameTargets::default()];
        for config in [PAPER, FOCAL] {
            let [total, positive, negative, regression, direction] =
                values(config, &output([0.; 4], 0.), &nothing);
            assert!(total.is_finite() && negative > 0.);
            assert_eq!([positive, regression, direction], [0.; 3]);
        }
    }
}
