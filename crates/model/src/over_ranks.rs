//! A batch that is shared among ranks against the same batch on one.

use tch::{Device, Kind, Tensor};
use voxelnet_communicator::in_threads;
use voxelnet_config::{Encoder, MiddleEvaluation, NetworkConfig};
use voxelnet_voxelizer::SparseVoxels;

use crate::batch::VoxelBatch;
use crate::output::RpnOutput;
use crate::testing::{max_error, network, scan, two_class_config};
use crate::voxelnet::VoxelNet;

/// In double precision, of the largest number.
const TOLERANCE: f64 = 1e-9;

/// Results of a training step: scores and residuals, gradients, running statistics.
struct Step {
    outputs: [Tensor; 2],
    gradients: Vec<Tensor>,
    statistics: Vec<Tensor>,
}

fn step(mut network: VoxelNet, evaluation: MiddleEvaluation, scans: &[SparseVoxels]) -> Step {
    network.use_double_precision();
    network.set_middle_evaluation(evaluation);
    let scans: Vec<&SparseVoxels> = scans.iter().collect();
    let batch = VoxelBatch::new(&scans, network.layout().grid.shape(), Device::Cpu);
    let RpnOutput { scores, residuals, directions } = network.forward_t(&batch, true);
    let directions = directions.unwrap_or_else(|| scores.zeros_like());
    // Every number counts otherwise than its neighbours.
    let weigh = |map: &Tensor| {
        let weights =
            Tensor::arange(map.size()[1..].iter().product::<i64>(), (Kind::Double, Device::Cpu));
        (map.square() * weights.sin().view(&map.size()[1..])).sum(Kind::Double)
    };
    let loss = weigh(&scores) + weigh(&residuals) + weigh(&directions);
    let parameters: Vec<Tensor> = network.parameters().into_values().collect();
    let gradients = Tensor::run_backward(&[loss], &parameters, false, false);
    let statistics = network.statistics().into_values().map(|tensor| tensor.copy()).collect();
    let outputs = [scores, residuals].map(|tensor| tensor.detach());
    Step { outputs, gradients, statistics }
}

fn assert_same(
    config: &NetworkConfig,
    evaluation: MiddleEvaluation,
    scans: &[SparseVoxels],
    size: usize,
) {
    let alone = step(VoxelNet::new(config, Device::Cpu, 3).unwrap(), evaluation, scans);
    let shared = in_threads(size, |communicator| {
        let network = VoxelNet::over_ranks(config, Device::Cpu, 3, communicator).unwrap();
        step(network, evaluation, &scans[communicator.shard().range(scans.len())])
    });
    for (i, expected) in alone.outputs.iter().enumerate() {
        let found: Vec<&Tensor> = shared.iter().map(|step| &step.outputs[i]).collect();
        let error = max_error(&Tensor::cat(&found, 0), expected);
        assert!(error < TOLERANCE, "output {i}: {error:.1e}");
    }
    for (i, expected) in alone.gradients.iter().enumerate() {
        // Undefined where the scans of a rank have no influence.
        let gradients = shared.iter().map(|step| &step.gradients[i]);
        let found = gradients.filter(|gradient| gradient.defined());
        let found = found.fold(expected.zeros_like(), |sum, gradient| sum + gradient);
        let error = max_error(&found, expected);
        assert!(error < TOLERANCE, "gradient {i}: {error:.1e}");
    }
    for step in &shared {
        for (found, expected) in step.statistics.iter().zip(&alone.statistics) {
            let error = max_error(found, expected);
            assert!(error < TOLERANCE, "statistics: {error:.1e}");
        }
    }
}

fn scans() -> Vec<SparseVoxels> {
    let network = network(1);
    // The third has no point at all, the second few enough to stay sparse for longer than others.
    vec![scan(&network, 700, 1), scan(&network, 6, 2), scan(&network, 0, 3), scan(&network, 300, 4)]
}

#[test]
fn a_shared_batch_gives_the_same_numbers_sparse_and_dense() {
    let config = two_class_config();
    for evaluation in [MiddleEvaluation::Sparse, MiddleEvaluation::Dense] {
        for size in [2, 3, 4] {
            assert_same(&config, evaluation, &scans(), size);
        }
    }
}

#[test]
fn a_rank_without_a_frame_takes_part() {
    let config = two_class_config();
    for evaluation in [MiddleEvaluation::Sparse, MiddleEvaluation::Dense] {
        assert_same(&config, evaluation, &scans()[..1], 2);
    }
}

#[test]
fn other_encoders_share_their_statistics_too() {
    for encoder in [Encoder::SetAbstraction, Encoder::Mean] {
        let config = NetworkConfig { encoder, ..two_class_config() };
        assert_same(&config, MiddleEvaluation::Sparse, &scans(), 2);
    }
}
