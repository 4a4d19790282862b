//! The network and its losses against numbers of a network written in PyTorch.
//!
//! `scripts/oracle/make_fixture.py` made the file; it is seeded and says what every tensor is.

use std::path::Path;

use tch::{Device, Kind, Tensor};
use voxelnet_config::{FocalWeights, LossConfig, MiddleEvaluation, ModelConfig, PaperWeights};
use voxelnet_detection::Weights;
use voxelnet_model::{Criterion, FrameTargets, PositiveAnchor, RpnOutput, VoxelBatch, VoxelNet};
use voxelnet_scene::{Point, PointCloud};

use crate::support::{batch_of, spread, voxels_of};

/// Bound on max|a - b| over the standard deviation of b. PyTorch in single precision stays below
/// 2.5e-5 of its own double precision here.
const TOLERANCE: f64 = 1e-4;

struct Oracle {
    file: Weights,
    config: ModelConfig,
}

impl Oracle {
    fn read() -> Self {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/data/oracle.safetensors");
        let file = Weights::read(&path).unwrap();
        let config = file.config(&path, &[]).unwrap();
        Self { file, config }
    }

    fn tensor(&self, name: &str) -> Tensor {
        let tensor = self.file.tensors.get(name).unwrap_or_else(|| panic!("no tensor {name}"));
        let shape: Vec<i64> = tensor.shape.iter().map(|&extent| extent as i64).collect();
        Tensor::from_slice(&tensor.data).view(shape.as_slice())
    }

    /// The network, its middle layers computed in one of the two ways.
    fn network(&self, middle: MiddleEvaluation) -> VoxelNet {
        let mut network = VoxelNet::new(&self.config.network, Device::Cpu, 0).unwrap();
        network.set_middle_evaluation(middle);
        let tensors = self.below("weights.");
        let weights = Weights { config_text: String::new(), step: 0, tensors };
        network.load(&weights, Path::new("oracle")).unwrap();
        network
    }

    /// The tensors whose names start so, by the rest of their names.
    fn below(
        &self,
        prefix: &str,
    ) -> std::collections::BTreeMap<String, voxelnet_detection::Tensor> {
        let named = self.file.tensors.iter();
        let below =
            named.filter_map(|(name, t)| Some((name.strip_prefix(prefix)?.into(), t.clone())));
        below.collect()
    }

    fn batch(&self) -> VoxelBatch {
        let scans = ["scan0.points", "scan1.points"].map(|name| {
            let points = self.file.tensors[name].data.chunks(4);
            let points = points.map(|p| Point::new(p[0], p[1], p[2], p[3])).collect();
            voxels_of(&PointCloud::new(points), &self.config.network)
        });
        batch_of(&scans, &self.config.network)
    }

    fn assert_equals(&self, found: &Tensor, name: &str) {
        let expected = self.tensor(name);
        assert_eq!(found.size(), expected.size(), "{name}");
        let difference = (found - &expected).abs().max().double_value(&[]);
        // A tensor of one number has no spread.
        let scale = if expected.numel() > 1 { spread(&expected) } else { 1. };
        assert!(difference <= TOLERANCE * scale, "{name}: {difference} of {scale}");
    }
}

const BOTH: [MiddleEvaluation; 2] = [MiddleEvaluation::Dense, MiddleEvaluation::Sparse];

#[test]
fn every_stage_says_what_pytorch_says_in_evaluation() {
    let oracle = Oracle::read();
    for middle in BOTH {
        let (network, batch) = (oracle.network(middle), oracle.batch());
        let voxels = network.voxel_features(&batch, false);
        oracle.assert_equals(&voxels, "eval.vfe");
        let map = network.middle(&voxels, &batch, false);
        oracle.assert_equals(&map.to_bev(), "eval.middle");
        let output = network.rpn(map, false);
        oracle.assert_equals(&output.scores, "eval.scores");
        oracle.assert_equals(&output.residuals, "eval.residuals");
        oracle.assert_equals(&output.directions.unwrap(), "eval.directions");
    }
}

#[test]
fn a_training_pass_has_the_outputs_gradients_and_statistics_of_pytorch() {
    let oracle = Oracle::read();
    for middle in BOTH {
        let network = oracle.network(middle);
        let output = network.forward_t(&oracle.batch(), true);
        let directions = output.directions.unwrap();
        let maps = [
            ("scores", &output.scores),
            ("residuals", &output.residuals),
            ("directions", &directions),
        ];
        let objective = maps.map(|(name, map)| {
            oracle.assert_equals(map, &format!("train.{name}"));
            (map * oracle.tensor(&format!("probe.{name}"))).sum(Kind::Float)
        });
        let objective = objective.into_iter().reduce(|a, b| a + b).unwrap();
        let parameters = network.parameters();
        let gradients = Tensor::run_backward(
            &[objective],
            &parameters.values().collect::<Vec<_>>(),
            false,
            false,
        );
        for (name, gradient) in parameters.keys().zip(&gradients) {
            oracle.assert_equals(gradient, &format!("grad.{name}"));
        }
        let weights = network.weights("", 0);
        let after = oracle.below("after.");
        assert!(after.len() > 20);
        for (name, expected) in after {
            let [found, expected] =
                [&weights.tensors[&name], &expected].map(|t| Tensor::from_slice(&t.data));
            let difference = (found - expected).abs().max().double_value(&[]);
            assert!(difference <= TOLERANCE, "{name}: {difference}");
        }
    }
}

/// The targets of each frame, from dense maps.
fn targets(oracle: &Oracle) -> Vec<FrameTargets> {
    let read = |name: &str| &oracle.file.tensors[name];
    let (labels, residuals) = (read("loss.labels"), read("loss.targets"));
    let reversed = read("loss.reversed");
    let [frames, kinds, height, width] = labels.shape[..] else { panic!("{:?}", labels.shape) };
    let (anchors, cells) = (kinds * height * width, height * width);
    let of_frame = |frame: usize| {
        let mut targets = FrameTargets::default();
        for anchor in 0..anchors {
            let (kind, cell) = (anchor / cells, anchor % cells);
            let residual =
                |r: usize| residuals.data[((frame * kinds + kind) * 7 + r) * cells + cell];
            match labels.data[frame * anchors + anchor] {
                1. => targets.positives.push(PositiveAnchor {
                    anchor,
                    target: 0,
                    residual: std::array::from_fn(residual),
                    reversed: reversed.data[frame * anchors + anchor] > 0.5,
                }),
                -1. => targets.ignored.push(anchor),
                _ => {}
            }
        }
        targets
    };
    (0..frames).map(of_frame).collect()
}

#[test]
fn both_losses_have_the_terms_and_gradients_of_pytorch() {
    let oracle = Oracle::read();
    let paper = LossConfig::Paper(PaperWeights { positive: 1.5, negative: 1. });
    let focal = LossConfig::Focal(FocalWeights {
        alpha: 0.25,
        gamma: 2.,
        classification: 1.,
        regression: 2.,
        direction: 0.2,
    });
    for (name, config) in [("paper", paper), ("focal", focal)] {
        let map = |name: &str| oracle.tensor(&format!("loss.{name}")).set_requires_grad(true);
        let output = RpnOutput {
            scores: map("scores"),
            residuals: map("residuals"),
            directions: Some(map("directions")),
        };
        let loss = Criterion::new(config).evaluate(&output, &targets(&oracle));
        let terms =
            [&loss.total, &loss.positive, &loss.negative, &loss.regression, &loss.direction];
        let terms = Tensor::from_slice(&terms.map(|term| term.double_value(&[]) as f32));
        oracle.assert_equals(&terms, &format!("loss.{name}.terms"));
        loss.total.backward();
        oracle.assert_equals(&output.scores.grad(), &format!("loss.{name}.grad.scores"));
        oracle.assert_equals(&output.residuals.grad(), &format!("loss.{name}.grad.residuals"));
        if name == "focal" {
            let directions = output.directions.unwrap();
            oracle.assert_equals(&directions.grad(), "loss.focal.grad.directions");
        }
    }
}
