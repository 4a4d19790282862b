//! Tensors as numbers outside of libtorch.

use tch::{Device, Kind, Tensor};

/// All numbers of a tensor, last axis fastest.
pub(crate) fn floats(tensor: &Tensor) -> Vec<f32> {
    let mut values = vec![0_f32; tensor.numel()];
    let flat = tensor.detach().to_device(Device::Cpu).to_kind(Kind::Float).contiguous();
    flat.copy_data(&mut values, tensor.numel());
    values
}
