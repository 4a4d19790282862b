//! The device that libtorch computes on.

use anyhow::{Result, bail};
use tch::{Cuda, Device};

use crate::engine::device::DeviceChoice;

/// The device that was asked for, if this machine has it.
pub fn resolve(device: DeviceChoice) -> Result<Device> {
    match device {
        DeviceChoice::Auto => Ok(Device::cuda_if_available()),
        DeviceChoice::Cpu => Ok(Device::Cpu),
        DeviceChoice::Cuda(number) => {
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
pub fn is_cpu(device: DeviceChoice) -> Result<bool> {
    Ok(resolve(device)? == Device::Cpu)
}
