#![no_main]

use libfuzzer_sys::fuzz_target;
use voxelnet_scene::ScanFormat;
use voxelnet_scene_fuzz::check;

// The first byte says how many columns.
fuzz_target!(|bytes: &[u8]| {
    if let Some((&columns, rows)) = bytes.split_first() {
        check(rows, ScanFormat::Bin, Some(columns.into()));
    }
});
