//! A classifier of small maps of any size, after Network in Network (arXiv:1312.4400).

use std::collections::BTreeMap;

use tch::nn::{Conv2D, VarStore};
use tch::{Device, Kind, Tensor};
use voxelnet_pooling::{Reduction, Window};

use crate::conv::biased_conv;
use crate::init;
use crate::pooling::{global_average, pool_windows};

/// Output channels of the blocks.
const WIDTHS: [i64; 2] = [32, 64];

/// Between the blocks a map is made half as large each way.
const HALVING: Window<2> = Window {
    kernel: [3, 3],
    stride: [2, 2],
    padding: [1, 1],
    ceil_mode: false,
    count_padding: false,
};

/// Blocks of a spatial convolution and two that look at one place each, maxima between them, a last
/// convolution with one channel per class, and the average of each over the whole map: no layer depends on
/// the size of the map.
#[derive(Debug)]
pub struct CropClassifier {
    store: VarStore,
    blocks: Vec<[Conv2D; 3]>,
    classes: Conv2D,
}

impl CropClassifier {
    /// With random weights that depend on the seed alone.
    pub fn new(in_channels: usize, num_classes: usize, device: Device, seed: u64) -> Self {
        let store = VarStore::new(device);
        let root = store.root();
        let mut channels = in_channels as i64;
        let mut blocks = Vec::new();
        for (number, width) in (1..).zip(WIDTHS) {
            let path = &root / format!("block{number}");
            blocks.push([
                biased_conv(&path / 0 / "conv", [channels, width], 5),
                biased_conv(&path / 1 / "conv", [width, width], 1),
                biased_conv(&path / 2 / "conv", [width, width], 1),
            ]);
            channels = width;
        }
        let classes = biased_conv(&root / "classes", [channels, num_classes as i64], 1);
        init::initialise(&store, seed);
        Self { store, blocks, classes }
    }

    /// # Shapes
    /// A map [B, C, H, W], wherever it is -> logits [B, classes]
    pub fn forward(&self, map: &Tensor) -> Tensor {
        let mut xs = map.to_device(self.store.device());
        for (number, block) in self.blocks.iter().enumerate() {
            if number > 0 {
                xs = pool_windows(&xs, &HALVING, Reduction::Maximum);
            }
            xs = block.iter().fold(xs, |xs, conv| xs.apply(conv).relu());
        }
        global_average(&xs.apply(&self.classes)) // [B, classes, H', W'] -> [B, classes]
    }

    /// Its weights, by name. The tensors share memory with the network.
    pub fn parameters(&self) -> BTreeMap<String, Tensor> {
        self.store.variables().into_iter().collect()
    }

    /// The cross entropy of the logits of one map.
    pub fn loss(&self, map: &Tensor, class: usize) -> Tensor {
        let target = Tensor::from_slice(&[class as i64]).to_device(self.store.device());
        self.forward(map).cross_entropy_for_logits(&target)
    }

    /// The likeliest class of one map.
    pub fn classify(&self, map: &Tensor) -> usize {
        tch::no_grad(|| self.forward(map).to_kind(Kind::Float).argmax(-1, false).int64_value(&[0]))
            as usize
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::testing::{max_error, seeded};

    fn classifier() -> CropClassifier {
        CropClassifier::new(3, 4, Device::Cpu, 1)
    }

    #[test]
    fn maps_of_any_size_have_one_logit_per_class() {
        for (height, width) in [(1, 1), (8, 8), (17, 40), (128, 9)] {
            let logits = classifier().forward(&seeded(&[1, 3, height, width], 1));
            assert_eq!(logits.size(), [1, 4]);
            assert!(logits.isfinite().all().double_value(&[]) == 1.);
        }
    }

    #[test]
    fn weights_follow_from_the_seed_and_all_of_them_learn() {
        let (first, second) = (classifier(), classifier());
        let map = seeded(&[1, 3, 9, 12], 2);
        assert_eq!(first.forward(&map), second.forward(&map));
        first.loss(&map, 2).backward();
        for (name, weight) in first.parameters() {
            let gradient = weight.grad().abs().sum(Kind::Float).double_value(&[]);
            assert!(gradient > 0., "{name}");
        }
    }

    #[test]
    fn what_stands_in_a_map_counts_and_not_where() {
        // Far from the borders, a shift by the stride of the pooling moves everything along.
        let classifier = classifier();
        let pattern = seeded(&[1, 3, 6, 6], 3);
        let at = |x: i64| pattern.pad([20 + x, 20 - x, 20, 20], "constant", 0.);
        let [left, right] = [0, 2].map(|x| classifier.forward(&at(x)));
        assert!(max_error(&left, &right) < 1e-4);
    }
}
