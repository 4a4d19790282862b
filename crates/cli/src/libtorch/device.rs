//! The device that libtorch computes on.

use anyhow::{Result, bail};
use tch::{Cuda, Device};

use crate::args::DeviceArg;

/// The device that was asked for, if this machine has it.
pub fn resolve(device: DeviceArg) -> Result<Device> {
    match device {
        DeviceArg::Auto => Ok(Device::cuda_if_available()),
        DeviceArg::Cpu => Ok(Device::Cpu),
        DeviceArg::Cuda(number) => {
            let num_devices = usize::try_from(Cuda::device_count()).unwrap_or(0);
            if number >= num_devices {
                bail!(
                    "--device cuda:{number}: libtorch sees {num_devices} CUDA devices; \
                     is LIBTORCH a CUDA build?"
                );
            }
            Ok(Device::Cuda(number))
        }
    }
}

/// Whether the device that was asked for is the CPU.
pub fn is_cpu(device: DeviceArg) -> Result<bool> {
    Ok(resolve(device)? == Device::Cpu)
}
