#![no_main]

use libfuzzer_sys::fuzz_target;
use voxelnet_fuzz::scan::check;
use voxelnet_scene::ScanFormat;

// The first byte says how many columns; 0 leaves it to the reader.
fuzz_target!(|bytes: &[u8]| {
    if let Some((&columns, rows)) = bytes.split_first() {
        check(rows, ScanFormat::Bin, (columns > 0).then_some(columns.into()));
    }
});
