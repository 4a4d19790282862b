#![no_main]

use std::collections::HashSet;

use libfuzzer_sys::fuzz_target;
use voxelnet_fuzz::{file, message};
use voxelnet_kitti::{check_name, read_split};

// Frames are listed once, and none leads out of a folder.
fuzz_target!(|bytes: &[u8]| {
    match file::with_file("train.txt", bytes, read_split) {
        Ok(frames) => {
            assert!(frames.iter().all(|frame| check_name("frame", frame, "000123").is_ok()));
            assert_eq!(frames.iter().collect::<HashSet<_>>().len(), frames.len());
        }
        Err(error) => message::check(&error),
    }
});
