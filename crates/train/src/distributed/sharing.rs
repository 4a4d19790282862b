//! Shares a training step among ranks.
//!
//! A batch that goes through the network at once is cut among the ranks, and BatchNorm takes their parts as one.
//! If a configuration has micro batches, whole ones are dealt out, and BatchNorm sees each alone, as it does in
//! one process. Either way a step is the same for any number of ranks, but for rounding.

use tch::{Kind, Tensor};
use voxelnet_communicator::{Communicator, Numbers, Traffic, Transferred};
use voxelnet_config::{Config, MicroBatches};
use voxelnet_model::VoxelNet;
use voxelnet_runs::{Communication, LossValues};

use crate::batches::prepared_batch::PreparedBatch;
use crate::distributed::exchange::Exchange;
use crate::step::batch_gradient::{BatchGradient, MicroBatch};
use crate::step::workers::Workers;

/// The part of a rank in the steps that it shares with others.
#[derive(Debug)]
pub(crate) struct Sharing {
    micro_batches: MicroBatches,
    communicator: Communicator,
    /// Only where there are several ranks.
    others: Option<Others>,
}

#[derive(Debug)]
struct Others {
    /// Traffic of the sums of `communicator`.
    traffic: Traffic,
    exchange: Option<Exchange>,
    /// Whether each micro batch is cut among the ranks.
    are_batches_cut: bool,
    /// Whether gradients can go out while they are computed.
    is_overlapping: bool,
}

impl Sharing {
    pub(crate) fn new(communicator: &Communicator, config: &Config) -> Self {
        let micro_batches = config.train.micro_batches();
        if communicator.size() == 1 {
            return Self { micro_batches, communicator: communicator.clone(), others: None };
        }
        let traffic = Traffic::default();
        let communicator = communicator.counted(&traffic);
        let are_batches_cut = micro_batches.is_single();
        // In half precision gradients are scaled, and brought back only when all of them are known.
        let is_overlapping = are_batches_cut && !config.train.mixed_precision;
        let others = Others { traffic, exchange: None, are_batches_cut, is_overlapping };
        Self { micro_batches, communicator, others: Some(others) }
    }

    pub(crate) fn communicator(&self) -> &Communicator {
        &self.communicator
    }

    /// The ranks over which BatchNorm takes its statistics, if there are several.
    pub(crate) fn communicator_of_norms(&self) -> Option<&Communicator> {
        let are_cut = self.others.as_ref().is_some_and(|others| others.are_batches_cut);
        are_cut.then_some(&self.communicator)
    }

    /// Prepares to add up the gradients of a network, which workers compute.
    pub(crate) fn connect(&mut self, network: &VoxelNet, workers: &Workers) {
        let Some(others) = &mut self.others else { return };
        let of = |network: &VoxelNet| network.parameters().into_values().collect::<Vec<Tensor>>();
        let heard_of = others.is_overlapping.then(|| of(&workers.replicas()[0]));
        others.exchange =
            Some(Exchange::new(&self.communicator, &of(network), heard_of.as_deref()));
    }

    /// The micro batches of this rank's share of a batch.
    pub(crate) fn micro_batches<'a>(&self, batch: &'a PreparedBatch) -> Vec<MicroBatch<'a>> {
        let PreparedBatch { voxels, targets, .. } = batch;
        if self.communicator_of_norms().is_some() {
            // Every rank takes part, with or without a frame.
            return vec![MicroBatch { scans: voxels, targets }];
        }
        let size = self.micro_batches.size();
        let (scans, targets) = (voxels.chunks(size), targets.chunks(size));
        scans.zip(targets).map(|(scans, targets)| MicroBatch { scans, targets }).collect()
    }

    /// The gradient of the batch of all ranks, of which `own` is a part. Collective.
    pub(crate) fn add_up(
        &mut self,
        mut own: BatchGradient,
    ) -> (BatchGradient, Option<Communication>) {
        let Self { communicator, others, .. } = self;
        let Some(Others { traffic, exchange: Some(exchange), .. }) = others else {
            return (own, None);
        };
        let exchanged = exchange.finish(communicator, &mut own.gradients);
        let LossValues { total, positive, negative, regression, direction } = own.loss;
        let mut numbers = [total, positive, negative, regression, direction, own.num_frames as f64];
        communicator.all_reduce(Numbers::F64(&mut numbers));
        let [total, positive, negative, regression, direction, num_frames] = numbers;
        own.loss = LossValues { total, positive, negative, regression, direction };
        own.num_frames = num_frames as usize;
        add_up_tensors(communicator, &mut own.statistics);
        let Transferred { bytes: other_bytes, time } = traffic.take();
        let communication = Communication {
            gradient_bytes: exchanged.bytes,
            gradient_secs: exchanged.secs,
            gradient_waited_secs: exchanged.waited_secs,
            other_bytes,
            other_secs: time.as_secs_f64(),
        };
        (own, Some(communication))
    }
}

/// Replaces the numbers of tensors by their sums over all ranks.
fn add_up_tensors(communicator: &Communicator, tensors: &mut [Tensor]) {
    let Some(first) = tensors.first() else { return };
    let device = first.device();
    let flat: Vec<Tensor> = tensors.iter().map(|tensor| tensor.flatten(0, -1)).collect();
    let flat = Tensor::cat(&flat, 0).to_kind(Kind::Float);
    let mut numbers = vec![0_f32; flat.numel()];
    flat.copy_data(&mut numbers, flat.numel());
    communicator.all_reduce(Numbers::F32(&mut numbers));
    let sizes: Vec<i64> = tensors.iter().map(|tensor| tensor.numel() as i64).collect();
    let sums = Tensor::from_slice(&numbers).to_device(device).split_with_sizes(&sizes, 0);
    for (tensor, sum) in tensors.iter_mut().zip(sums) {
        *tensor = sum.view(tensor.size().as_slice());
    }
}
