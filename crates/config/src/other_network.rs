//! The difference between two networks of weights.

use crate::different_keys::different_keys;
use crate::network::NetworkConfig;

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

/// Names the first key that makes another network of weights than the one that was trained.
pub(crate) fn require_same_network(
    trained: &NetworkConfig,
    asked: &NetworkConfig,
) -> Result<(), String> {
    let keys = different_keys(trained, asked);
    match keys.into_iter().find(|key| !is_free(key)) {
        Some(key) => Err(format!("network.{key}")),
        None => Ok(()),
    }
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

    use crate::config::Config;
    use crate::sections::FromSections;

    #[test]
    fn another_network_is_told_from_another_way_to_use_it() {
        let text = include_str!("../../../configs/quick.toml");
        let of = |change: &str| {
            let parsed = Config::parse_trained(text, Path::new("w"), &[change.to_owned()]);
            parsed.err().map(|error| error.to_string()).unwrap_or_default()
        };
        for (change, key) in [
            ("network.encoder=mean", "`network.encoder`"),
            ("network.rpn.attention=gap", "`network.rpn.attention`"),
            ("network.grid.voxel_size_m=[0.4, 0.4, 0.8]", "`network.grid.voxel_size_m"),
        ] {
            assert!(of(change).contains(key), "{}", of(change));
        }
        for change in [
            "network.middle=dense",
            "network.classes.0.name=Van",
            "network.grid.max_m=[51.2, 22.4, 1.0]",
            "detection.min_score=0.5",
            "train.epochs=9",
        ] {
            assert_eq!(of(change), "", "{change}");
        }
    }
}
