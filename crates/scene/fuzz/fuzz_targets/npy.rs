#![no_main]

use libfuzzer_sys::fuzz_target;
use voxelnet_scene::ScanFormat;
use voxelnet_scene_fuzz::check;

fuzz_target!(|bytes: &[u8]| check(bytes, ScanFormat::Npy, None));
