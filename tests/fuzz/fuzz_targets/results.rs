#![no_main]

use libfuzzer_sys::fuzz_target;
use voxelnet_fuzz::{file, message};
use voxelnet_kitti::read_results;

// Rows without a score are dropped and counted.
fuzz_target!(|bytes: &[u8]| {
    match file::with_file("000000.txt", bytes, read_results) {
        Ok((results, _)) => assert!(results.iter().all(|result| result.score.is_some())),
        Err(error) => message::check(&error),
    }
});
