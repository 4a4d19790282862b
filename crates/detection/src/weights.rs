//! Weights of a network with the configuration that they belong to.

use std::collections::{BTreeMap, HashMap};
use std::path::{Path, PathBuf};

use half::f16;
use safetensors::tensor::TensorView;
use safetensors::{Dtype, SafeTensorError, SafeTensors};
use serde::{Deserialize, Serialize};
use thiserror::Error;

use voxelnet_config::{ConfigFileError, FromSections};
use voxelnet_files::{on_one_line, quotable};

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

/// In how many bits the weights of layers are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Precision {
    /// All numbers in 32.
    #[default]
    Single,
    /// Those of arrays with two axes or more in 16; the few of BatchNorm and of biases keep 32, as running
    /// variances may be outside what 16 bits hold.
    Half,
}

impl Tensor {
    fn to_bytes(&self, precision: Precision) -> (Dtype, Vec<u8>) {
        let values = self.data.iter();
        if precision == Precision::Half && self.shape.len() > 1 {
            let bytes = values.flat_map(|&value| f16::from_f32(value).to_le_bytes()).collect();
            return (Dtype::F16, bytes);
        }
        (Dtype::F32, values.flat_map(|value| value.to_le_bytes()).collect())
    }
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

/// The errors of reading or writing a weights file.
#[derive(Debug, Error)]
pub enum WeightsError {
    /// The file cannot be read or written.
    #[error("{}: {source}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        source: std::io::Error,
    },
    /// The file is no safetensors file.
    #[error("{}: not a safetensors file: {reason}", path.display())]
    Format {
        /// The file.
        path: PathBuf,
        /// The beginning of the reader's answer, which may quote any part of the file.
        reason: String,
    },
    /// The file lacks the configuration and the step.
    #[error("{}: the metadata has no valid `{HEADER_KEY}`, expected a voxelnet checkpoint", path.display())]
    Header {
        /// The file.
        path: PathBuf,
    },
    /// A tensor is stored in a type that is not read.
    #[error("{}: tensor `{name}` has type {dtype:?}, expected F32 or F16", path.display())]
    Dtype {
        /// The file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its type.
        dtype: Dtype,
    },
    /// The weights lack a tensor of the network.
    #[error("{}: tensor `{name}` is missing, expected shape {expected:?}; the weights belong to another configuration", path.display())]
    MissingTensor {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape in the network.
        expected: Vec<usize>,
    },
    /// A tensor has another shape than in the network.
    #[error("{}: tensor `{name}` has shape {found:?}, expected {expected:?}; the weights belong to another configuration", path.display())]
    TensorShape {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape in the file.
        found: Vec<usize>,
        /// Its shape in the network.
        expected: Vec<usize>,
    },
    /// The weights hold a tensor that the network does not have.
    #[error("{}: tensor `{name}` of shape {found:?} has no place in the network; the weights belong to another configuration", path.display())]
    UnknownTensor {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
        /// Its shape in the file.
        found: Vec<usize>,
    },
    /// A weight is NaN or infinite.
    #[error("{}: tensor `{name}` holds a value that is not finite", path.display())]
    NotFinite {
        /// The weights file.
        path: PathBuf,
        /// The tensor.
        name: String,
    },
}

impl WeightsError {
    /// The error of a file that safetensors cannot read or write.
    pub fn format(path: &Path, error: &SafeTensorError) -> Self {
        Self::Format { path: path.into(), reason: on_one_line(&error.to_string(), 200) }
    }
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

    /// The configuration that the weights were trained with, or a part of it, with the keys named by
    /// `overrides` replaced; `path`, where the weights are from, is for messages only.
    ///
    /// # Errors
    /// When the stored text is no configuration, or the overrides ask for another network.
    pub fn config<C: FromSections>(
        &self,
        path: &Path,
        overrides: &[String],
    ) -> Result<C, ConfigFileError> {
        C::parse_trained(&self.config_text, path, overrides)
    }

    /// A tensor of this shape, whose numbers are all finite; `path` is only named in the message.
    ///
    /// # Errors
    /// When there is none such.
    pub fn tensor(
        &self,
        name: &str,
        shape: &[usize],
        path: &Path,
    ) -> Result<&Tensor, WeightsError> {
        let (path, name, expected) = (path.to_path_buf(), name.to_owned(), shape.to_vec());
        match self.tensors.get(&name) {
            None => Err(WeightsError::MissingTensor { path, name, expected }),
            Some(tensor) if tensor.shape != expected => {
                let found = tensor.shape.clone();
                Err(WeightsError::TensorShape { path, name, found, expected })
            }
            Some(tensor) if !tensor.data.iter().all(|value| value.is_finite()) => {
                Err(WeightsError::NotFinite { path, name })
            }
            Some(tensor) => Ok(tensor),
        }
    }

    /// Checks that there is no tensor but those that a network knows.
    ///
    /// # Errors
    /// Names the first other one.
    pub fn require_known(
        &self,
        is_known: impl Fn(&str) -> bool,
        path: &Path,
    ) -> Result<(), WeightsError> {
        match self.tensors.iter().find(|(name, _)| !is_known(name)) {
            Some((name, tensor)) => Err(WeightsError::UnknownTensor {
                path: path.into(),
                name: quotable(name),
                found: tensor.shape.clone(),
            }),
            None => Ok(()),
        }
    }

    /// The first NaN or infinity of the arrays and the name of its array, if there is one.
    pub fn first_not_finite(&self) -> Option<(&str, f64)> {
        self.tensors.iter().find_map(|(name, tensor)| {
            let broken = tensor.data.iter().find(|value| !value.is_finite())?;
            Some((name.as_str(), f64::from(*broken)))
        })
    }

    /// The precision of fewest bits that keeps every number as it is.
    pub fn precision(&self) -> Precision {
        let is_half = |&value: &f32| f16::from_f32(value).to_f32() == value;
        let mut layers = self.tensors.values().filter(|tensor| tensor.shape.len() > 1);
        let fits = layers.all(|tensor| tensor.data.iter().all(is_half));
        if fits { Precision::Half } else { Precision::Single }
    }

    /// The bytes of a weights file; equal weights give equal bytes.
    ///
    /// # Errors
    /// When safetensors cannot hold the arrays, as when a shape does not fit its data.
    pub fn to_bytes(&self) -> Result<Vec<u8>, SafeTensorError> {
        self.to_bytes_with(Precision::Single)
    }

    /// As [`Self::to_bytes`], in a precision.
    ///
    /// # Errors
    /// As [`Self::to_bytes`].
    pub fn to_bytes_with(&self, precision: Precision) -> Result<Vec<u8>, SafeTensorError> {
        let encode = |(name, tensor): (&String, &Tensor)| {
            let (dtype, bytes) = tensor.to_bytes(precision);
            (name.clone(), dtype, tensor.shape.clone(), bytes)
        };
        let arrays: Vec<_> = self.tensors.iter().map(encode).collect();
        let views = arrays
            .iter()
            .map(|(name, dtype, shape, bytes)| {
                Ok((name, TensorView::new(*dtype, shape.clone(), bytes)?))
            })
            .collect::<Result<Vec<_>, SafeTensorError>>()?;
        let header = Header { step: self.step, config: self.config_text.clone() };
        let header = serde_json::to_string(&header)?;
        safetensors::serialize(views, Some(HashMap::from([(HEADER_KEY.to_owned(), header)])))
    }

    /// As [`Self::read`], of bytes; `path`, where they are from, is for messages only.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn from_bytes(bytes: &[u8], path: &Path) -> Result<Self, WeightsError> {
        let format = |error| WeightsError::format(path, &error);
        let (_, header) = SafeTensors::read_metadata(bytes).map_err(format)?;
        let Header { step, config: config_text } = header
            .metadata()
            .as_ref()
            .and_then(|metadata| serde_json::from_str(metadata.get(HEADER_KEY)?).ok())
            .ok_or_else(|| WeightsError::Header { path: path.into() })?;

        let mut tensors = BTreeMap::new();
        for (name, view) in SafeTensors::deserialize(bytes).map_err(format)?.tensors() {
            let data = match view.dtype() {
                Dtype::F32 => {
                    view.data().as_chunks().0.iter().map(|&b| f32::from_le_bytes(b)).collect()
                }
                Dtype::F16 => {
                    let halves = view.data().as_chunks().0.iter();
                    halves.map(|&bytes| f16::from_le_bytes(bytes).to_f32()).collect()
                }
                dtype => {
                    let (path, name) = (path.into(), quotable(&name));
                    return Err(WeightsError::Dtype { path, name, dtype });
                }
            };
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

    #[test]
    fn messages_quote_a_file_on_one_short_line() {
        let header = format!("{{\"a\":{{\"dtype\":\"F32{}\"}}}}", "\\n[[]]".repeat(900));
        let bytes = [&(header.len() as u64).to_le_bytes(), header.as_bytes()].concat();
        let message = Weights::from_bytes(&bytes, Path::new("w")).unwrap_err().to_string();
        assert!(message.starts_with("w: not a safetensors file: "), "{message}");
        assert!(message.len() < 300 && !message.contains(char::is_control), "{message}");
    }

    #[test]
    fn half_precision_keeps_eleven_bits_of_layers_and_all_of_the_rest() {
        let layer = Tensor { shape: vec![2, 2], data: vec![1. / 3., -1e-3, 250.1, 0.] };
        let variance = Tensor { shape: vec![2], data: vec![1e6, 1. / 3.] };
        let tensors = BTreeMap::from([("conv".into(), layer.clone()), ("bn".into(), variance)]);
        let weights = Weights { config_text: String::new(), step: 1, tensors };
        let bytes = weights.to_bytes_with(Precision::Half).unwrap();
        assert!(bytes.len() < weights.to_bytes().unwrap().len());
        let read = Weights::from_bytes(&bytes, Path::new("w")).unwrap();
        assert_eq!(read.tensors["bn"], weights.tensors["bn"]);
        for (found, expected) in read.tensors["conv"].data.iter().zip(&layer.data) {
            assert!((found - expected).abs() <= expected.abs() / 2048., "{found}, {expected}");
        }
        assert_eq!([weights.precision(), read.precision()], [Precision::Single, Precision::Half]);
    }
}
