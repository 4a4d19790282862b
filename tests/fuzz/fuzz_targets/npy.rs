#![no_main]

use libfuzzer_sys::fuzz_target;
use voxelnet_fuzz::scan::check;
use voxelnet_scene::ScanFormat;

fuzz_target!(|bytes: &[u8]| check(bytes, ScanFormat::Npy, None));
