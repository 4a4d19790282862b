//! Weights of a network with the configuration that they belong to.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::ModelConfig;

/// The metadata key under which a file keeps its [`Header`] as JSON. One key only: safetensors writes
/// several in random order, and equal weights shall give equal bytes.
const HEADER_KEY: &str = "voxelnet";

#[derive(Serialize, Deserialize)]
struct Header {
    step: u64,
    config: String,
}

/// A named array of a weights file.
#[derive(Clone, Debug, PartialEq)]
pub struct Tensor {
    /// Extent per axis.
    pub shape: Vec<usize>,
    /// The numbers, last axis fastest.
    pub data: Vec<f32>,
}

/// A weights file read: safetensors, whose metadata holds the configuration and the step.
#[derive(Clone, Debug, PartialEq)]
pub struct Weights {
    /// The configuration as it was written, all sections.
    pub config_text: String,
    /// The training step after which the weights were saved.
    pub step: u64,
    /// The arrays by the path of their module, such as `middle.conv1.bn.running_mean`.
    pub tensors: BTreeMap<String, Tensor>,
}

/// Why a weights file was not accepted.
#[derive(Debug, Error)]
pub enum WeightsError {
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system says.
        source: std::io::Error,
    },
    /// The file is no safetensors file.
    #[error("{}: not a safetensors file: {source}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// What the reader says.
        source: SafeTensorError,
    },
    /// The file lacks the configuration and the step.
    #[error("{}: the metadata has no valid `{HEADER_KEY}`, expected a voxelnet checkpoint", path.display())]
    Header {
        /// The file.
        path: PathBuf,
    },
    /// The configuration in the file is not accepted.
    #[error("{}: configuration: {message}", path.display())]
    Config {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        message: String,
    },
    /// A tensor is stored in a type that is not read.
    #[error("{}: tensor `{name}` has type {dtype:?}, expected F32", path.display())]
    Dtype {
        /// The file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its type.
        dtype: Dtype,
    },
}

impl Weights {
    /// Reads a weights file.
    ///
    /// # Errors
    /// [`WeightsError`] names the file and what is wrong with it.
    pub fn read(path: &Path) -> Result<Self, WeightsError> {
        let bytes =
            std::fs::read(path).map_err(|source| WeightsError::Io { path: path.into(), source })?;
        Self::from_bytes(&bytes, path)
    }

    /// The configuration of the network.
    ///
    /// # Errors
    /// When the stored text is no configuration, or one of an impossible detection; `path` is only named in the message.
    pub fn model_config(&self, path: &Path) -> Result<ModelConfig, WeightsError> {
        let refuse = |message| WeightsError::Config { path: path.into(), message };
        let config: ModelConfig =
            toml::from_str(&self.config_text).map_err(|error| refuse(error.message().into()))?;
        config.detection.check().map_err(|error| refuse(error.to_string()))?;
        Ok(config)
    }

    /// The bytes of a weights file; equal weights give equal bytes.
    ///
    /// # Errors
    /// When safetensors cannot hold the arrays, as when a shape does not fit its data.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SafeTensorError> {
        let bytes_of = |tensor: &Tensor| -> Vec<u8> {
            tensor.data.iter().flat_map(|value| value.to_le_bytes()).collect()
        };
        let arrays: Vec<(&str, &Tensor, Vec<u8>)> = self
            .tensors
            .iter()
            .map(|(name, tensor)| (name.as_str(), tensor, bytes_of(tensor)))
            .collect();
        let views = arrays
            .iter()
            .map(|(name, tensor, bytes)| {
                Ok((*name, TensorView::new(Dtype::F32, tensor.shape.clone(), bytes)?))
            })
            .collect::<Result<Vec<_>, SafeTensorError>>()?;
        let header = Header { step: self.step, config: self.config_text.clone() };
        let header = serde_json::to_string(&header)?;
        safetensors::serialize(views, Some(HashMap::from([(HEADER_KEY.to_owned(), header)])))
    }

    fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, WeightsError> {
        let format = |source| WeightsError::Format { path: path.into(), source };
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(format)?;
        let Header { step, config: config_text } = header
            .metadata()
            .as_ref()
            .and_then(|metadata| serde_json::from_str(metadata.get(HEADER_KEY)?).ok())
            .ok_or_else(|| WeightsError::Header { path: path.into() })?;

        let mut tensors = BTreeMap::new();
        for (name, view) in SafeTensors::deserialize(bytes).map_err(format)?.tensors() {
            if view.dtype() != Dtype::F32 {
                return Err(WeightsError::Dtype { path: path.into(), name, dtype: view.dtype() });
            }
            let data =
                view.data().as_chunks().0.iter().map(|&four| f32::from_le_bytes(four)).collect();
            tensors.insert(name, Tensor { shape: view.shape().to_vec(), data });
        }
        Ok(Self { config_text, step, tensors })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_is_read() {
        let tensor = Tensor { shape: vec![2, 3], data: vec![1., -2., 3.5, 0., f32::MIN, 1e-30] };
        let weights = Weights {
            config_text: "[network]\n".into(),
            step: 7,
            tensors: BTreeMap::from([("rpn.score.weight".into(), tensor)]),
        };
        let bytes = weights.to_bytes().unwrap();
        assert_eq!(weights, Weights::from_bytes(&bytes, Path::new("w")).unwrap());
        assert_eq!(bytes, weights.to_bytes().unwrap());
        for length in 0..bytes.len() {
            assert!(Weights::from_bytes(&bytes[..length], Path::new("w")).is_err(), "{length}");
        }
    }
}
