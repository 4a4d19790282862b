#![no_main]

use std::path::Path;

use libfuzzer_sys::fuzz_target;
use voxelnet_fuzz::{file, message};
use voxelnet_kitti::{labels_text, parse_labels, read_truths};

// Labels that are read are written as they were.
fuzz_target!(|bytes: &[u8]| {
    match file::with_file("000000.txt", bytes, read_truths) {
        Ok(labels) => {
            let text = labels_text(&labels);
            let again = parse_labels(&text, Path::new("again.txt"));
            assert_eq!(again.expect("what was written can be read"), labels);
            assert_eq!(labels_text(&labels), text);
        }
        Err(error) => message::check(&error),
    }
});
