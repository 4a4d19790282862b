//! In what two configurations differ.

use voxelnet_head::different_keys;

use crate::Config;

/// Keys of `network` that may differ between training and detection: how much is seen, how it is computed,
/// what it is called, and what only training asks for.
const FREE_TO_CHANGE: [&str; 10] = [
    "grid.min_m",
    "grid.max_m",
    "limits",
    "middle",
    "batch_norm_momentum",
    "set_abstraction.num_centers",
    "set_abstraction.max_neighbors",
    "classes.*.name",
    "classes.*.positive_iou",
    "classes.*.negative_iou",
];

/// The first key that has another value in another configuration.
pub(crate) fn first_difference(config: &Config, other: &Config) -> Option<String> {
    different_keys(config, other).into_iter().next()
}

/// The first key that makes another network of weights than the one that was trained.
pub(crate) fn difference_of_network(trained: &Config, asked: &Config) -> Option<String> {
    let mut keys = different_keys(trained, asked).into_iter();
    keys.find(|key| key.strip_prefix("network.").is_some_and(|key| !is_free(key)))
}

/// Whether a key of `network`, or what it is in, may change.
fn is_free(key: &str) -> bool {
    let parts: Vec<&str> = key.split('.').collect();
    FREE_TO_CHANGE.iter().any(|free| {
        let mut free = free.split('.').enumerate();
        free.all(|(i, part)| part == "*" || parts.get(i) == Some(&part))
    })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::path::Path;

    use super::*;

    fn quick(overrides: &[&str]) -> Config {
        let path = Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/../../configs/quick.toml"));
        let overrides: Vec<String> = overrides.iter().map(|&o| o.into()).collect();
        Config::read(path, &overrides).unwrap()
    }

    #[test]
    fn the_key_is_named_however_deep_it_lies() {
        let own = quick(&[]);
        for (change, key) in [
            ("train.epochs=7", "train.epochs"),
            ("network.vfe.pooling=average", "network.vfe.pooling"),
            ("network.rpn.blocks.1.num_convs=9", "network.rpn.blocks.1.num_convs"),
            ("train.keep_checkpoints=9", "train.keep_checkpoints"),
        ] {
            assert_eq!(first_difference(&own, &quick(&[change])).as_deref(), Some(key));
        }
        assert_eq!(first_difference(&own, &quick(&[])), None);
    }

    #[test]
    fn another_network_is_told_from_another_way_to_use_it() {
        let own = quick(&[]);
        let of = |change: &str| difference_of_network(&own, &quick(&[change]));
        assert_eq!(of("network.encoder=mean").as_deref(), Some("network.encoder"));
        assert_eq!(of("network.rpn.attention=gap").as_deref(), Some("network.rpn.attention"));
        let finer = of("network.grid.voxel_size_m=[0.4, 0.4, 0.8]");
        assert!(finer.is_some_and(|key| key.starts_with("network.grid.voxel_size_m")));
        for change in [
            "network.middle=dense",
            "network.classes.0.name=Van",
            "network.grid.max_m=[51.2, 22.4, 1.0]",
            "detection.min_score=0.5",
            "train.epochs=9",
        ] {
            assert_eq!(of(change), None, "{change}");
        }
    }
}
