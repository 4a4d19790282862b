//! Channels weighed by what the whole map shows (squeeze and excitation, arXiv:1709.01507).

use tch::Tensor;
use tch::nn::{self, Init, Path};
use voxelnet_config::ChannelAttention;

use crate::pooling::{global_average, global_maximum};

/// The hidden layer has so many times fewer channels.
const REDUCTION: i64 = 8;
/// But at least so many.
const MIN_HIDDEN: i64 = 4;

/// Global pooling, two layers, and a weight between 0 and 1 for each channel. [B, C, H, W] -> [B, C, H, W]
#[derive(Debug)]
pub(crate) struct Attention {
    pools: Vec<fn(&Tensor) -> Tensor>,
    squeeze: nn::Linear,
    excite: nn::Linear,
}

impl Attention {
    /// None when none is asked for.
    pub(crate) fn new(path: &Path<'_>, channels: i64, kind: ChannelAttention) -> Option<Self> {
        let pools: Vec<fn(&Tensor) -> Tensor> = match kind {
            ChannelAttention::None => return None,
            ChannelAttention::Gap => vec![global_average],
            ChannelAttention::Gmp => vec![global_maximum],
            ChannelAttention::Both => vec![global_average, global_maximum],
        };
        let hidden = (channels / REDUCTION).max(MIN_HIDDEN);
        let zero = Init::Const(0.);
        let config = nn::LinearConfig { ws_init: zero, bs_init: Some(zero), bias: true };
        Some(Self {
            pools,
            squeeze: nn::linear(path / "squeeze" / "linear", channels, hidden, config),
            excite: nn::linear(path / "excite", hidden, channels, config),
        })
    }

    pub(crate) fn forward(&self, xs: &Tensor) -> Tensor {
        let votes = self.pools.iter().map(|pool| pool(xs).apply(&self.squeeze).relu()); // [B, C / 8]
        let logits: Tensor = votes.map(|hidden| hidden.apply(&self.excite)).sum(); // -> [B, C]
        xs * logits.sigmoid().unsqueeze(-1).unsqueeze(-1)
    }
}

#[cfg(test)]
mod tests {
    use tch::nn::VarStore;
    use tch::{Device, Kind};

    use super::*;
    use crate::testing::{max_error, seeded};

    fn attention(store: &VarStore, kind: ChannelAttention) -> Attention {
        let attention = Attention::new(&store.root(), 16, kind).expect("one is asked for");
        crate::init::initialise(store, 1);
        attention
    }

    #[test]
    fn without_a_vote_every_channel_is_halved() {
        let store = VarStore::new(Device::Cpu);
        let attention = Attention::new(&store.root(), 16, ChannelAttention::Gap);
        let xs = seeded(&[2, 16, 3, 4], 1);
        let found = attention.expect("one is asked for").forward(&xs);
        assert!(max_error(&found, &(&xs * 0.5)) < 1e-6);
    }

    #[test]
    fn a_scan_is_weighed_by_its_own_map() {
        for kind in [ChannelAttention::Gap, ChannelAttention::Gmp, ChannelAttention::Both] {
            let store = VarStore::new(Device::Cpu);
            let attention = attention(&store, kind);
            let xs = seeded(&[2, 16, 3, 4], 2);
            let together = attention.forward(&xs);
            let alone = attention.forward(&xs.narrow(0, 1, 1));
            assert!(max_error(&together.narrow(0, 1, 1), &alone) < 1e-6, "{kind:?}");
        }
    }

    #[test]
    fn both_add_up_what_each_votes_for() {
        let store = VarStore::new(Device::Cpu);
        let both = attention(&store, ChannelAttention::Both);
        let xs = seeded(&[1, 16, 5, 5], 3);
        let vote = |pooled: Tensor| pooled.apply(&both.squeeze).relu().apply(&both.excite);
        let [average, maximum] = [global_average(&xs), global_maximum(&xs)].map(vote);
        let expected = &xs * (average + maximum).sigmoid().view([1, 16, 1, 1]);
        assert!(max_error(&both.forward(&xs), &expected) < 1e-6);
    }

    #[test]
    fn all_its_weights_learn() {
        let store = VarStore::new(Device::Cpu);
        let attention = attention(&store, ChannelAttention::Both);
        let loss = attention.forward(&seeded(&[2, 16, 4, 4], 4)).square().sum(Kind::Float);
        loss.backward();
        for (name, weight) in store.variables() {
            let gradient = weight.grad().abs().sum(Kind::Float).double_value(&[]);
            assert!(gradient > 0., "{name}");
        }
    }
}
