//! The training of a classifier of crops, and its confusion matrix.

use tch::{Kind, Tensor};
use voxelnet_config::{OptimizerConfig, ScheduleConfig};
use voxelnet_dataset::{CROP_CHANNELS, Crop, CropMap, batches_of_epoch};
use voxelnet_model::CropClassifier;

use crate::error::TrainError;
use crate::step::optimizer::{Optimizer, clip_gradients};
use crate::step::schedule::LearningRate;

/// Crops whose gradients make one step; each goes through the network alone, as each has its own size.
const BATCH_SIZE: usize = 16;

const OPTIMIZER: OptimizerConfig = OptimizerConfig::Adamw { weight_decay: 0.01 };
const SCHEDULE: ScheduleConfig = ScheduleConfig::OneCycle { max_rate: 0.003, warmup_share: 0.3 };
const MAX_GRADIENT_NORM: f64 = 10.;

/// Trains on crops for a number of epochs, in an order that the seed decides. `observe` is told after each
/// step which it was, of how many, and the mean loss of its crops.
///
/// # Errors
/// When the loss is not finite.
pub fn train_crops(
    classifier: &CropClassifier,
    crops: &[Crop],
    epochs: u64,
    seed: u64,
    mut observe: impl FnMut(u64, u64, f64),
) -> Result<(), TrainError> {
    let mut optimizer = Optimizer::new(OPTIMIZER, classifier.parameters(), |_| 1.);
    let parameters: Vec<Tensor> = classifier.parameters().into_values().collect();
    let steps_per_epoch = crops.len().div_ceil(BATCH_SIZE) as u64;
    let num_steps = epochs * steps_per_epoch;
    let batches =
        (0..epochs).flat_map(|epoch| batches_of_epoch(seed, epoch, crops.len(), BATCH_SIZE));
    for (step, batch) in (0..).zip(batches) {
        let loss_of = |&i: &usize| classifier.loss(&tensor_of(&crops[i].map), crops[i].class);
        let losses: Vec<Tensor> = batch.iter().map(loss_of).collect();
        let mean = Tensor::stack(&losses, 0).mean(Kind::Float);
        let loss = mean.double_value(&[]);
        if !loss.is_finite() {
            return Err(TrainError::CropLossNotFinite { step: step + 1, loss });
        }
        let mut gradients = Tensor::run_backward(&[&mean], &parameters, false, false);
        clip_gradients(&mut gradients, MAX_GRADIENT_NORM);
        optimizer.step(&gradients, LearningRate::at(&SCHEDULE, step, num_steps, steps_per_epoch));
        observe(step + 1, num_steps, loss);
    }
    Ok(())
}

/// The confusion matrix: the number of crops of each class (row) that are taken for each class (column).
pub fn confusion(
    classifier: &CropClassifier,
    crops: &[Crop],
    num_classes: usize,
) -> Vec<Vec<usize>> {
    let mut counts = vec![vec![0; num_classes]; num_classes];
    for crop in crops {
        counts[crop.class][classifier.classify(&tensor_of(&crop.map))] += 1;
    }
    counts
}

/// [1, C, H, W]
fn tensor_of(map: &CropMap) -> Tensor {
    let sizes = [1, CROP_CHANNELS as i64, map.height as i64, map.width as i64];
    Tensor::from_slice(&map.data).view(sizes)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use tch::Device;

    use super::*;

    /// Long maps, wide ones and small ones.
    fn crops() -> Vec<Crop> {
        let sizes = [(8, 24), (24, 8), (8, 8)];
        let crop = |i: usize| {
            let (height, width) = sizes[i % 3];
            let (height, width) = (height + i % 2, width + i % 5);
            let data = (0..3 * height * width).map(|k| ((k * 7 + i) % 5) as f32 / 5.);
            let map = CropMap { height, width, data: data.collect() };
            Crop { class: i % 3, map }
        };
        (0..24).map(crop).collect()
    }

    #[test]
    fn it_learns_what_it_sees_and_the_same_from_the_same_seed() {
        let trained = |epochs| {
            let classifier = CropClassifier::new(CROP_CHANNELS, 3, Device::Cpu, 1);
            let mut losses = Vec::new();
            let observe = |_, _, loss| losses.push(loss);
            train_crops(&classifier, &crops(), epochs, 1, observe).unwrap();
            (losses, confusion(&classifier, &crops(), 3))
        };
        let (losses, counts) = trained(15);
        assert_eq!(losses.len(), 30);
        assert!(losses[29] < 0.5 * losses[0], "{losses:?}");
        assert_eq!(counts.iter().flatten().sum::<usize>(), 24);
        assert!((0..3).map(|class| counts[class][class]).sum::<usize>() > 16, "{counts:?}");
        assert_eq!(trained(1), trained(1));
    }

    #[test]
    fn a_loss_that_is_no_number_ends_it() {
        let classifier = CropClassifier::new(CROP_CHANNELS, 3, Device::Cpu, 1);
        let mut crops = crops();
        crops[20].map.data[7] = f32::INFINITY;
        let error = train_crops(&classifier, &crops, 2, 1, |_, _, _| {}).unwrap_err();
        assert!(error.to_string().contains("the loss is "), "{error}");
    }
}
