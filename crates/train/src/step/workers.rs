//! Threads that share the micro batches of a batch.
//!
//! libtorch shares one scan of a small network among threads badly: its many small operations wait for
//! each other. So each thread computes a micro batch of its own, in a copy of the network. Every micro batch starts
//! from the same weights and statistics, and results are added in the order of the batch, so that the
//! number of threads that share the micro batches changes nothing.

use std::panic::resume_unwind;
use std::thread::ScopedJoinHandle;

use tch::Device;
use voxelnet_communicator::Communicator;
use voxelnet_config::NetworkConfig;
use voxelnet_model::{AnchorCounts, Criterion, ModelError, VoxelNet};

use crate::step::batch_gradient::{BatchGradient, MicroBatch};
use crate::step::not_finite::NotFinite;

/// Copies of a network, one for each thread that computes gradients.
#[derive(Debug)]
pub(crate) struct Workers {
    replicas: Vec<VoxelNet>,
    /// Threads that libtorch may use in all.
    num_threads: usize,
    /// Whether each worker computes on one thread, however many are idle.
    is_deterministic: bool,
}

impl Workers {
    /// A worker for each thread on a CPU, but not more than micro batches in a batch; one
    /// elsewhere. With a communicator, one that shares every micro batch with the other ranks.
    pub(crate) fn new(
        config: &NetworkConfig,
        device: Device,
        num_threads: usize,
        num_micro_batches: usize,
        communicator: Option<&Communicator>,
    ) -> Result<Self, ModelError> {
        let is_spread = device == Device::Cpu && communicator.is_none();
        let num_workers =
            if is_spread { num_threads.clamp(1, num_micro_batches.max(1)) } else { 1 };
        let replica = |_| match communicator {
            Some(communicator) => VoxelNet::over_ranks(config, device, 0, communicator),
            None => VoxelNet::new(config, device, 0),
        };
        let replicas = (0..num_workers).map(replica).collect::<Result<_, _>>()?;
        Ok(Self { replicas, num_threads, is_deterministic: false })
    }

    pub(crate) fn set_deterministic(&mut self, is_deterministic: bool) {
        self.is_deterministic = is_deterministic;
    }

    pub(crate) fn replicas_mut(&mut self) -> &mut [VoxelNet] {
        &mut self.replicas
    }

    /// The copies of the network.
    pub(crate) fn replicas(&self) -> &[VoxelNet] {
        &self.replicas
    }

    /// The gradient of all micro batches, with the statistics that they leave. On its way through the network it
    /// is `scale` times as large.
    pub(crate) fn gradient(
        &mut self,
        network: &VoxelNet,
        criterion: &Criterion,
        parts: &[MicroBatch<'_>],
        counts: &AnchorCounts,
        scale: f64,
    ) -> Result<BatchGradient, NotFinite<'static>> {
        let num_workers = self.replicas.len().min(parts.len()).max(1);
        let threads_each = if self.is_deterministic { 1 } else { self.num_threads / num_workers };
        let mut sum = BatchGradient::of_nothing(network);
        for wave in parts.chunks(num_workers) {
            let replicas = &mut self.replicas[..wave.len()];
            replicas.iter_mut().for_each(|replica| replica.copy_from(network));
            let results: Vec<_> = std::thread::scope(|scope| {
                let work = replicas.iter_mut().zip(wave);
                let threads: Vec<_> = work
                    .map(|(replica, part)| {
                        scope.spawn(move || {
                            tch::set_num_threads(threads_each.max(1) as i32);
                            BatchGradient::of_micro_batch(replica, criterion, part, counts, scale)
                        })
                    })
                    .collect();
                threads.into_iter().map(join).collect()
            });
            for result in results {
                let mut result = result?;
                // The threads of a wave work at the same time.
                result.time.forward_secs /= wave.len() as f64;
                result.time.backward_secs /= wave.len() as f64;
                sum = sum.plus(result);
            }
        }
        Ok(sum)
    }
}

fn join<T>(thread: ScopedJoinHandle<'_, T>) -> T {
    thread.join().unwrap_or_else(|panic| resume_unwind(panic))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use rand::{RngExt, SeedableRng};
    use rand_chacha::ChaCha8Rng;
    use tch::{Kind, Tensor};
    use voxelnet_config::{Config, FromSections};
    use voxelnet_model::{FrameTargets, PositiveAnchor};
    use voxelnet_scene::{Point, PointCloud};
    use voxelnet_voxelizer::{SampleKey, SparseVoxels, voxelize};

    use super::*;

    fn config() -> Config {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../configs/quick.toml");
        Config::read(&path, &["network.grid.voxel_size_m=[0.8, 0.8, 0.8]".into()]).unwrap()
    }

    fn frame(config: &Config, seed: u64) -> (SparseVoxels, FrameTargets) {
        let mut rng = ChaCha8Rng::seed_from_u64(seed);
        let mut place = |low: f32, high: f32| rng.random_range(low..high);
        let points = (0..400)
            .map(|_| Point::new(place(0., 44.), place(-22., 22.), place(-3., 1.), place(0., 1.)));
        let cloud = PointCloud::new(points.collect());
        let network = VoxelNet::new(&config.network, Device::Cpu, 1).unwrap();
        let limits = &config.network.limits;
        let voxels = voxelize(&cloud, &network.layout().grid, limits, SampleKey::default());
        let positive = PositiveAnchor { anchor: 40, target: 0, residual: [0.1; 7], reversed: true };
        (voxels, FrameTargets { positives: vec![positive], ignored: vec![41] })
    }

    /// The gradient of these frames, so many at a time on so many threads.
    fn gradient(
        frames: &[(SparseVoxels, FrameTargets)],
        micro_batch_size: usize,
        num_threads: usize,
        scale: f64,
    ) -> BatchGradient {
        let config = config();
        let network = VoxelNet::new(&config.network, Device::Cpu, 1).unwrap();
        let (scans, targets): (Vec<_>, Vec<_>) = frames.iter().cloned().unzip();
        let parts: Vec<MicroBatch<'_>> = scans
            .chunks(micro_batch_size)
            .zip(targets.chunks(micro_batch_size))
            .map(|(scans, targets)| MicroBatch { scans, targets })
            .collect();
        let counts = AnchorCounts::of(&targets, 14 * 14 * 2);
        let mut workers =
            Workers::new(&config.network, Device::Cpu, num_threads, parts.len(), None).unwrap();
        workers.set_deterministic(true);
        workers.gradient(&network, &Criterion::new(config.loss), &parts, &counts, scale).unwrap()
    }

    fn assert_near(found: &[Tensor], expected: &[Tensor]) {
        for (found, expected) in found.iter().zip(expected) {
            let size = expected.abs().max().double_value(&[]).max(1e-3);
            let error = (found - expected).abs().max().double_value(&[]);
            assert!(error < 1e-3 * size, "{error} of {size}");
        }
    }

    #[test]
    fn micro_batches_add_up_to_the_batch() {
        // Frames that are alike have the statistics of the batch, so that BatchNorm tells no difference.
        let frames = [frame(&config(), 1), frame(&config(), 1)];
        let (whole, parts) = (gradient(&frames, 2, 1, 1.), gradient(&frames, 1, 1, 1.));
        for ((name, found), (_, expected)) in parts.loss.named().into_iter().zip(whole.loss.named())
        {
            assert!((found - expected).abs() < 1e-4 * expected.abs().max(1e-3), "{name}");
        }
        assert_near(&parts.gradients, &whole.gradients);
    }

    #[test]
    fn the_number_of_threads_changes_nothing() {
        let frames = [1, 2, 3].map(|seed| frame(&config(), seed));
        let alone = gradient(&frames, 1, 1, 1.);
        for num_threads in [2, 3, 5] {
            let shared = gradient(&frames, 1, num_threads, 1.);
            assert_eq!(shared.loss, alone.loss);
            assert_eq!(shared.gradients, alone.gradients);
            assert_eq!(shared.statistics, alone.statistics);
        }
        assert!(
            alone.gradients.iter().any(|gradient| gradient.sum(Kind::Float) != Tensor::from(0.))
        );
    }

    #[test]
    fn a_scaled_loss_gives_the_same_gradient() {
        let frames = [frame(&config(), 4)];
        let (plain, scaled) = (gradient(&frames, 1, 1, 1.), gradient(&frames, 1, 1, 1024.));
        assert_near(&scaled.gradients, &plain.gradients);
        assert_eq!(scaled.loss, plain.loss);
    }
}
