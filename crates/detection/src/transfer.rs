//! The start of a network from weights that were trained with other classes.

use std::path::Path;

use crate::anchors::ANCHOR_YAWS;
use crate::residual::NUM_RESIDUALS;
use crate::weights::{Tensor, Weights, WeightsError};

/// The heads, whose channels belong to classes, and the channels of each for one anchor.
const HEADS: [(&str, usize); 3] =
    [("rpn.score", 1), ("rpn.residual", NUM_RESIDUALS), ("rpn.direction", 1)];

/// The origin of the channels of each class in a network that starts from trained weights.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ClassTransfer {
    /// For each class of the network the number of the class whose channels it takes; none for a class that
    /// starts fresh.
    pub sources: Vec<Option<usize>>,
    /// The numbers of the trained classes whose channels nobody takes.
    pub left_out: Vec<usize>,
}

impl ClassTransfer {
    /// Matches classes by name, whatever their order and whether they are written in capitals.
    ///
    /// ```
    /// use voxelnet_detection::ClassTransfer;
    ///
    /// let transfer = ClassTransfer::by_name(&["Car", "Cyclist"], &["Van", "car"]);
    /// assert_eq!((transfer.sources, transfer.left_out), (vec![None, Some(0)], vec![1]));
    /// ```
    pub fn by_name(trained: &[&str], own: &[&str]) -> Self {
        let position = |name: &str, names: &[&str]| {
            names.iter().position(|other| other.eq_ignore_ascii_case(name))
        };
        let sources = own.iter().map(|name| position(name, trained)).collect();
        let is_left_out = |&number: &usize| position(trained[number], own).is_none();
        Self { sources, left_out: (0..trained.len()).filter(is_left_out).collect() }
    }

    fn num_trained(&self) -> usize {
        self.sources.iter().flatten().count() + self.left_out.len()
    }

    /// The trained weights in the classes of the network. Channels of classes that start fresh keep the values of
    /// `fresh`, which holds every tensor of the network; `path`, where the trained weights are from, is for messages
    /// only.
    ///
    /// # Errors
    /// When a tensor of the trained weights is missing, has no place in the network, is of another shape but for the
    /// number of classes, or is not finite.
    pub fn weights(
        &self,
        trained: &Weights,
        fresh: &Weights,
        path: &Path,
    ) -> Result<Weights, WeightsError> {
        trained.require_known(|name| fresh.tensors.contains_key(name), path)?;
        let mut weights = fresh.clone();
        for (name, tensor) in &mut weights.tensors {
            match channels_per_anchor(name) {
                Some(channels) => self.take_channels(tensor, trained, name, channels, path)?,
                None => *tensor = trained.tensor(name, &tensor.shape, path)?.clone(),
            }
        }
        Ok(weights)
    }

    /// Copies the channels of the classes that are matched. A head's tensor has, along its first axis, the
    /// channels of the first class at each yaw, then those of the second, and so on.
    fn take_channels(
        &self,
        own: &mut Tensor,
        trained: &Weights,
        name: &str,
        channels: usize,
        path: &Path,
    ) -> Result<(), WeightsError> {
        let of_class = channels * ANCHOR_YAWS.len();
        let mut shape = own.shape.clone();
        shape[0] = of_class * self.num_trained();
        let trained = trained.tensor(name, &shape, path)?;
        let len = of_class * shape[1..].iter().product::<usize>();
        for (number, source) in self.sources.iter().enumerate() {
            if let Some(source) = source {
                let values = &trained.data[source * len..][..len];
                own.data[number * len..][..len].copy_from_slice(values);
            }
        }
        Ok(())
    }
}

/// Whether a tensor is one of a head, whose channels belong to classes.
pub fn is_of_head(tensor: &str) -> bool {
    channels_per_anchor(tensor).is_some()
}

/// The channels that a tensor of a head has for one anchor; none for other tensors.
fn channels_per_anchor(name: &str) -> Option<usize> {
    let (module, _) = name.rsplit_once('.')?;
    HEADS.iter().find(|(head, _)| *head == module).map(|&(_, channels)| channels)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    const JOINED: usize = 3;

    /// The tensors of a network with so many classes, all numbers different; `start` is the first.
    fn weights(num_classes: usize, start: f32) -> Weights {
        let mut next = start;
        let mut tensor = |shape: &[usize]| {
            let data = (0..shape.iter().product()).map(|_| {
                next += 1.;
                next
            });
            Tensor { data: data.collect(), shape: shape.to_vec() }
        };
        let mut tensors = BTreeMap::from([("middle.conv1.conv.weight".into(), tensor(&[2, 2]))]);
        for (head, channels) in HEADS {
            let channels = channels * 2 * num_classes;
            tensors.insert(format!("{head}.weight"), tensor(&[channels, JOINED, 1, 1]));
            tensors.insert(format!("{head}.bias"), tensor(&[channels]));
        }
        Weights { config_text: String::new(), step: 9, tensors }
    }

    /// What a class has in a tensor of a head.
    fn of_class<'a>(weights: &'a Weights, name: &str, class: usize) -> &'a [f32] {
        let tensor = &weights.tensors[name];
        let len = channels_per_anchor(name).unwrap() * 2 * tensor.data.len() / tensor.shape[0];
        &tensor.data[class * len..][..len]
    }

    #[test]
    fn channels_follow_their_class_in_any_order_and_new_ones_stay_fresh() {
        let (trained, fresh) = (weights(3, 0.), weights(3, 5000.));
        let transfer =
            ClassTransfer::by_name(&["Car", "Pedestrian", "Cyclist"], &["CYCLIST", "Van", "Car"]);
        assert_eq!(transfer.left_out, [1]);
        let started = transfer.weights(&trained, &fresh, Path::new("w")).unwrap();
        for name in trained.tensors.keys().filter(|name| channels_per_anchor(name).is_some()) {
            assert_eq!(of_class(&started, name, 0), of_class(&trained, name, 2), "{name}");
            assert_eq!(of_class(&started, name, 1), of_class(&fresh, name, 1), "{name}");
            assert_eq!(of_class(&started, name, 2), of_class(&trained, name, 0), "{name}");
        }
        let name = "middle.conv1.conv.weight";
        assert_eq!(started.tensors[name], trained.tensors[name]);
    }

    #[test]
    fn equal_classes_give_the_trained_weights() {
        let (trained, fresh) = (weights(2, 0.), weights(2, 5000.));
        let transfer = ClassTransfer::by_name(&["a", "b"], &["a", "b"]);
        let started = transfer.weights(&trained, &fresh, Path::new("w")).unwrap();
        assert_eq!(started.tensors, trained.tensors);
    }

    #[test]
    fn classes_may_be_more_or_fewer() {
        for (trained, own) in [(1, 3), (3, 1)] {
            let names = ["a", "b", "c"];
            let transfer = ClassTransfer::by_name(&names[..trained], &names[..own]);
            let started =
                transfer.weights(&weights(trained, 0.), &weights(own, 0.), Path::new("w"));
            assert_eq!(started.unwrap().tensors["rpn.residual.bias"].shape, [14 * own]);
        }
    }

    #[test]
    fn only_channels_of_classes_may_differ() {
        let transfer = ClassTransfer::by_name(&["a", "b"], &["b", "c"]);
        let refused = |change: &dyn Fn(&mut Weights)| {
            let mut trained = weights(2, 0.);
            change(&mut trained);
            let result = transfer.weights(&trained, &weights(2, 0.), Path::new("w"));
            result.unwrap_err().to_string()
        };
        let missing = refused(&|weights| drop(weights.tensors.remove("rpn.direction.bias")));
        assert!(
            missing.contains("`rpn.direction.bias` is missing, expected shape [4]"),
            "{missing}"
        );
        let shape = refused(&|weights| {
            weights.tensors.get_mut("rpn.score.weight").unwrap().shape = vec![4, 1, 3, 1];
        });
        let expected = "`rpn.score.weight` has shape [4, 1, 3, 1], expected [4, 3, 1, 1]";
        assert!(shape.contains(expected), "{shape}");
        let name = "middle.conv1.conv.weight";
        let nan = refused(&|weights| weights.tensors.get_mut(name).unwrap().data[0] = f32::NAN);
        assert!(nan.contains("not finite"), "{nan}");
        let extra = refused(&|weights| {
            let tensor = weights.tensors[name].clone();
            weights.tensors.insert("rpn.attention1.excite.bias".into(), tensor);
        });
        assert!(
            extra.contains("`rpn.attention1.excite.bias` of shape [2, 2] has no place"),
            "{extra}"
        );
    }
}
