//! The parts of a network that training may keep or slow down: the modules of the first and the second level.

use crate::encoder::Encoder;
use crate::network::{ChannelAttention, NetworkConfig};
use crate::train::TrainConfig;
use crate::value_error::ConfigError;

impl NetworkConfig {
    /// The parts that `train.freeze` and `train.rate_scale` may name: the encoder, `middle` and `rpn`, each followed by
    /// the modules in it, such as `rpn.score`. They are the beginnings of the names of tensors.
    ///
    /// ```
    /// use voxelnet_config::{FromSections, NetworkConfig};
    ///
    /// let text = include_str!("../../../configs/quick.toml");
    /// let network = NetworkConfig::parse(text, "quick.toml".as_ref(), &[])?;
    /// assert_eq!(network.parts()[..2], ["vfe", "vfe.vfe1"]);
    /// # Ok::<(), voxelnet_config::ConfigFileError>(())
    /// ```
    pub fn parts(&self) -> Vec<String> {
        let numbered = |name: &'static str, count: usize| {
            (1..=count).map(move |number| format!("{name}{number}"))
        };
        let encoder: Vec<String> = match self.encoder {
            Encoder::Vfe => {
                let layers = numbered("vfe.vfe", self.vfe.channels.len());
                ["vfe".into()].into_iter().chain(layers).chain(["vfe.fcn".into()]).collect()
            }
            Encoder::SetAbstraction => {
                let layers =
                    numbered("set_abstraction.mlp", self.set_abstraction.channels.len() + 1);
                ["set_abstraction".into()].into_iter().chain(layers).collect()
            }
            // They have nothing to learn.
            Encoder::Mean | Encoder::Occupancy => Vec::new(),
        };
        let middle = numbered("middle.conv", self.middle_layers.len());
        let num_blocks = self.rpn.blocks.len();
        let num_attentions =
            if self.rpn.attention == ChannelAttention::None { 0 } else { num_blocks };
        let blocks = numbered("rpn.block", num_blocks)
            .chain(numbered("rpn.attention", num_attentions))
            .chain(numbered("rpn.up", num_blocks));
        let heads = ["rpn.score", "rpn.residual", "rpn.direction"].map(str::to_owned);
        let heads = heads.into_iter().take(if self.direction_head { 3 } else { 2 });
        let mut parts = encoder;
        parts.extend(["middle".to_owned()].into_iter().chain(middle));
        parts.extend(["rpn".to_owned()].into_iter().chain(blocks).chain(heads));
        parts
    }
}

impl TrainConfig {
    /// Whether a tensor, or a part, is kept as it is.
    pub fn is_frozen(&self, name: &str) -> bool {
        self.freeze.iter().any(|part| is_in(name, part))
    }

    /// The factor of the learning rate of a tensor: that of the smallest part around it, 1 unless one is named.
    pub fn rate_scale_of(&self, name: &str) -> f64 {
        let around = self.rate_scale.iter().filter(|(part, _)| is_in(name, part));
        around.max_by_key(|(part, _)| part.len()).map_or(1., |(_, &scale)| scale)
    }

    /// Checks that the parts that are named are those of a network, and that some part is left to learn.
    pub(crate) fn check_parts(&self, network: &NetworkConfig) -> Result<(), ConfigError> {
        let known = network.parts();
        let expected = format!("one of {}", known.join(", "));
        for (key, part) in self.named_parts() {
            ConfigError::require(known.contains(part), key, part, &expected)?;
        }
        let is_left = known.iter().any(|part| !self.is_frozen(part) && !has_parts(part, &known));
        let key = "train.freeze";
        ConfigError::require(is_left, key, self.freeze.join(", "), "a part that is left to learn")
    }

    /// The parts in `freeze` and `rate_scale`, each with the key that names it.
    fn named_parts(&self) -> impl Iterator<Item = (&'static str, &String)> {
        let frozen = self.freeze.iter().map(|part| ("train.freeze", part));
        frozen.chain(self.rate_scale.keys().map(|part| ("train.rate_scale", part)))
    }
}

/// Whether a name is a part, or lies in it.
fn is_in(name: &str, part: &str) -> bool {
    name.strip_prefix(part).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
}

fn has_parts(part: &str, known: &[String]) -> bool {
    known.iter().any(|other| other != part && is_in(other, part))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use crate::config::Config;
    use crate::sections::FromSections;

    fn quick(overrides: &[&str]) -> Result<Config, String> {
        let text = include_str!("../../../configs/quick.toml");
        let overrides: Vec<String> = overrides.iter().map(|&o| o.into()).collect();
        Config::parse(text, Path::new("quick.toml"), &overrides).map_err(|error| error.to_string())
    }

    #[test]
    fn a_part_is_frozen_with_all_that_is_in_it_and_nothing_else() {
        let train = quick(&["train.freeze=['vfe', 'rpn.up1']"]).unwrap().train;
        for name in ["vfe", "vfe.vfe1.linear.weight", "vfe.fcn.bn.running_mean", "rpn.up1.bn.bias"]
        {
            assert!(train.is_frozen(name), "{name}");
        }
        for name in ["vfe2.x", "middle.conv1.conv.weight", "rpn.up2.bn.bias", "rpn.up10.x", "rpn"] {
            assert!(!train.is_frozen(name), "{name}");
        }
    }

    #[test]
    fn the_smallest_part_that_is_named_scales_the_rate() {
        let set = "train.rate_scale={rpn = 0.1, 'rpn.score' = 2.0}";
        let train = quick(&[set]).unwrap().train;
        let scales = ["rpn.score.bias", "rpn.block1.0.conv.weight", "middle.conv1.bn.weight"];
        assert_eq!(scales.map(|name| train.rate_scale_of(name)), [2., 0.1, 1.]);
    }

    #[test]
    fn unknown_parts_are_refused_with_the_known_ones() {
        for (change, expected) in [
            ("train.freeze=['vef']", "train.freeze: vef, expected one of vfe, vfe.vfe1,"),
            ("train.freeze=['set_abstraction']", "train.freeze: set_abstraction, expected one of"),
            ("train.freeze=['rpn.block9']", "train.freeze: rpn.block9, expected one of"),
            ("train.freeze=['']", "train.freeze: , expected one of"),
            ("train.rate_scale={head = 0.1}", "train.rate_scale: head, expected one of"),
            ("train.rate_scale={rpn = 0.0}", "train.rate_scale.rpn: 0, expected a number above 0"),
            ("train.rate_scale={rpn = -1.0}", "train.rate_scale.rpn: -1, expected"),
            ("train.rate_scale={rpn = nan}", "train.rate_scale.rpn: NaN, expected"),
            (
                "train.freeze=['vfe', 'middle', 'rpn']",
                "train.freeze: vfe, middle, rpn, expected a part that is left to learn",
            ),
        ] {
            let message = quick(&[change]).unwrap_err();
            assert!(message.contains(expected), "{message}");
        }
        assert!(quick(&["network.encoder=mean", "train.freeze=['vfe']"]).is_err());
    }
}
